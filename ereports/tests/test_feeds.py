"""Atom feeds of new publications: of all, of a subtree, of an agency's page (B18)."""

from datetime import datetime
from xml.etree import ElementTree

from agencies.models import Agency
from ereports.models import Document
from tests.publishing import publish, switch

ATOM = "{http://www.w3.org/2005/Atom}"


def feed(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


def titles(root):
    return [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")]


def test_b18_each_feed_holds_its_documents_newest_first(client, world, people):
    publish(world.stranger, people.dga, name="ของกระทรวงอื่น.pdf")
    hospital = f"/agency/{world.hospital.code}/"
    own = ["คำสั่ง", "ประกาศโรงพยาบาล", "ประกาศกรม"]
    assert titles(feed(client, "/publications.atom")) == ["ของกระทรวงอื่น", *own]
    assert titles(feed(client, f"/agency/{world.ministry.code}/subtree.atom")) == own
    assert titles(feed(client, f"{hospital}publications.atom")) == own  # the last is inherited
    assert titles(feed(client, f"{hospital}subtree.atom")) == own[:2]
    assert titles(feed(client, f"/agency/{world.ministry.code}/publications.atom")) == []


def test_b18_entries_keep_their_id_wherever_they_stand(client, world, settings):
    document = Document.objects.get(section="s16")
    for path in ("/publications.atom", f"/en/agency/{world.department.code}/subtree.atom"):
        settings.PUBLIC_URL = "https://info.go.th" if path.startswith("/en") else ""
        entry = feed(client, path).find(f"{ATOM}entry")
        assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{document.pk}"
        assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated")).tzinfo
        assert entry.find(f"{ATOM}category").get("term") == "s16"
        link = entry.find(f"{ATOM}link").get("href")
        assert client.get(link.removeprefix("https://info.go.th")).status_code == 200
    assert link.startswith("https://info.go.th/en/")
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Rajavithi Hospital"


def test_b18_a_feed_is_whole_atom(client, world):
    root = feed(client, "/publications.atom")
    assert root.findtext(f"{ATOM}id") == "http://testserver/publications.atom"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {
        "alternate": "http://testserver/",
        "self": "http://testserver/publications.atom",
    }
    assert root.findtext(f"{ATOM}updated")


def test_f14_what_is_switched_off_leaves_the_feed_whatever_the_reader_holds(client, world, people):
    newest = Document.objects.get(section="s16")
    before = client.get("/publications.atom")
    assert "Last-Modified" not in before
    unchanged = client.get("/publications.atom", headers={"If-None-Match": before["ETag"]})
    assert unchanged.status_code == 304
    switch(newest, people.officer, on=False)
    since = {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    for headers in ({"If-None-Match": before["ETag"]}, since, {}):
        answer = client.get("/publications.atom", headers=headers)
        assert answer.status_code == 200
        assert str(newest.pk) not in answer.content.decode()
    switch(newest, people.officer, on=True)
    assert f"urn:uuid:{newest.pk}" in client.get("/publications.atom").content.decode()


def test_b18_a_closed_agency_has_an_empty_feed_an_old_code_leads_on(client, world):
    closed = f"/agency/{world.sibling.code}"
    assert titles(feed(client, f"{closed}/publications.atom")) == []
    assert titles(feed(client, f"{closed}/subtree.atom")) == []
    world.point.former_codes.create(code="OLD-1")
    for name in ("publications", "subtree"):
        answer = client.get(f"/en/agency/OLD-1/{name}.atom")
        assert answer["Location"] == f"/en/agency/{world.point.code}/{name}.atom"
        assert client.get(f"/agency/NONE/{name}.atom").status_code == 404


def test_b18_feeds_cost_the_same_however_many_documents(
    client, world, people, django_assert_num_queries
):
    for number in range(3):
        publish(world.stranger, people.dga, name=f"{number}.pdf")
    with django_assert_num_queries(1):
        client.get("/publications.atom")
    with django_assert_num_queries(2):
        client.get(f"/agency/{world.hospital.code}/publications.atom")


def test_b18_a_feed_without_entries_is_unchanged_till_it_has_one(client, tree, people):
    path = f"/agency/{tree.point.code}/publications.atom"
    etag = client.get(path)["ETag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    publish(tree.point, people.dga)
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 200


def test_b18_no_character_of_a_name_breaks_a_feed(client, world):
    """Names kept before such characters were taken out of what is typed."""
    Agency.objects.filter(pk=world.hospital.pk).update(name="โรงพยาบาล\x0bราชวิถี\ufffe")
    root = feed(client, f"/agency/{world.hospital.code}/publications.atom")
    assert root.findtext(f"{ATOM}title") == "เอกสารใหม่: โรงพยาบาล ราชวิถี"
