"""Deeds at the door: issue, redeem and revoke tokens; bring in the accounts of CITIZENinfo."""

import datetime
import uuid

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import tokens
from accounts.models import ActivationToken, Grant, Role, User
from accounts.rights import Rights
from infoadmin.audit.history import record
from infoadmin.forms.versioned import StaleVersion

_REISSUE = uuid.UUID("5e0c7a54-5a0e-4f0b-8a5e-256500000010")


class TokenRefused(Exception):
    """The token gives nothing. Always the same sentence, whatever the reason (product.md M7)."""

    def __str__(self):
        return _("Token หรือสิทธิ์ไม่ถูกต้อง กรุณาติดต่อเจ้าหน้าที่ส่วนกลางต้นสังกัด")


class NotAllowed(Exception):
    """The person has no right to do this."""


class AlreadyIssued(Exception):
    """This form was sent before; its token was shown then."""


@transaction.atomic
def issue_token(*, agency, role, covers_subtree, may_manage_agency, may_report, note, key, by):
    """Make a token for `role` at `agency`; answers (ActivationToken, its text shown only now).

    `key` (UUID) names the form that was sent: the same form sent twice is AlreadyIssued.
    Raises NotAllowed for a role or capability that `by` may not hand out there.
    """
    rights = Rights.of(by)
    capabilities = {"may_manage_agency": may_manage_agency, "may_report": may_report}
    covers_subtree = covers_subtree_of(role, covers_subtree)
    may_hand_out = _may_hand_out(capabilities, covers_subtree, rights, agency)
    if not rights.may_issue(role, agency) or not may_hand_out:
        raise NotAllowed
    text = tokens.generate()
    token = ActivationToken(
        digest=tokens.digest(text),
        last_four=text[-4:],
        agency=agency,
        role=role,
        covers_subtree=covers_subtree,
        note=note,
        issued_by=by,
        issue_key=uuid.uuid5(key, str(by.pk)),  # nobody takes another's key beforehand
        expires_at=timezone.now() + datetime.timedelta(days=settings.TOKEN_LIFETIME_DAYS),
        **capabilities,
    )
    try:
        with transaction.atomic():
            record(token, by=by)
    except IntegrityError:
        if ActivationToken.objects.filter(issue_key=token.issue_key).exists():
            raise AlreadyIssued from None
        raise
    return token, text


def redeem(*, token, identity):
    """Bind `identity` to the grant that `token` (as typed) promises; answers the User.

    One conditional UPDATE consumes the token in the transaction that makes user and grant: of
    many at once one wins. Raises TokenRefused, the same for every reason.
    """
    try:
        with transaction.atomic():
            return _redeem(tokens.digest(token), identity)
    except IntegrityError:  # the same identity redeemed at the same moment
        raise TokenRefused from None


def _redeem(digest, identity):
    promise = ActivationToken.objects.unused().filter(digest=digest).first()
    if promise is None:
        raise TokenRefused
    user = _hold_people(promise, identity)
    if not _still_valid(promise) or not user.is_active or user.pk == promise.issued_by_id:
        raise TokenRefused
    for name in ("username", "name", "email", "phone"):
        setattr(user, name, getattr(identity, name))
    claims = None if user._state.adding else ["username", "name", "email", "phone"]
    record(user, by=None, update_fields=claims)
    now = timezone.now()
    won = ActivationToken.objects.unused().filter(pk=promise.pk).update(used_by=user, used_at=now)
    if not won:
        raise TokenRefused
    promise.used_by, promise.used_at = user, now
    record(promise, by=user, update_fields=["used_at"])
    record(
        Grant(
            user=user,
            agency=promise.agency,
            role=promise.role,
            covers_subtree=promise.covers_subtree,
            may_manage_agency=promise.may_manage_agency,
            may_report=promise.may_report,
            granted_by=promise.issued_by,
            token=promise,
        ),
        by=promise.issued_by,
    )
    return user


def _hold_people(promise, identity):
    """Lock issuer and bearer (in one order, always) against a suspension at this very moment.

    Answers the bearer: known, or new and not saved.
    """
    known = identity.known_user()
    keys = {promise.issued_by_id, known.pk if known else promise.issued_by_id}
    people = User.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    held = {user.pk: user for user in people}
    promise.issued_by = held[promise.issued_by_id]
    return held[known.pk] if known else User(issuer=identity.issuer, subject=identity.subject)


def _still_valid(token):
    """Whether the issuer could issue this very token today."""
    rights = Rights.of(token.issued_by)
    capabilities = {"may_manage_agency": token.may_manage_agency, "may_report": token.may_report}
    return rights.may_issue(token.role, token.agency) and _may_hand_out(
        capabilities, token.covers_subtree, rights, token.agency
    )


def _may_hand_out(capabilities, covers_subtree, rights, agency):
    """Nobody hands out a capability that they do not hold themselves, as far as it would reach."""
    return all(
        not wanted or rights.holds(name, agency, covers_subtree=covers_subtree)
        for name, wanted in capabilities.items()
    )


def covers_subtree_of(role, wanted):
    """A central officer's right always covers the subtree, a service point's never."""
    return role == Role.CENTRAL or (wanted and role != Role.SERVICE_POINT)


