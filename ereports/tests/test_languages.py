"""The citizens' site in Thai and English, by its path alone (product.md B20)."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from lxml import html

from agencies.models import Agency
from ereports import publication
from ereports.public.views import PAGES
from ereports.sections import SECTIONS
from infoadmin.addresses import in_language
from infoadmin.templatetags.thai import thai_date, thai_datetime

THAI = re.compile("[\u0e00-\u0e7f]+")


def pages(tree):
    """Every kind of public page, as paths in Thai."""
    documents = publication.documents_of(tree.hospital).values_list("pk", flat=True)
    return [
        "/",
        "/api/",
        "/search/",
        "/search/?q=กรม",
        "/search/?q=xyz",
        *(f"/agency/{agency.code}/" for agency in vars(tree).values()),
        f"/agency/{tree.department.code}/agencies/",
        f"/agency/{tree.point.code}/agencies/",
        *(f"/about/{name}/" for name in PAGES),
        *(f"/agency/{tree.hospital.code}/document/{pk}/" for pk in documents),
        f"/agency/{tree.hospital.code}/?at={timezone.localdate().isoformat()}",
        *(f"/agency/{tree.hospital.code}/?at={day}" for day in ("2001-01-01", "2399-01-01", "x")),
    ]


def known_content():
    """What agencies wrote themselves, which nobody translates; longest first."""
    names = [*Agency.objects.values_list("name", flat=True), "กรม"]
    names += ["ราชวิถี", "ประกาศกรม", "ประกาศโรงพยาบาล", "คำสั่ง", "ใบอนุญาตขับขี่", "ภาษาไทย", "ไทย"]
    return sorted(names, key=len, reverse=True)


def test_b20_english_pages_hold_no_thai_but_names_and_content(client, world, settings):
    settings.API_REQUESTS_PER_MINUTE = 120
    for path in pages(world):
        answer = client.get(f"/en{path}")
        assert answer.status_code == 200, path
        page = html.fromstring(answer.content)
        assert page.get("lang") == "en"
        text = answer.content.decode()
        for name in known_content():
            text = text.replace(name, "")
        assert THAI.findall(text) == [], path


def test_b20_what_is_thai_on_an_english_page_says_so(client, world):
    for path in pages(world):
        page = html.fromstring(client.get(f"/en{path}").content)
        body = page.find("body")
        for element in body.xpath("//*[@lang='th']"):
            element.clear(keep_tail=True)
        left = [text for text in THAI.findall(body.text_content()) if text != "กรม"]  # the query
        assert left == [], path


def test_b20_the_heading_is_the_english_name_with_the_thai_one_beside_it(client, world):
    page = html.fromstring(client.get(f"/en/agency/{world.hospital.code}/").content)
    assert page.findtext(".//h1") == "Rajavithi Hospital"
    assert page.xpath("//p[@class='page-lead']/span[@lang='th']/text()") == ["โรงพยาบาลราชวิถี"]
    without = html.fromstring(client.get(f"/en/agency/{world.point.code}/").content)
    assert without.xpath("//h1/span[@lang='th']/text()") == ["จุดบริการผู้ป่วยนอก"]


def test_b20_the_language_is_the_paths_alone(client, world):
    path = f"/agency/{world.hospital.code}/"
    client.cookies["django_language"] = "en"
    answer = client.get(path, headers={"Accept-Language": "en"})
    assert answer["Content-Language"] == "th"
    assert "Vary" not in answer or "anguage" not in answer["Vary"]
    assert "ติดต่อทางอีเมล" in answer.content.decode()
    assert client.get(f"/en{path}", headers={"Accept-Language": "th"})["Content-Language"] == "en"
    assert not answer.cookies
    assert translation.get_language() == "th"


def test_b20_each_page_names_itself_and_its_twin(client, world):
    path = f"/agency/{world.hospital.code}/"
    for prefix, other in (("", "/en"), ("/en", "")):
        page = html.fromstring(client.get(f"{prefix}{path}?x=1").content)
        assert page.xpath("//link[@rel='canonical']/@href") == [f"http://testserver{prefix}{path}"]
        alternates = {
            link.get("hreflang"): link.get("href") for link in page.xpath("//link[@hreflang]")
        }
        assert alternates == {
            "th": f"http://testserver{path}",
            "en": f"http://testserver/en{path}",
            "x-default": f"http://testserver{path}",
        }
        switch = page.xpath("//a[contains(@class, 'header-language')]")[0]
        assert switch.get("href") == f"{other}{path}?x=1"
        assert switch.get("lang") == switch.get("hreflang") == ("en" if not prefix else "th")


def test_b20_links_of_an_english_page_stay_in_english(client, world):
    page = html.fromstring(client.get(f"/en/agency/{world.department.code}/").content)
    inside = {href for href in page.xpath("//a/@href") if href.startswith("/")}
    thai = {href for href in inside if not href.startswith("/en/")}
    assert thai == {f"/agency/{world.department.code}/", "/backend/"}


def test_b20_old_codes_and_missing_pages_keep_the_language(client, world, people):
    agency = Agency.objects.get(pk=world.point.pk)
    agency.former_codes.create(code="OLD-1")
    answer = client.get("/en/agency/OLD-1/")
    assert (answer.status_code, answer["Location"]) == (301, f"/en/agency/{agency.code}/")
    assert client.get("/en")["Location"] == "/en/"
    missing = client.get("/en/agency/NONE/")
    assert missing.status_code == 404
    assert "Page not found" in missing.content.decode()


def test_b20_the_officers_side_is_thai(client):
    assert client.get("/en/backend/").status_code == 404
    assert "เข้าสู่ระบบ" in client.get("/backend/").content.decode()
    with translation.override("en"):
        assert reverse("accounts:landing") == "/backend/"


@pytest.mark.parametrize(
    ("path", "language", "expected"),
    [
        ("/", "en", "/en/"),
        ("/en/", "th", "/"),
        ("/en/agency/1/", "en", "/en/agency/1/"),
        ("/agency/1/", "en", "/en/agency/1/"),
        ("/enough/", "en", "/en/enough/"),
    ],
)
def test_b20_addresses_in_another_language(path, language, expected):
    assert in_language(path, language) == expected


def test_b20_dates_carry_both_years_in_english():
    day = datetime.date(2022, 10, 12)
    moment = datetime.datetime(2022, 10, 12, 17, 30, tzinfo=datetime.UTC)
    assert thai_date(day) == "12 ตุลาคม 2565"
    with translation.override("en"):
        assert thai_date(day) == "12 October 2022 (B.E. 2565)"
        assert thai_date(day, "short") == "12 Oct 2022 (B.E. 2565)"
        assert thai_datetime(moment) == "13 Oct 2022 (B.E. 2565), 00:30"
        assert thai_date(None) == ""


def test_b20_the_sections_of_the_act_have_english_words():
    with translation.override("en"):
        for section in SECTIONS:
            words = (section.public_title, section.title, section.act, section.lead)
            assert not THAI.search(" ".join(map(str, (*words, section.date_label))))


def test_public_url_is_the_origin_of_what_others_keep(client, tree, settings):
    settings.PUBLIC_URL = "https://info.go.th"
    page = html.fromstring(client.get("/").content)
    assert page.xpath("//link[@rel='canonical']/@href") == ["https://info.go.th/"]
