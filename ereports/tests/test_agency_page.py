"""The page of an agency, whose templates are Jinja's: in the frame of all others, and as safe."""

import re

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation
from lxml import html

from agencies import actions
from agencies.models import Agency, attach_ancestry
from agencies.stamps import restamp
from infoadmin import jinja
from infoadmin.templatetags import frame
from infoadmin.templatetags.languages import local_name
from tests.publishing import publish

HOSTILE = "<b>\"&'{{ 7 * 7 }}"


def bare(text):
    """HTML without the white space around its tags."""
    return re.sub(r"\s*(<[^>]+>)\s*", r"\1", re.sub(r"\s+", " ", text))


def frame_of(client, prefix, path, query):
    """What is the same on every page of citizens: all but the main part, and what it is about."""
    page = html.fromstring(client.get(f"{prefix}{path}{query}").content)
    about = "title | meta[@name='description' or @property='og:title'] | link[@type and contains(@href, $code)]"
    for element in page.find("head").xpath(about, code=path.split("/")[2]):
        element.drop_tree()
    (main,) = page.xpath("//main")
    main[:], main.text = [], None
    return bare(html.tostring(page, encoding="unicode").replace(path, "PLACE"))


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/search/?q=x", "/agency/CODE/agencies/", "/agency/CODE/?at=2024-01-01"),
        *("/agency/CODE/document/PK/", "/agency/CODE/document/PK/publication.json", "/nothing/"),
    ],
)
def test_b19_nobody_keeps_what_may_be_switched_off_without_asking_again(client, tree, people, path):
    document = publish(tree.hospital, people.officer)
    path = path.replace("CODE", tree.hospital.code).replace("PK", str(document.pk))
    assert client.get(path)["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("query", ["?x=1", "?at=2024-01-01"])
def test_its_frame_is_that_of_the_other_pages(client, world, prefix, query):
    place = f"/agency/{world.hospital.code}/"
    found = frame_of(client, prefix, place, query)
    assert found == frame_of(client, prefix, f"{place}agencies/", query)
    assert 'class="site-footer"' in found
    assert "PLACE" in found
    assert "{{" not in found


def test_m24_who_has_no_address_names_whom_to_ask(client, tree):
    Agency.objects.filter(pk=tree.ministry.pk).update(email_contact="ask@moph.go.th")
    page = html.fromstring(client.get(f"/agency/{tree.point.code}/").content)
    (ask,) = page.xpath("//aside//p[contains(., 'สอบถามต้นสังกัด')]/a")
    assert ask.get("href") == f"/agency/{tree.ministry.code}/"
    Agency.objects.filter(pk=tree.hospital.pk).update(email_contact="ask@rajavithi.go.th")
    restamp(tree.hospital)
    page = html.fromstring(client.get(f"/agency/{tree.point.code}/").content)
    (ask,) = page.xpath("//aside//p[contains(., 'สอบถามต้นสังกัด')]/a")
    assert ask.text == tree.hospital.name


def test_p7_a_closed_agency_without_successor_names_who_was_above_it(client, tree, people):
    actions.close(agency=tree.sibling, reason="ยุบ", by=people.dga)
    page = client.get(f"/agency/{tree.sibling.code}/").content.decode()
    assert f'กรุณาสอบถามต้นสังกัด <a href="/agency/{tree.department.code}/">' in page


def test_p7_a_closed_ministry_has_nobody_above_it_to_name(client, tree, people):
    closed = actions.create(code="OLD-1", name="กระทรวงเดิม", kind="ministry", by=people.dga)
    actions.close(agency=closed, reason="ยุบ", by=people.dga)
    for query in ({}, {"at": timezone.localdate().isoformat()}):
        page = client.get("/agency/OLD-1/", query)
        assert page.status_code == 200
        assert "กรุณาสอบถาม DGA Contact Center" in page.content.decode()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_short_name_stands_below_the_heading(client, tree, prefix):
    Agency.objects.filter(pk=tree.hospital.pk).update(short_name="รพ.รว.")
    page = html.fromstring(client.get(f"{prefix}/agency/{tree.hospital.code}/").content)
    (lead,) = page.xpath("//p[@class='page-lead']")
    assert lead.text_content().strip().startswith("รพ.รว. ·")
    assert lead.xpath("span[@lang='th']")[0].text == "รพ.รว."


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_what_others_wrote_is_escaped(client, tree, people, prefix):
    Agency.objects.filter(pk=tree.hospital.pk).update(
        name=HOSTILE, name_en=HOSTILE, short_name=HOSTILE, email_contact="a<b>@x.example"
    )
    hospital = Agency.objects.get(pk=tree.hospital.pk)
    publish(hospital, people.officer, name=f"{HOSTILE}.pdf")
    today = timezone.localdate().isoformat()
    for code, query in (
        (hospital.code, ""),
        (hospital.code, f"?at={today}"),
        (tree.point.code, ""),
    ):
        answer = client.get(f"{prefix}/agency/{code}/{query}")
        text = answer.content.decode()
        assert "<b>" not in text
        assert HOSTILE in html.fromstring(answer.content).text_content()
    page = html.fromstring(client.get(f"{prefix}/agency/{hospital.code}/").content)
    assert page.findtext(".//h1") in (HOSTILE, None)
    assert page.xpath("string(//h1)") == HOSTILE
    assert page.xpath("string(//ul[@class='doc-list']//h3)") == HOSTILE
    assert page.xpath("//meta[@itemprop='name']/@content")[0] == HOSTILE


def test_what_the_reader_typed_is_escaped(client, tree):
    page = html.fromstring(client.get(f"/agency/{tree.point.code}/", {"at": HOSTILE}).content)
    assert page.xpath("//input[@name='at']/@value") == [HOSTILE]


def test_another_contact_and_another_year_are_shown(client, tree, settings, monkeypatch):
    def shown(text):
        return text in client.get(f"/agency/{tree.point.code}/?x=1").content.decode()

    assert not shown("0-2999-9999")
    settings.CONTACT_PHONE = "0-2999-9999"
    assert shown("0-2999-9999")
    assert not shown("2699")
    monkeypatch.setattr(frame, "buddhist_year", lambda: 2699)
    assert shown("2699")


def test_it_is_made_anew_while_one_develops(client, world, settings):
    kept = client.get(f"/agency/{world.hospital.code}/?x=1")
    settings.DEBUG = True
    assert client.get(f"/agency/{world.hospital.code}/?x=1").content == kept.content


@pytest.mark.parametrize("language", ["th", "en"])
def test_crumbs_and_addresses_are_those_of_the_other_pages(world, language):
    with translation.override(language):
        parts = jinja.environment(language).get_template("public/_parts.html").module
        for agency in attach_ancestry(Agency.objects.all()):
            emails = render_to_string("_emails.html", {"agency": agency})
            assert bare(parts.emails(agency, [])) == bare(emails)
            context = {"ancestry": agency.ancestry, "name": local_name(agency)}
            crumbs = render_to_string("public/_crumbs.html", context)
            assert bare(parts.crumbs(**context)) == bare(crumbs)
