"""A crawler walks a small state: no dead link, no 5xx, everything parses, nothing is missing.

benchmarks/crawl.py does the same with 100,000 agencies, and watches the server's memory.
"""

import json
from collections import Counter
from random import Random

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from accounts.models import User
from agencies.models import Agency
from ereports.models import Document
from ereports.tests.microdata import items
from infoadmin.addresses import language_of
from infoadmin.management.commands.build_state import add_reports
from tests.crawler import crawl

ORGANIZATION = "https://schema.org/GovernmentOrganization"


def pages(site):
    return {path: row for path, row in site.items() if row.type == "text/html"}


def no_link_is_dead(site):
    bad = {p: (row.status, row.linked_from) for p, row in site.items() if row.status != 200}
    assert bad == {}
    assert len(site) > 6 * Agency.objects.open().count()  # both languages, pages, feeds, data


def no_public_address_sets_a_cookie_or_opens_a_session(site):
    for path, row in site.items():
        session = getattr(row.answer.wsgi_request, "session", None)
        assert session is None or not session.accessed, path
        assert not row.answer.cookies, path
        assert "ookie" not in row.answer.headers.get("Vary", ""), path


def every_page_says_what_it_is(site):
    for path, row in pages(site).items():
        page = row.page
        assert page.get("lang") == language_of(path), path
        assert len(page.xpath("//h1")) == 1, path
        assert page.findtext(".//title").strip(" ·"), path
        assert len(page.xpath("//link[@rel='canonical']/@href")) == 1, path
        twice = [name for name, times in Counter(page.xpath("//@id")).items() if times > 1]
        assert twice == [], path


def structured_data_parses(site):
    codes = set(Agency.objects.open().values_list("code", flat=True))
    for code in codes:
        for prefix in ("", "/en"):
            ((kind, found),) = items(site[f"{prefix}/agency/{code}/"].page)
            assert kind == ORGANIZATION
            assert found["identifier"] == [code]
            assert found["url"] == [f"http://testserver{prefix}/agency/{code}/"]


def the_sitemap_is_complete(site):
    listed = {
        link for path, row in site.items() if path.startswith("/sitemap-") for link in row.links
    }
    by_links = {
        path
        for path, row in pages(site).items()
        if "?" not in path and row.page.xpath("//link[@rel='canonical']")
    }
    agencies = {f"/agency/{code}/" for code in Agency.objects.open().values_list("code", flat=True)}
    assert agencies | {f"/en{path}" for path in agencies} <= listed
    assert listed <= by_links
    closed = Agency.objects.get(status=Agency.Status.CLOSED)
    assert f"/agency/{closed.code}/" not in listed


def every_public_document_is_reached_and_no_other(site):
    public = {str(pk) for pk in Document.objects.filter(in_use=True).values_list("pk", flat=True)}
    reached = {path.split("/document/")[1].split("/")[0] for path in site if "/document/" in path}
    assert len(public) > 10
    assert reached == public
    assert Document.objects.filter(in_use=False).exists()
    listed = json.loads(site["/api/v1/publications/?limit=200"].content)["data"]
    assert {row["id"] for row in listed} == public


def every_static_file_that_a_page_names_is_there(site):
    named = {
        link.removeprefix("/static/")
        for row in site.values()
        for link in row.links
        if link.startswith("/static/")
    }
    assert [name for name in named if not finders.find(name)] == []


@pytest.mark.django_db
def test_b18_b20_m24_a_crawler_finds_the_whole_site_sound(client):
    """One test, since the walk is what costs: from the home page and robots.txt's sitemap on."""
    call_command("build_state", agencies=60, reports=1, people=3)
    people, places = list(User.objects.all()), Agency.objects.open().filter(report=None)
    add_reports(list(places[5:50:4]), people=people, dice=Random(1), documents=3)
    closed = Agency.objects.filter(numchild=0, report=None, status="open").first()
    Agency.objects.filter(pk=closed.pk).update(status=Agency.Status.CLOSED)
    Document.objects.filter(pk__in=Document.objects.values("pk")[:5]).update(in_use=False)
    site = crawl(client, "/", "/sitemap.xml", "/api/v1/publications/?limit=200")
    no_link_is_dead(site)
    no_public_address_sets_a_cookie_or_opens_a_session(site)
    every_page_says_what_it_is(site)
    structured_data_parses(site)
    the_sitemap_is_complete(site)
    every_public_document_is_reached_and_no_other(site)
    every_static_file_that_a_page_names_is_there(site)
