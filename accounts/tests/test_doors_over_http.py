"""The O and K cases whose rule is tested beside its action, once more over HTTP from end to end."""

import base64
import hashlib
import re
import uuid

import pytest
from django.conf import settings as django_settings
from django.test import Client

from accounts.identity import Identity
from accounts.models import ActivationToken, Grant, User
from accounts.tests.trips import come_back

SENTENCE = "Token หรือสิทธิ์ไม่ถูกต้อง กรุณาติดต่อเจ้าหน้าที่ส่วนกลางต้นสังกัด"


def issue(signed_in, by, agency):
    """A token's text, as the page shows it once to `by`."""
    sent = {"role": "officer", "note": "คุณสมใจ", "may_report": "on", "key": str(uuid.uuid4())}
    page = signed_in(by).post(f"/backend/tokens/issue/{agency.code}/", sent).content.decode()
    return re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){5}", page)[0]


def newcomer(subject="new"):
    """A browser that came back from Digital ID as somebody unknown."""
    client = Client(raise_request_exception=False)
    session = client.session
    Identity(django_settings.OIDC_ISSUER, subject, subject, "สมใจ", "", "").wait_in(session)
    session.save()
    client.cookies[django_settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def redeem(client, text):
    return client.post("/backend/activate/", {"token": text})


def test_k2_every_dead_token_is_answered_alike(signed_in, tree, people):
    used, revoked, expired, orphan = (
        issue(signed_in, people.central, tree.hospital) for _number in range(4)
    )
    redeem(newcomer("first"), used)
    rows = {token.last_four: token for token in ActivationToken.objects.all()}
    signed_in(people.central).post(f"/backend/tokens/{rows[revoked[-4:]].pk}/revoke/")
    ActivationToken.objects.filter(last_four=expired[-4:]).update(
        expires_at=rows[expired[-4:]].issued_at
    )
    answers = [redeem(newcomer(), text) for text in (used, revoked, expired, "ไม่ใช่ Token")]
    people.central.grants.update(may_report=False)
    answers.append(redeem(newcomer("other"), orphan))
    assert {answer.status_code for answer in answers} == {200}
    assert all(SENTENCE in answer.content.decode() for answer in answers)


def test_k6_a_failure_while_granting_undoes_both(signed_in, tree, people, monkeypatch):
    text = issue(signed_in, people.central, tree.hospital)
    monkeypatch.setattr(Grant, "save", lambda *_arguments, **_options: 1 / 0)
    assert redeem(newcomer(), text).status_code == 500
    assert ActivationToken.objects.get().status == "unused"
    assert not User.objects.filter(subject="new").exists()


def test_k7_nothing_stored_holds_the_token(signed_in, tree, people):
    text = issue(signed_in, people.central, tree.hospital)
    redeem(newcomer(), text)
    rows = [*ActivationToken.objects.values(), *ActivationToken.history.values()]
    assert not any(text in str(row) or text.replace("-", "") in str(row) for row in rows)


def test_k11_a_token_dies_with_the_right_to_issue_it(signed_in, tree, people):
    text = issue(signed_in, people.central, tree.point)
    move = f"/backend/agencies/{tree.hospital.code}/move/"
    assert signed_in(people.dga).post(move, {"to": tree.stranger.code}).status_code == 302
    assert SENTENCE in redeem(newcomer(), text).content.decode()


def test_k14_nobody_redeems_their_own_token(signed_in, tree, people):
    text = issue(signed_in, people.central, tree.hospital)
    answer = signed_in(people.central).post(
        "/backend/profile/token/", {"token": text, "confirm": "1"}
    )
    assert SENTENCE in answer.content.decode()
    assert people.central.grants.count() == 1


def test_k18_how_a_token_is_typed_is_forgiven(signed_in, tree, people):
    text = issue(signed_in, people.central, tree.hospital)
    typed = text.lower().replace("-", " ").replace("0", "o").replace("1", "i")
    assert redeem(newcomer(), f" {typed} ").url == "/backend/?notice=activated"


def test_o15_the_same_email_with_another_subject_has_no_rights(client, idp, known):
    User.objects.filter(pk=known.pk).update(email="somchai@agency.go.th")
    idp.claims, idp.userinfo = {"sub": "other"}, {"sub": "other", "email": "somchai@agency.go.th"}
    assert come_back(client, idp).url == "/backend/activate/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("rounds", [0, 7])
def test_o22_the_secret_goes_raw_or_after_seven_rounds(client, idp, known, settings, rounds):
    settings.OIDC_SECRET_MD5_ROUNDS = bool(rounds)
    expected = settings.OIDC_RP_CLIENT_SECRET
    for _round in range(rounds):
        expected = hashlib.md5(f"{expected}EGA".encode()).hexdigest()
    come_back(client, idp)
    headers = next(headers for path, _form, headers in idp.requests if path == "/token")
    sent = base64.b64decode(headers["Authorization"].removeprefix("Basic ")).decode()
    assert sent.split(":")[1] == expected
