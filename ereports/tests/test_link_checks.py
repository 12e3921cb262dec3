"""The run of the link checker, what it remembers, and who is told (B11, B25, F21)."""

import datetime
import itertools

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies import actions as agencies
from ereports import link_checks
from ereports.models import GazetteLink, LicenceChannel, LinkCheck, Report
from tests import forms, web

DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _on_loopback(settings):
    settings.LINK_CHECK_ALLOW_LOOPBACK = True
    settings.LINK_CHECK_DELAY = 0


@pytest.fixture
def site():
    pages = {"/gazette": 200, "/licence": 200, "/gone": 404, "/off": 200}
    with web.Site(pages) as site:
        yield site


def publish(agency, by, gazette=(), channels=(), **answers):
    """A report of `agency` with these links on."""
    answers = {"has_licences": True, "is_gazetted": True, "saved_by": by, "version": 1, **answers}
    report = Report.objects.create(agency=agency, **answers)
    for url in gazette:
        GazetteLink.objects.create(report=report, url=url, created_by=by)
    for number, url in enumerate(channels):
        LicenceChannel.objects.create(report=report, position=number, name=f"ใบ {number}", url=url)
    return report


def days_pass():
    """The next run comes a day later."""
    LinkCheck.objects.update(checked_at=F("checked_at") - DAY)
    LinkCheck.objects.update(failing_since=F("failing_since") - DAY)


def run(times=1):
    for _number in range(times):
        call_command("check_links")
        days_pass()


def test_f21_only_what_is_public_is_looked_at(site, tree, people):
    by = people.officer
    publish(tree.hospital, by, [f"{site.url}/gazette"], [f"{site.url}/licence"])
    Report.objects.get().gazette_links.create(url=f"{site.url}/off", in_use=False, created_by=by)
    publish(tree.sibling, by, [f"{site.url}/without"], [f"{site.url}/none"], has_licences=False)
    publish(tree.stranger, by, [f"{site.url}/closed"])
    agencies.close(agency=tree.stranger, reason="ยุบ", by=None)
    run()
    assert sorted(site.paths) == ["/gazette", "/licence"]
    assert sorted(LinkCheck.objects.values_list("url", "state")) == [
        (f"{site.url}/gazette", "working"),
        (f"{site.url}/licence", "working"),
    ]


def test_b25_one_failure_is_no_alarm_and_three_are(site, tree, people, signed_in):
    report = publish(tree.hospital, people.officer, [f"{site.url}/gone"])
    url = f"/backend/reports/agency/{tree.hospital.code}/"
    officer = signed_in(people.officer)
    for expected in ("unknown", "unknown", "broken"):
        run()
        assert LinkCheck.objects.get().state == expected
        page = officer.get(url).content.decode()
        assert ("รอตรวจซ้ำ" in page) == (expected == "unknown")
        assert ("ลิงก์เสีย" in page) == (expected == "broken")
        assert "เว็บไซต์ตอบว่าไม่มีหน้านี้แล้ว" in page
    check = LinkCheck.objects.get()
    assert check.failures == 3
    assert check.status == 404
    assert check.failing_since < timezone.now() - 2 * DAY + datetime.timedelta(hours=1)
    assert report.gazette_links.get().link_check == check
    assert report.gazette_links.get().history.count() == 1  # a look is no deed of anybody
    site.pages["/gone"] = 200
    run()
    check.refresh_from_db()
    assert (check.state, check.failures, check.failing_since) == ("working", 0, None)
    assert "ลิงก์เสีย" not in officer.get(url).content.decode()


def test_b25_runs_too_close_together_count_once(site, tree, people):
    publish(tree.hospital, people.officer, [f"{site.url}/gone"])
    for _number in range(4):
        call_command("check_links")
    assert LinkCheck.objects.get().failures == 1
    assert site.paths == ["/gone"]
    finding = link_checks.links.Finding("gone", 404)  # another run, at the same moment
    assert link_checks.remember(f"{site.url}/gone", finding).failures == 1


def test_b25_where_programs_are_not_let_in_nobody_is_alarmed(site, tree, people):
    site.pages["/gazette"] = 403
    publish(tree.hospital, people.officer, [f"{site.url}/gazette"])
    run(times=4)
    check = LinkCheck.objects.get()
    assert (check.state, check.problem, check.failures) == ("unknown", "blocked", 0)


def test_b25_one_address_is_looked_at_once_for_all_who_link_to_it(site, tree, people):
    for agency in (tree.hospital, tree.sibling):
        publish(agency, people.officer, [f"{site.url}/gazette"])
    run()
    assert len(site.asked) == 1
    assert GazetteLink.objects.filter(link_check=LinkCheck.objects.get()).count() == 2


def test_b25_what_is_no_longer_public_is_forgotten(site, tree, people):
    report = publish(tree.hospital, people.officer, [f"{site.url}/gone"])
    run(times=3)
    report.gazette_links.update(in_use=False)
    run()
    assert not LinkCheck.objects.exists()
    assert report.gazette_links.get().link_check is None


def test_b25_it_is_polite_to_each_host(site, tree, people, settings):
    settings.LINK_CHECK_DELAY = 0.3
    publish(tree.hospital, people.officer, channels=[f"{site.url}/{n}" for n in range(4)])
    site.pages |= {f"/{n}": 200 for n in range(4)}
    run()
    moments = [at for *_rest, at in site.asked]
    assert len(moments) == 4
    assert min(later - at for at, later in itertools.pairwise(moments)) >= 0.29


