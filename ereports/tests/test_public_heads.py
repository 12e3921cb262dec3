"""What machines read of the citizens' pages, and the newest publications on the home page (B18)."""

from lxml import html

from ereports.models import Document
from ereports.tests.microdata import items
from tests.publishing import publish, switch


def read(client, path):
    return html.fromstring(client.get(path).content)


def test_b18_an_agency_is_a_government_organization(client, world):
    world.hospital.email_contact = "contact@rajavithi.example"
    world.hospital.save()
    address = f"/agency/{world.hospital.code}/"
    ((kind, found),) = items(read(client, address))
    assert kind == "https://schema.org/GovernmentOrganization"
    assert found["name"] == ["โรงพยาบาลราชวิถี"]
    assert found["alternateName"] == ["โรงพยาบาลราชวิถี", "Rajavithi Hospital"]
    assert found["identifier"] == [world.hospital.code]
    assert found["url"] == [f"http://testserver{address}"]
    assert found["contactPoint"] == [
        {"contactType": ["อีเมลสำหรับประชาชนติดต่อ"], "email": ["contact@rajavithi.example"]}
    ]
    assert found["parentOrganization"] == [
        {"name": ["กรมการแพทย์"], "url": [f"/agency/{world.department.code}/"]}
    ]


def test_b18_a_closed_agency_is_no_organization_and_has_no_feed(client, world):
    page = read(client, f"/agency/{world.sibling.code}/")
    assert page.xpath("//*[@itemscope]") == []
    feeds = page.xpath("//link[@type='application/atom+xml']/@href")
    assert feeds == ["/publications.atom"]


def test_b18_pages_name_their_feeds_and_what_is_shared(client, world):
    page = read(client, f"/en/agency/{world.hospital.code}/")
    assert page.xpath("//link[@type='application/atom+xml']/@href") == [
        "/en/publications.atom",
        f"/en/agency/{world.hospital.code}/publications.atom",
        f"/en/agency/{world.hospital.code}/subtree.atom",
    ]
    shared = {meta.get("property"): meta.get("content") for meta in page.xpath("//meta[@property]")}
    assert shared["og:title"] == "Rajavithi Hospital"
    assert shared["og:url"] == f"http://testserver/en/agency/{world.hospital.code}/"
    assert shared["og:image"] == "http://testserver/static/img/share.png"


def test_b18_an_inherited_document_is_known_at_its_owners_address(client, world):
    document = Document.objects.get(scope="subtree")
    own = f"/agency/{world.department.code}/document/{document.pk}/"
    for prefix in ("", "/en"):
        page = read(client, f"{prefix}/agency/{world.point.code}/document/{document.pk}/")
        (canonical,) = page.xpath("//link[@rel='canonical']/@href")
        assert canonical == f"http://testserver{prefix}{own}"
        twins = {link.get("hreflang"): link.get("href") for link in page.xpath("//link[@hreflang]")}
        assert twins["en"] == f"http://testserver/en{own}"
        switch = page.xpath("//a[contains(@class, 'header-language')]/@href")[0]
        assert world.point.code in switch


def latest(client, prefix=""):
    page = read(client, f"{prefix}/")
    section = page.xpath("//section[@aria-labelledby='latest']")
    return section[0].xpath(".//li//h3") and section[0].xpath(".//li") if section else []


def test_m24_the_home_page_shows_what_was_published_last(client, world, people):
    for number in range(10):
        publish(world.stranger, people.dga, name=f"ฉบับที่ {number}.pdf")
    rows = [" ".join(row.text_content().split()) for row in latest(client)]
    assert len(rows) == 10
    assert rows[0].startswith("ฉบับที่ 9 กระทรวงคมนาคม · เผยแพร่เมื่อ")
    switch(Document.objects.latest("created_at"), people.dga, on=False)
    titles = [row.findtext(".//h3/a") for row in latest(client)]
    assert titles[0] == "ฉบับที่ 8"
    assert titles[-1] == "คำสั่ง"
    assert "กระทรวงสาธารณสุข" in latest(client)[-1].text_content()


def test_the_home_page_costs_two_queries(client, world, people, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get("/")
    publish(world.stranger, people.dga, name="อีกฉบับ.pdf")
    with django_assert_num_queries(2):
        client.get("/en/")


def test_nothing_published_yet_is_no_empty_list(client, tree):
    assert latest(client) == []
