"""A public page is made once, and is never older than what it shows (F14; performance W1, W2)."""

import pytest
from django.core.cache import caches
from django.test import Client, override_settings

from agencies import actions as agencies
from agencies.models import Agency, remembered_lineage
from ereports import publication
from ereports.models import Report
from tests import forms, pdfs


@pytest.fixture(autouse=True)
def _empty_cache():
    caches["pages"].clear()
    remembered_lineage.cache_clear()


@pytest.fixture
def published(signed_in, people, tree):
    """publish(agency, by=…, **changes) → the report, with one more document of section 10 on."""

    def publish(agency, by=people.officer, **changes):
        report = Report.objects.filter(agency=agency).first()
        sent = forms.report_form(
            report,
            **{"s10-file": pdfs.pdf_file("ช่องทาง.pdf", mark=agency.code)},
            **forms.date("s10", 12, 10, 2566),
            **changes,
        )
        answer = signed_in(by).post(f"/backend/reports/agency/{agency.code}/", sent)
        assert answer.status_code == 302
        return Report.objects.get(agency=agency)

    return publish


def page(client, agency, **headers):
    return client.get(f"/agency/{agency.code}/", headers=headers)


def test_w1_a_page_that_is_kept_costs_one_query(client, tree, django_assert_max_num_queries):
    made = page(client, tree.hospital)
    with django_assert_max_num_queries(1):
        kept = page(client, tree.hospital)
    assert kept.content == made.content
    assert kept["ETag"] == made["ETag"]
    assert kept["Content-Security-Policy"] == made["Content-Security-Policy"]
    assert kept["X-Request-ID"] != made["X-Request-ID"]
    assert kept["Cache-Control"] == "public, no-cache"
    assert not kept.cookies


def test_w2_an_unchanged_page_is_not_sent_again(client, tree, django_assert_max_num_queries):
    etag = page(client, tree.hospital)["ETag"]
    with django_assert_max_num_queries(1):
        answer = page(client, tree.hospital, if_none_match=f'"other", {etag}')
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer["ETag"] == etag


def test_f14_switched_off_is_gone_with_the_next_request(client, signed_in, people, tree, published):
    report = published(tree.hospital)
    before = page(client, tree.hospital)
    assert "ช่องทาง" in before.content.decode()
    sent = forms.report_form(report, **{"s10-on": []})
    signed_in(people.officer).post(f"/backend/reports/agency/{tree.hospital.code}/", sent)
    after = page(client, tree.hospital, if_none_match=before["ETag"])
    assert after.status_code == 200
    assert str(report.documents.get().pk) not in after.content.decode()


def test_w7_publishing_for_the_subtree_renews_every_page_below(client, people, tree, published):
    before = {name: page(client, getattr(tree, name))["ETag"] for name in vars(tree)}
    published(tree.department, by=people.dga, **{"s10-scope": "subtree"})
    after = {name: page(client, getattr(tree, name)) for name in vars(tree)}
    renewed = {name for name in before if after[name]["ETag"] != before[name]}
    assert renewed == {"department", "hospital", "sibling", "point"}
    assert "จาก กรมการแพทย์" in after["point"].content.decode()


def test_p6_a_moved_agency_shows_its_new_place_at_once(client, tree):
    page(client, tree.point)
    agencies.move(agency=tree.hospital, parent=tree.stranger, by=None)
    assert "กระทรวงคมนาคม" in page(client, tree.point).content.decode()


def test_an_old_code_leads_to_the_new_one_at_once(client, tree):
    page(client, tree.hospital)
    agencies.set_details(agency=tree.hospital, details={"code": "X-1"}, version=1, by=None)
    assert page(client, tree.hospital).status_code == 301
    assert client.get("/agency/X-1/").status_code == 200


def test_a_code_given_to_another_agency_shows_that_one(client, tree):
    page(client, tree.hospital)
    Agency.objects.filter(pk=tree.hospital.pk).update(code="X-1")
    Agency.objects.filter(pk=tree.sibling.pk).update(code=tree.hospital.code)
    assert "โรงพยาบาลเลิดสิน" in page(client, tree.hospital).content.decode()


def test_what_has_a_query_is_not_kept(client, tree):
    answer = client.get(f"/agency/{tree.hospital.code}/?utm=1")
    assert answer.status_code == 200
    assert not answer.has_header("ETag")


@override_settings(ALLOWED_HOSTS=["one.example", "two.example"])
def test_each_host_has_its_own_page_and_a_strange_one_has_none(client, tree):
    one = page(client, tree.hospital, host="one.example")
    two = page(client, tree.hospital, host="two.example")
    assert one["ETag"] != two["ETag"]
    assert page(client, tree.hospital, host="evil.example").status_code == 400


def test_a_kept_page_is_sent_over_https_alone_where_that_is_demanded(client, tree):
    page(client, tree.hospital)
    with override_settings(SECURE_SSL_REDIRECT=True):
        assert page(Client(), tree.hospital).status_code == 301


def test_what_is_published_follows_an_agency_that_moved_since_it_was_read(world):
    agency, elsewhere = world.hospital, world.stranger
    before = publication.publication_of(agency)
    agencies.move(agency=Agency.objects.get(pk=agency.pk), parent=elsewhere, by=None)
    after = publication.publication_of(agency)
    assert after.agency == before.agency == agency
    assert after.ancestry[-1] == elsewhere != before.ancestry[-1]