def test_b25_a_run_has_an_end_and_the_next_goes_on(site, tree, people, settings):
    urls = [f"{site.url}/{number}" for number in range(6)]
    site.pages |= {f"/{number}": 200 for number in range(6)}
    publish(tree.hospital, people.officer, channels=urls)
    settings.LINK_CHECK_DELAY, settings.LINK_CHECK_MINUTES = 0.2, 0.5 / 60
    call_command("check_links")
    first = set(site.paths)
    assert 1 <= len(first) < 6
    settings.LINK_CHECK_DELAY, settings.LINK_CHECK_MINUTES = 0, 1
    call_command("check_links")
    assert len(site.asked) == 6
    assert len(set(site.paths)) == 6


def test_f21_a_link_into_a_private_network_is_told_and_never_fetched(
    tree, people, settings, signed_in
):
    settings.LINK_CHECK_ALLOW_LOOPBACK = False
    with web.Site({"/": 200}) as inside:
        publish(tree.hospital, people.officer, [f"{inside.url}/"])
        run(times=3)
        assert inside.asked == []
    page = signed_in(people.officer).get(f"/backend/reports/agency/{tree.hospital.code}/")
    assert "เครือข่ายภายใน ประชาชนเปิดไม่ได้" in page.content.decode()


@pytest.fixture
def broken(site, tree, people):
    """The hospital publishes two broken links, its sibling a good one, the stranger a broken one."""
    publish(
        tree.hospital,
        people.officer,
        [f"{site.url}/gone"],
        [f"{site.url}/lost", f"{site.url}/licence"],
    )
    publish(tree.sibling, people.officer, [f"{site.url}/gazette"])
    publish(tree.stranger, people.stranger, [f"{site.url}/gone"])
    run(times=3)
    return site


def names(page):
    return {agency.name for agency in page.context["page"]}


def test_b11_the_list_marks_and_filters_broken_links(broken, tree, people, signed_in):
    central = signed_in(people.central)
    page = central.get("/backend/reports/")
    assert {a.name: a.broken_links for a in page.context["page"] if a.broken_links} == {
        tree.hospital.name: 2
    }
    assert "ลิงก์เสีย 2" in page.content.decode()
    assert names(central.get("/backend/reports/?lacks=link")) == {tree.hospital.name}
    assert names(central.get("/backend/reports/?lacks=link&q=เลิดสิน")) == set()
    unfiltered = names(page)
    assert names(central.get("/backend/reports/?lacks=nonsense")) == unfiltered
    assert tree.stranger.name not in unfiltered


def test_b11_the_list_filters_who_has_not_reported(broken, tree, people, signed_in):
    central = signed_in(people.central)
    page = central.get("/backend/reports/?lacks=report")
    assert names(page) == {tree.department.name, tree.point.name}
    agencies.close(agency=tree.point, reason="ยุบ", by=None)
    assert names(central.get("/backend/reports/?lacks=report")) == {tree.department.name}


def test_b25_home_says_what_to_mend(broken, tree, people, signed_in):
    page = signed_in(people.officer).get("/backend/home/", follow=True).content.decode()
    assert "แก้ลิงก์เสีย 2 รายการ" in page


def test_b25_a_changed_address_is_no_longer_marked(broken, tree, people, signed_in):
    report = Report.objects.get(agency=tree.hospital)
    report.licence_channels.filter(url__endswith="/lost").update(url="https://new.example/")
    central = signed_in(people.central)
    page = central.get("/backend/reports/?lacks=link")
    assert [agency.broken_links for agency in page.context["page"]] == [1]
    page = central.get(f"/backend/reports/agency/{tree.hospital.code}/")
    findings = [row.finding for row in page.context["form"].channels.forms]
    assert findings == [None, None, None]


def test_b25_a_form_that_was_not_saved_still_says_which_links_are_broken(
    broken, tree, people, signed_in
):
    report = Report.objects.get(agency=tree.hospital)
    wrong = forms.report_form(report, **{"obstacle-obstacle_1": "nonsense"})
    page = signed_in(people.officer).post(f"/backend/reports/agency/{tree.hospital.code}/", wrong)
    findings = [row.finding for row in page.context["form"].channels.forms]
    assert [bool(finding and finding.is_broken) for finding in findings[:2]] == [True, False]


def test_no_page_asks_more_often_the_more_links_there_are(
    broken, tree, people, signed_in, django_assert_num_queries
):
    officer = signed_in(people.officer)
    pages = (
        "/backend/reports/",
        f"/backend/reports/agency/{tree.hospital.code}/",
        "/backend/home/",
    )
    before = {}
    for page in pages:
        officer.get(page, follow=True)
        with CaptureQueriesContext(connection) as queries:
            officer.get(page, follow=True)
        before[page] = len(queries)
    report = Report.objects.get(agency=tree.hospital)
    for number in range(20):
        report.gazette_links.create(url=f"{broken.url}/g{number}", created_by=people.officer)
        report.licence_channels.create(position=9, name="x", url=f"{broken.url}/c{number}")
    run(times=3)
    for page in pages:
        with django_assert_num_queries(before[page]):
            officer.get(page, follow=True)


def test_a_broken_link_has_failed_says_the_database(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        LinkCheck.objects.create(digest="x", url="x", state="broken")
