"""Who holds rights, and changing them, over HTTP (assurance P10; DSS PS-08)."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import AccessEvent, Grant, User

URL = "/backend/people/"


def grants_of(answer):
    return {str(grant.user) for grant in answer.context["page"]}


def edit(grant, **changes):
    sent = {"version": grant.version, "may_report": "on", "may_manage_agency": "on"}
    return f"{URL}grants/{grant.pk}/", {**sent, **changes}


def test_p2_the_list_holds_exactly_the_people_of_ones_scope(signed_in, people):
    page = signed_in(people.central).get(URL)
    names = ("central", "officer", "head", "point", "reader")
    assert grants_of(page) == {f"คุณ{name}" for name in names}
    page = signed_in(people.dga).get(URL)
    assert len(grants_of(page)) == 7


def test_the_list_is_filtered_by_name_role_and_inactivity(signed_in, people):
    client = signed_in(people.central)
    long_ago = timezone.now() - datetime.timedelta(days=46)
    User.objects.exclude(pk=people.central.pk).update(last_login=timezone.now())
    User.objects.filter(pk=people.point.pk).update(last_login=long_ago)
    assert grants_of(client.get(URL, {"q": "officer"})) == {"คุณofficer"}
    assert grants_of(client.get(URL, {"role": "service_point"})) == {"คุณpoint"}
    assert grants_of(client.get(URL, {"inactive": "1"})) == {"คุณpoint"}


def test_u7_the_export_equals_the_filter_and_runs_no_formula(signed_in, people):
    User.objects.filter(pk=people.officer.pk).update(name="=HYPERLINK(1)")
    answer = signed_in(people.central).get(f"{URL}export/", {"role": "officer"})
    lines = b"".join(answer.streaming_content).decode("utf-8").splitlines()
    assert lines[0].startswith("\ufeffชื่อ-นามสกุล")
    assert len(lines) == 4
    assert any(line.startswith("'=HYPERLINK(1)") for line in lines)


def test_a_capability_is_taken_away_with_the_next_request(signed_in, tree, people):
    grant = people.officer.grants.get()
    url, sent = edit(grant)
    sent.pop("may_report")
    assert signed_in(people.central).post(url, sent).status_code == 302
    grant.refresh_from_db()
    assert (grant.may_report, grant.may_manage_agency) == (False, True)
    assert grant.history.first().history_user == people.central
    report = f"/backend/reports/agency/{tree.hospital.code}/"
    assert signed_in(people.officer).get(report).status_code == 403


def test_a_withdrawn_grant_ends_the_right_and_stays_in_the_history(signed_in, tree, people):
    grant = people.officer.grants.get()
    url, sent = edit(grant, withdraw="1")
    signed_in(people.central).post(url, sent)
    grant.refresh_from_db()
    assert grant.withdrawn_at
    agency = f"/backend/agencies/{tree.hospital.code}/"
    assert signed_in(people.officer).get(agency).status_code == 404


def test_nobody_hands_out_a_capability_that_they_lack(signed_in, people):
    people.central.grants.update(may_report=False)
    grant = people.reader.grants.get()
    url, sent = edit(grant)
    assert signed_in(people.central).post(url, sent).status_code == 403
    grant.refresh_from_db()
    assert not grant.may_report


@pytest.mark.parametrize("who", ["central", "stranger", "dga"])
def test_p10_no_grant_at_or_above_ones_own_or_ones_own_is_changed(signed_in, people, who):
    own = getattr(people, who).grants.get()
    url, sent = edit(own, withdraw="1")
    assert signed_in(getattr(people, who)).post(url, sent).status_code == 403
    own.refresh_from_db()
    assert own.withdrawn_at is None


def test_p10_ones_own_lower_grant_is_not_changed_either(signed_in, tree, people):
    own = Grant.objects.create(user=people.central, agency=tree.hospital, role="officer")
    url, sent = edit(own)
    assert signed_in(people.central).post(url, sent).status_code == 403


def test_a_grant_outside_of_ones_scope_is_not_found(signed_in, people):
    url, sent = edit(people.stranger.grants.get(), withdraw="1")
    assert signed_in(people.central).post(url, sent).status_code == 404


def test_r1_a_stale_form_changes_nothing_and_says_so(signed_in, people):
    grant = people.officer.grants.get()
    url, sent = edit(grant)
    client = signed_in(people.central)
    client.post(url, sent)
    answer = client.post(url, {**sent, "withdraw": "1"}, follow=True)
    assert "มีผู้อื่นเปลี่ยนสิทธิ์นี้ไปก่อน" in answer.content.decode()
    grant.refresh_from_db()
    assert grant.withdrawn_at is None


def test_o20_a_suspended_person_is_out_with_the_next_request_and_can_come_back(
    client, signed_in, people
):
    from django.test import Client

    officer = Client()
    officer.force_login(people.officer)
    assert officer.get("/backend/home/").status_code == 200
    url = f"{URL}{people.officer.pk}/active/"
    central = signed_in(people.central)
    central.post(url, {"is_active": "0"})
    assert officer.get("/backend/home/").status_code == 302
    central.post(url, {"is_active": "1"})
    people.officer.refresh_from_db()
    assert people.officer.is_active


def test_p10_nobody_suspends_themselves_or_somebody_with_rights_elsewhere(signed_in, tree, people):
    Grant.objects.create(user=people.officer, agency=tree.stranger, role="officer")
    client = signed_in(people.central)
    for user in (people.central, people.officer):
        assert client.post(f"{URL}{user.pk}/active/", {"is_active": "0"}).status_code == 403
    assert client.post(f"{URL}{people.stranger.pk}/active/", {}).status_code == 404
    assert not User.objects.filter(is_active=False).exists()


def test_b9_the_log_holds_exactly_the_events_of_ones_people(signed_in, tree, people):
    signed_in(people.officer).get("/backend/tokens/")
    signed_in(people.stranger).get(f"/backend/agencies/{tree.hospital.code}/")
    central = signed_in(people.central).get("/backend/events/").context["page"]
    assert [(event.user, event.kind) for event in central] == [(people.officer, "denied")]
    everything = signed_in(people.dga).get("/backend/events/").context["page"]
    assert {event.user for event in everything} == {people.officer, people.stranger}


def test_b9_the_log_is_filtered_by_kind_name_and_day(signed_in, people):
    signed_in(people.officer).get("/backend/tokens/")
    client = signed_in(people.dga)
    today = timezone.localdate()
    day = f"{today.day}/{today.month}/{today.year + 543}"
    for filters, number in (
        ({"kind": "denied"}, 1),
        ({"kind": "signed_in"}, 0),
        ({"q": "officer"}, 1),
        ({"q": "somebody"}, 0),
        ({"day": day}, 1),
        ({"day": "1/1/2560"}, 0),
    ):
        assert len(client.get("/backend/events/", filters).context["page"]) == number
    wrong = client.get("/backend/events/", {"day": "เมื่อวาน"})
    assert "กรอกวันที่ในรูปแบบ" in wrong.content.decode()


def test_old_events_are_pruned_and_newer_ones_kept(people):
    from django.core.management import call_command

    for days in (89, 91):
        event = AccessEvent.objects.create(kind="denied", user=people.officer)
        at = timezone.now() - datetime.timedelta(days=days)
        AccessEvent.objects.filter(pk=event.pk).update(at=at)
    call_command("prune_access_events")
    assert AccessEvent.objects.count() == 1
