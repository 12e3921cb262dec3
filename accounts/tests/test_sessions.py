"""When a session ends, and one's sessions on the profile (assurance O13, O21; DSS FT-13)."""

import time

import pytest
from django.test import Client

from accounts.actions import add_account
from accounts.models import SignedInSession
from accounts.tests.trips import come_back
from ereports.models import Report
from tests import forms


def age(client, **seconds):
    """Make the client's session older than it is."""
    session = client.session
    for name, value in seconds.items():
        session[name] = int(time.time()) - value
    session.save()


@pytest.mark.parametrize(
    "ages", [{"seen_at": 15 * 60 + 1}, {"seen_at": 5, "signed_in_at": 12 * 3600 + 1}]
)
def test_o21_a_session_ends_when_idle_or_after_twelve_hours(signed_in, people, ages):
    client = signed_in(people.officer)
    client.get("/backend/home/")
    age(client, **ages)
    answer = client.get("/backend/agencies/?q=x")
    assert answer.url == "/backend/?notice=session-ended&next=%2Fbackend%2Fagencies%2F%3Fq%3Dx"
    assert "_auth_user_id" not in client.session
    assert "ออกจากระบบอัตโนมัติแล้ว" in client.get(answer.url).content.decode()


def test_o21_being_there_prolongs_the_session_but_not_past_twelve_hours(signed_in, people):
    client = signed_in(people.officer)
    client.get("/backend/home/")
    age(client, seen_at=14 * 60)
    assert client.post("/backend/session/stay/").json() == {"left": 900, "may_stay": True}
    age(client, signed_in_at=12 * 3600 - 60)
    assert client.post("/backend/session/stay/").json() == {"left": 60, "may_stay": False}


def test_o21_an_ended_session_saves_nothing(signed_in, tree, people):
    client = signed_in(people.officer)
    client.get("/backend/home/")
    age(client, seen_at=16 * 60)
    url = f"/backend/reports/agency/{tree.hospital.code}/"
    assert client.post(url, forms.report_form(**forms.document("s10"))).status_code == 302
    assert not Report.objects.exists()


def test_an_ended_session_tells_htmx_where_to_go(signed_in, people):
    client = signed_in(people.officer)
    client.get("/backend/home/")
    age(client, seen_at=16 * 60)
    answer = client.get("/backend/agencies/", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer["HX-Redirect"].startswith("/backend/?notice=session-ended")


def test_signing_out_everywhere_ends_every_browser(people):
    one, other = Client(), Client()
    for client in (one, other):
        client.force_login(people.officer)
        assert client.get("/backend/home/").status_code == 200
    answer = one.post("/backend/session/end-all/")
    assert answer.url == "/backend/?notice=logged-out"
    for client in (one, other):
        assert client.get("/backend/home/").status_code == 302


def test_the_profile_lists_the_browsers_that_are_signed_in(signed_in, people):
    client = signed_in(people.officer)
    client.get("/backend/home/")
    for key, browser in ((client.session.session_key, "Firefox"), ("gone", "Chrome")):
        SignedInSession.objects.create(user=people.officer, session_key=key, browser=browser)
    found = client.get("/backend/profile/").context["sessions"]
    assert [(row.browser, row.is_this) for row in found] == [("Firefox", True)]


def test_public_pages_open_no_session_and_set_no_cookie(client, tree):
    client.cookies["infoadmin_session"] = "anything"
    for path in ("/", "/search/?q=x", f"/agency/{tree.hospital.code}/", "/about/contact/"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_o21_emails_typed_before_the_end_are_there_after_the_next_sign_in(
    client,
    idp,
    tree,
):
    user = add_account(
        issuer=idp.issuer,
        username="somchai",
        subject="subject-1",
        grants=[{"agency": tree.hospital, "role": "officer", "may_manage_agency": True}],
    )
    come_back(client, idp)
    age(client, seen_at=16 * 60)
    url = f"/backend/agencies/{tree.hospital.code}/"
    answer = client.post(url, {"email_contact": "typed@dms.go.th", "version": "1"})
    assert "notice=session-ended" in answer.url
    tree.hospital.refresh_from_db()
    assert tree.hospital.email_contact == ""
    come_back(client, idp)
    assert client.session["_auth_user_id"] == str(user.pk)
    page = client.get(url).content.decode()
    assert 'value="typed@dms.go.th"' in page
    assert "typed@dms.go.th" not in client.get(url).content.decode()
