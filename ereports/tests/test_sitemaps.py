"""What search engines read: robots.txt and the sitemaps, by the rules of sitemaps.org (B18)."""

from datetime import datetime
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest

from agencies.models import Agency
from ereports.public import sitemaps
from ereports.public.views import PAGES
from tests.publishing import publish

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    content = answer.getvalue()
    assert len(content) <= 50 * 1024 * 1024
    return ElementTree.fromstring(content)


def locations(client):
    """{address: (lastmod, twins)} of all files of the index, each checked against the rules."""
    found = {}
    root = read(client, "/sitemap.xml")
    assert root.tag == f"{MAP}sitemapindex"
    assert len(root) <= 50_000
    for sitemap in root:
        urlset = read(client, sitemap.findtext(f"{MAP}loc"))
        assert urlset.tag == f"{MAP}urlset"
        assert 1 <= len(urlset) <= 50_000
        for url in urlset:
            location = url.findtext(f"{MAP}loc")
            assert location.startswith("http://testserver/")
            assert len(location) < 2048
            assert location not in found
            lastmod = url.findtext(f"{MAP}lastmod")
            assert lastmod is None or datetime.fromisoformat(lastmod).tzinfo
            twins = {link.get("hreflang"): link.get("href") for link in url.findall(LINK)}
            assert location in twins.values()
            found[location.removeprefix("http://testserver")] = (lastmod, twins)
    return found


def test_b18_every_page_in_both_languages_and_no_other(client, world):
    paths = ["/", "/api/", *(f"/about/{name}/" for name in PAGES)]
    opened = [agency for agency in vars(world).values() if agency != world.sibling]
    paths += [f"/agency/{agency.code}/" for agency in opened]
    found = locations(client)
    assert set(found) == {f"{prefix}{path}" for path in paths for prefix in ("", "/en")}
    for path, (_lastmod, twins) in found.items():
        assert client.get(path).status_code == 200
        assert set(twins) == {"th", "en"}


@pytest.mark.parametrize("size", [1, 2, 3])
def test_b18_ranges_of_keys_leave_nobody_out(client, world, monkeypatch, size):
    whole = set(locations(client))
    monkeypatch.setattr(sitemaps, "RANGE", size)
    assert set(locations(client)) == whole


def test_b18_the_index_costs_one_look_a_file(client, world, django_assert_num_queries):
    number = Agency.objects.earliest("pk").pk // sitemaps.RANGE
    files = Agency.objects.latest("pk").pk // sitemaps.RANGE - number + 1
    with django_assert_num_queries(1 + files):
        client.get("/sitemap.xml")
    with django_assert_num_queries(3):
        client.get(f"/sitemap-agencies-{number}.xml").getvalue()
    for missing in (number + files, 10**30):
        assert client.get(f"/sitemap-agencies-{missing}.xml").status_code == 404


def test_b18_lastmod_is_when_the_page_changed(client, world, people):
    path, child = f"/agency/{world.hospital.code}/", f"/agency/{world.point.code}/"
    before = locations(client)
    new = publish(world.hospital, people.officer, name="ใหม่.pdf", is_for_subtree=True)
    Agency.objects.update(updated_at=datetime.fromisoformat("2020-01-01T00:00:00+07:00"))
    after = locations(client)
    assert after[path][0] >= before[path][0]
    assert after[child][0] == sitemaps.moment(new.created_at)  # by inheritance
    assert after[f"/agency/{world.stranger.code}/"][0] == "2020-01-01T00:00:00+07:00"


def test_b18_robots_may_read_what_is_public(client, db, settings):
    settings.PUBLIC_URL = "https://info.go.th"
    robots = RobotFileParser()
    robots.parse(client.get("/robots.txt").content.decode().splitlines())
    for path in ("/", "/en/", "/agency/21000000/", "/publications.atom", "/api/", "/sitemap.xml"):
        assert robots.can_fetch("Googlebot", path), path
    for path in ("/backend/", "/backend/home/", "/search/?q=a", "/en/search/", "/api/v1/agencies/"):
        assert not robots.can_fetch("Googlebot", path), path
    assert robots.site_maps() == ["https://info.go.th/sitemap.xml"]
