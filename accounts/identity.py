"""Who somebody is, as a verified answer of the identity provider says."""

import hashlib
from dataclasses import asdict, dataclass

from django.conf import settings
from django.db import transaction

from accounts.models import User
from infoadmin.audit.history import record


def _text(claim, length):
    """A claim as a text that can be shown and stored: nothing but a string, nothing invisible."""
    if not isinstance(claim, str):
        return ""
    return "".join(mark for mark in claim if mark.isprintable())[:length].strip()


@dataclass(frozen=True)
class Identity:
    """Claims of one person, checked. Two people are the same only by issuer and subject."""

    issuer: str
    subject: str
    username: str
    name: str
    email: str
    phone: str

    SESSION_KEY = "pending_identity"

    @classmethod
    def from_claims(cls, issuer, claims):
        """Identity from an ID token's claims joined with userinfo's; texts are cut to fit."""
        names = [_text(claims.get(name), 150) for name in ("given_name", "family_name")]
        return cls(
            issuer=issuer,
            subject=claims["sub"],
            username=_text(claims.get(settings.OIDC_CLAIM_USERNAME), 150) or claims["sub"][:150],
            name=" ".join(filter(None, names))[:300] or _text(claims.get("name"), 300),
            email=_text(claims.get("email"), 254),
            phone=_text(claims.get("phone_number"), 40),
        )

    @classmethod
    def waiting_in(cls, session):
        """The identity that waits in a session for its activation, or None."""
        stored = session.get(cls.SESSION_KEY)
        return cls(**stored) if stored else None

    def wait_in(self, session):
        """Keep this identity in a session until a token is given."""
        session[self.SESSION_KEY] = asdict(self)

    @property
    def display_name(self):
        return self.name or self.username

    @property
    def digest(self):
        """Name of this identity in access events and counters: no personal data."""
        return hashlib.sha256(f"{self.issuer}\n{self.subject}".encode()).hexdigest()

    def known_user(self):
        """The User with this issuer and subject; else a former account with this username.

        A former CITIZENinfo account whose subject is unknown is bound once, under a lock, to the
        first subject that signs in with its username. Never by e-mail.
        """
        people = User.objects.filter(issuer=self.issuer)
        return people.filter(subject=self.subject).first() or self._bind_former(people)

    @transaction.atomic
    def _bind_former(self, people):
        former = (
            people.select_for_update(no_key=True)
            .filter(subject=None, username=self.username)
            .first()
        )
        if former is None:  # perhaps bound a moment ago by another request of the same person
            return people.filter(subject=self.subject).first()
        former.subject = self.subject
        return record(former, by=former, update_fields=["subject"])