@transaction.atomic
def revoke_token(*, token, by):
    """Make an unused token worthless; False when it was used or revoked a moment before."""
    now = timezone.now()
    unused = ActivationToken.objects.filter(pk=token.pk, used_at=None, revoked_at=None)
    if not unused.update(revoked_by=by, revoked_at=now):
        return False
    token.revoked_by, token.revoked_at = by, now
    record(token, by=by, update_fields=["revoked_at"])
    return True


@transaction.atomic
def reissue_token(*, token, by):
    """Kill `token` and issue the same promise anew; answers (ActivationToken, its text).

    The form's key is the old token's own, so that pressing twice issues one.
    """
    if not revoke_token(token=token, by=by):
        token.refresh_from_db()
        if token.used_at:
            raise AlreadyIssued
    promise = ("agency", "role", "covers_subtree", "may_manage_agency", "may_report", "note")
    key = uuid.uuid5(_REISSUE, str(token.pk))
    return issue_token(**{name: getattr(token, name) for name in promise}, key=key, by=by)


def promise_of(*, token, identity):
    """The ActivationToken behind `token` (as typed) without using it; raises TokenRefused."""
    promise = ActivationToken.objects.unused().filter(digest=tokens.digest(token)).first()
    is_own = promise and promise.issued_by.subject == identity.subject
    if promise is None or is_own or not _still_valid(promise):
        raise TokenRefused
    return promise


@transaction.atomic
def change_grant(*, grant, version, by, covers_subtree, may_manage_agency, may_report):
    """Change what a grant allows; nobody hands out what they do not hold (NotAllowed).

    Raises StaleVersion when it was changed or withdrawn since `version`.
    """
    current = _locked_grant(grant, version, by)
    covers_subtree = covers_subtree_of(current.role, covers_subtree)
    widens = covers_subtree and not current.covers_subtree
    added = {
        "may_manage_agency": may_manage_agency and (widens or not current.may_manage_agency),
        "may_report": may_report and (widens or not current.may_report),
    }
    if not _may_hand_out(added, covers_subtree, Rights.of(by), current.agency):
        raise NotAllowed
    current.covers_subtree = covers_subtree
    current.may_manage_agency, current.may_report = may_manage_agency, may_report
    current.version += 1
    return record(current, by=by)


@transaction.atomic
def withdraw_grant(*, grant, version, by):
    """End a grant with the person's next request; it stays in the history."""
    current = _locked_grant(grant, version, by)
    current.withdrawn_at = timezone.now()
    current.version += 1
    return record(current, by=by)


def _locked_grant(grant, version, by):
    if not Rights.of(by).manageable_grants().filter(pk=grant.pk).exists():
        raise NotAllowed
    current = Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    if current.version != version or current.withdrawn_at:
        raise StaleVersion(current)
    return current


def may_set_active(*, user, by):
    """Whether `by` looks after every grant of `user`, who is somebody else.

    A suspension by dga is lifted by dga; dga also looks after people without any grant left.
    """
    rights = Rights.of(by)
    held = user.grants.in_force()
    manageable = rights.manageable_grants().filter(user=user)
    if user == by or held.count() != manageable.count():
        return False
    is_above = user.suspended_by is None or not Rights.of(user.suspended_by).is_dga
    return rights.is_dga or (held.exists() and is_above)


@transaction.atomic
def set_active(*, user, is_active, by):
    """Let a person in, or keep them out from their next request on; by those over all their grants.

    Raises NotAllowed, also for oneself (assurance P10).
    """
    if not may_set_active(user=user, by=by):
        raise NotAllowed
    user.is_active, user.suspended_by = is_active, None if is_active else by
    user.session_stamp = uuid.uuid4()
    return record(user, by=by, update_fields=["is_active", "suspended_by", "session_stamp"])


@transaction.atomic
def sign_out_everywhere(*, user):
    """End every session of a person, this one too."""
    User.objects.filter(pk=user.pk).update(session_stamp=uuid.uuid4())
    user.signed_in_sessions.all().delete()


@transaction.atomic
def note_sign_in(*, user, identity):
    """Take over what Digital ID says of the person today; leaves no trace when nothing changed."""
    claims = ("username", "name", "email", "phone")
    changed = [name for name in claims if getattr(user, name) != getattr(identity, name)]
    if changed:
        for name in changed:
            setattr(user, name, getattr(identity, name))
        record(user, by=user, update_fields=changed)
    user.skip_history_when_saving = True  # Django's own last_login is no deed of anybody


def note_session(*, user, session_key, address, browser):
    """Remember in which browser somebody signed in, for the list on the profile."""
    user.signed_in_sessions.create(session_key=session_key, address=address, browser=browser[:300])


@transaction.atomic
def add_account(*, issuer, username, subject=None, name="", email="", grants, by=None):
    """Bring in a person who enters without a token, such as a former CITIZENinfo account.

    `grants`: dicts with agency, role and capabilities. Repeating it changes nothing. Answers
    the User.
    """
    people = User.objects.filter(issuer=issuer)
    user = people.filter(subject=subject).first() if subject else None
    user = user or people.filter(username=username, subject=None).first()
    if user is None:
        user = User(issuer=issuer, username=username, name=name, email=email)
    if user._state.adding:
        user.subject = subject
        record(user, by=by)
    elif subject and user.subject is None:
        user.subject = subject
        record(user, by=by, update_fields=["subject"])
    for grant in grants:
        held = user.grants.filter(agency=grant["agency"], role=grant["role"], withdrawn_at=None)
        if not held.exists():
            record(Grant(user=user, granted_by=by, **grant), by=by)
    return user
