"""Many people at the same token at once, over HTTP, each with a connection (assurance K5, K12)."""

import uuid

import pytest
from django.conf import settings
from django.test import Client

from accounts import actions
from accounts.identity import Identity
from accounts.models import ActivationToken, Grant, Role, User
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def token(tree, people):
    return actions.issue_token(
        agency=tree.hospital,
        role=Role.OFFICER,
        covers_subtree=False,
        may_manage_agency=True,
        may_report=True,
        note="คุณสมใจ",
        key=uuid.uuid4(),
        by=people.central,
    )


def waiting_client(subject):
    """A browser that came back from Digital ID as somebody unknown."""
    client = Client(raise_request_exception=False)
    session = client.session
    Identity(settings.OIDC_ISSUER, subject, subject, subject, "", "").wait_in(session)
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def redeeming(client, text):
    return lambda: client.post("/backend/activate/", {"token": text}).status_code


def test_k5_of_fifty_redeems_at_once_one_wins_and_none_answers_500(token, settings):
    settings.TOKEN_MAX_FAILURES = 1000  # all come from one address
    _row, text = token
    clients = [waiting_client(f"subject-{number}") for number in range(50)]
    statuses = at_once(*(redeeming(client, text) for client in clients))
    assert sorted(statuses) == [200] * 49 + [302]
    assert Grant.objects.exclude(token=None).count() == 1
    assert (
        User.objects.filter(subject__startswith="subject-")
        .exclude(subject__startswith="subject-of")
        .count()
        == 1
    )


def test_k5_the_same_person_twice_at_once_is_bound_once(token):
    _row, text = token
    clients = [waiting_client("same"), waiting_client("same")]
    statuses = at_once(*(redeeming(client, text) for client in clients))
    assert sorted(statuses) == [200, 302]
    assert User.objects.filter(subject="same").count() == 1


def test_k12_revoking_and_redeeming_at_once_has_one_winner(token, people):
    row, text = token
    central = Client(raise_request_exception=False)
    central.force_login(people.central)
    redeemed, revoked = at_once(
        redeeming(waiting_client("new"), text),
        lambda: central.post(f"/backend/tokens/{row.pk}/revoke/").status_code,
    )
    fresh = ActivationToken.objects.get(pk=row.pk)
    assert revoked == 302
    assert (fresh.used_at is None) != (fresh.revoked_at is None)
    assert (redeemed == 302) == (fresh.used_at is not None)


def test_k17_two_presses_at_once_issue_one_token(tree, people):
    central = Client(raise_request_exception=False)
    central.force_login(people.central)
    sent = {"role": "officer", "note": "คุณสมใจ", "key": str(uuid.uuid4())}
    url = f"/backend/tokens/issue/{tree.hospital.code}/"
    statuses = at_once(*[lambda: central.post(url, sent).status_code] * 2)
    assert sorted(statuses) == [200, 302]
    assert ActivationToken.objects.count() == 1
