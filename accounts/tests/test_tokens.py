"""Issuing, redeeming and revoking activation tokens (M5-M7, M10; assurance K)."""

import datetime
import uuid

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import actions, tokens
from accounts.identity import Identity
from accounts.models import ActivationToken, Grant, Role, User


def identity(subject="new", username="newcomer"):
    return Identity(settings.OIDC_ISSUER, subject, username, "สมใจ ใหม่มา", "new@example.org", "08")


def issue(tree, by, *, agency=None, role=Role.OFFICER, **changes):
    promise = {"covers_subtree": False, "may_manage_agency": True, "may_report": True}
    return actions.issue_token(
        **{
            "agency": agency or tree.hospital,
            "role": role,
            "note": "คุณสมใจ",
            "key": uuid.uuid4(),
            "by": by,
            **promise,
            **changes,
        }
    )


def test_k1_a_right_token_gives_the_grant_it_promises(tree, people):
    token, text = issue(tree, people.central)
    user = actions.redeem(token=text, identity=identity())
    grant = user.grants.get()
    assert (grant.agency, grant.role, grant.granted_by) == (
        tree.hospital,
        "officer",
        people.central,
    )
    token.refresh_from_db()
    assert (token.status, token.used_by) == (ActivationToken.Status.USED, user)


def test_k2_unknown_used_expired_revoked_and_orphaned_tokens_are_refused_alike(tree, people):
    _used, used_text = issue(tree, people.central)
    actions.redeem(token=used_text, identity=identity("another"))
    expired, expired_text = issue(tree, people.central)
    ActivationToken.objects.filter(pk=expired.pk).update(expires_at=timezone.now())
    revoked, revoked_text = issue(tree, people.central)
    actions.revoke_token(token=revoked, by=people.central)
    _orphan, orphan_text = issue(tree, people.stranger, agency=tree.stranger)
    people.stranger.grants.update(withdrawn_at=timezone.now())
    sentences = set()
    for text in ("ไม่ใช่โทเคน", used_text, expired_text, revoked_text, orphan_text, ""):
        with pytest.raises(actions.TokenRefused) as refusal:
            actions.redeem(token=text, identity=identity())
        sentences.add(str(refusal.value))
    assert sentences == {"Token หรือสิทธิ์ไม่ถูกต้อง กรุณาติดต่อเจ้าหน้าที่ส่วนกลางต้นสังกัด"}
    assert not User.objects.filter(subject="new").exists()


def test_k6_a_failure_while_granting_leaves_the_token_unused(tree, people, monkeypatch):
    token, text = issue(tree, people.central)
    monkeypatch.setattr(Grant, "save", lambda *_args, **_options: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.redeem(token=text, identity=identity())
    token.refresh_from_db()
    assert token.status == ActivationToken.Status.UNUSED
    assert not User.objects.filter(subject="new").exists()


def test_k7_only_a_digest_is_stored(tree, people):
    token, text = issue(tree, people.central)
    bare = text.replace("-", "")
    rows = [*ActivationToken.objects.values(), *ActivationToken.history.values()]
    assert not any(bare in str(row) or text in str(row) for row in rows)
    assert token.last_four == text[-4:]


@pytest.mark.parametrize("role", [Role.DGA, Role.CENTRAL])
def test_k9_nobody_issues_a_role_at_or_above_their_own(tree, people, role):
    with pytest.raises(actions.NotAllowed):
        issue(tree, people.central, role=role)


def test_a_capability_that_one_lacks_cannot_be_handed_out(tree, people):
    people.central.grants.update(may_report=False)
    with pytest.raises(actions.NotAllowed):
        issue(tree, people.central)


def test_k8_a_central_officer_issues_nothing_outside_of_the_subtree(tree, people):
    with pytest.raises(actions.NotAllowed):
        issue(tree, people.central, agency=tree.stranger)


def test_k12_a_revoked_token_is_dead_and_a_used_one_cannot_be_revoked(tree, people):
    token, text = issue(tree, people.central)
    actions.redeem(token=text, identity=identity())
    assert actions.revoke_token(token=token, by=people.central) is False


def test_k13_a_known_person_gains_a_further_grant(tree, people):
    _token, text = issue(tree, people.central, agency=tree.sibling)
    known = Identity(settings.OIDC_ISSUER, people.officer.subject, "officer", "คุณofficer", "", "")
    assert actions.redeem(token=text, identity=known) == people.officer
    agencies = set(people.officer.grants.values_list("agency__code", flat=True))
    assert agencies == {tree.hospital.code, tree.sibling.code}


def test_k14_nobody_redeems_a_token_that_they_issued(tree, people):
    _token, text = issue(tree, people.central)
    own = Identity(settings.OIDC_ISSUER, people.central.subject, "central", "คุณcentral", "", "")
    with pytest.raises(actions.TokenRefused):
        actions.redeem(token=text, identity=own)


def test_k17_the_same_form_sent_twice_issues_one_token(tree, people):
    key = uuid.uuid4()
    issue(tree, people.central, key=key)
    with pytest.raises(actions.AlreadyIssued):
        issue(tree, people.central, key=key)
    assert ActivationToken.objects.count() == 1


def test_k18_case_spaces_and_look_alike_characters_are_forgiven(tree, people):
    _token, text = issue(tree, people.central)
    typed = text.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert actions.redeem(token=f"  {typed} ", identity=identity())


def test_a_token_has_120_bits_in_six_groups():
    text = tokens.generate()
    assert [len(group) for group in text.split("-")] == [4] * 6
    assert set(text) <= set(tokens.ALPHABET + "-")


def test_a_token_lives_14_days(tree, people):
    token, _text = issue(tree, people.central)
    left = token.expires_at - timezone.now()
    assert datetime.timedelta(days=13, hours=23) < left <= datetime.timedelta(days=14)


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "dga"},
        {"role": "central", "covers_subtree": False},
        {"role": "service_point", "covers_subtree": True},
        {"agency": None},
        {"used_at": timezone.now()},
        {"revoked_at": timezone.now()},
    ],
)
def test_the_database_refuses_an_impossible_token(tree, people, wrong):
    token, _text = issue(tree, people.central)
    with pytest.raises(IntegrityError), transaction.atomic():
        ActivationToken.objects.filter(pk=token.pk).update(**wrong)


def test_a_grant_is_held_once(tree, people):
    grant = people.officer.grants.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(user=people.officer, agency=grant.agency, role=grant.role)


def test_redeeming_leaves_history_of_person_grant_and_token(tree, people):
    token, text = issue(tree, people.central)
    user = actions.redeem(token=text, identity=identity())
    assert user.history.count() == 1
    assert user.grants.get().history.get().history_user == people.central
    assert list(token.history.values_list("history_type", flat=True)) == ["~", "+"]


def test_a_capability_over_the_subtree_wants_one_that_covers_it(tree, people):
    people.central.grants.update(may_report=False)
    Grant.objects.create(
        user=people.central, agency=tree.hospital, role=Role.OFFICER, may_report=True
    )
    assert issue(tree, people.central)
    with pytest.raises(actions.NotAllowed):
        issue(tree, people.central, covers_subtree=True)
