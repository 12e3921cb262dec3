"""The activation page, over HTTP (M5-M7; assurance K3, K4)."""

import uuid

import pytest
from django.conf import settings

from accounts import actions
from accounts.identity import Identity
from accounts.models import AccessEvent, Role, User

NEWCOMER = Identity(settings.OIDC_ISSUER, "new", "newcomer", "สมใจ ใหม่มา", "", "")


@pytest.fixture
def waiting(client, db):
    """A client that came back from Digital ID as somebody unknown."""
    session = client.session
    NEWCOMER.wait_in(session)
    session.save()
    return client


@pytest.fixture
def token(tree, people):
    _row, text = actions.issue_token(
        agency=tree.hospital,
        role=Role.OFFICER,
        covers_subtree=False,
        may_manage_agency=True,
        may_report=True,
        note="คุณสมใจ",
        key=uuid.uuid4(),
        by=people.central,
    )
    return text


def test_it_says_who_you_are_and_who_gives_tokens(waiting):
    page = waiting.get("/backend/activate/").content.decode()
    assert "สมใจ ใหม่มา" in page
    assert "เจ้าหน้าที่ส่วนกลาง ติดต่อขอรับ Token ที่ DGA Contact Center" in page
    assert "เจ้าหน้าที่หน่วยงาน/ จุดบริการ ติดต่อขอรับ Token ที่เจ้าหน้าที่ส่วนกลางต้นสังกัด" in page


def test_without_an_identity_there_is_nothing_to_activate(client, db):
    assert client.get("/backend/activate/").url == "/backend/"


def test_k1_a_right_token_leads_back_to_the_landing_page(waiting, token):
    answer = waiting.post("/backend/activate/", {"token": token}, follow=True)
    assert "ยืนยันสิทธิ์เรียบร้อยแล้ว" in answer.content.decode()
    assert User.objects.get(subject="new").grants.count() == 1
    assert "_auth_user_id" not in waiting.session
    assert AccessEvent.objects.filter(kind="activated").count() == 1


@pytest.mark.parametrize("typed", ["AAAA-BBBB-CCCC-DDDD-EEEE-FFFF", "x", "ก" * 90])
def test_a_wrong_token_is_answered_with_the_manuals_sentence(waiting, tree, typed):
    answer = waiting.post("/backend/activate/", {"token": typed})
    assert answer.status_code == 200
    sentence = "Token หรือสิทธิ์ไม่ถูกต้อง กรุณาติดต่อเจ้าหน้าที่ส่วนกลางต้นสังกัด"
    assert sentence in answer.content.decode()
    assert not User.objects.exists()


def test_an_empty_token_is_asked_for(waiting):
    assert "กรอก Token ที่ได้รับ" in waiting.post("/backend/activate/", {}).content.decode()


def test_k3_the_sixth_wrong_try_is_too_many_even_with_the_right_token(waiting, token):
    for _try in range(5):
        assert waiting.post("/backend/activate/", {"token": "wrong"}).status_code == 200
    assert waiting.post("/backend/activate/", {"token": token}).status_code == 429
    assert not User.objects.filter(subject="new").exists()


def test_k4_a_spoofed_forwarded_address_does_not_help(client, token):
    for number in range(5):
        session = client.session
        Identity(settings.OIDC_ISSUER, f"s{number}", "x", "", "", "").wait_in(session)
        session.save()
        spoofed = {"X-Forwarded-For": f"10.0.0.{number}"}
        client.post("/backend/activate/", {"token": "wrong"}, headers=spoofed)
    answer = client.post(
        "/backend/activate/", {"token": token}, headers={"X-Forwarded-For": "9.9.9.9"}
    )
    assert answer.status_code == 429


def test_wrong_tries_from_an_unknown_address_lock_nobody_else_out(client, token):
    AccessEvent.objects.bulk_create(
        [AccessEvent(kind="token_refused", identity="x", address=None) for _number in range(9)]
    )
    session = client.session
    NEWCOMER.wait_in(session)
    session.save()
    answer = client.post("/backend/activate/", {"token": token}, REMOTE_ADDR="")
    assert answer.status_code == 302
