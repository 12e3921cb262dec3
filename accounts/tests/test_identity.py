"""Who somebody is: by issuer and subject alone (M3; assurance O15, O22)."""

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from accounts import actions
from accounts.identity import Identity
from accounts.models import Role, User
from accounts.oidc import client_secret


def test_o15_the_same_email_with_another_subject_is_another_person(people):
    people.officer.email = "officer@example.org"
    people.officer.save()
    other = Identity(settings.OIDC_ISSUER, "other", "other", "", "officer@example.org", "")
    assert other.known_user() is None


def test_the_same_subject_of_another_issuer_is_another_person(people):
    other = Identity("https://elsewhere.test", people.officer.subject, "officer", "", "", "")
    assert other.known_user() is None


def test_m3_a_former_account_is_bound_to_its_first_subject_and_to_no_second(tree):
    former = actions.add_account(
        issuer=settings.OIDC_ISSUER,
        username="former",
        grants=[{"agency": tree.hospital, "role": Role.OFFICER}],
    )
    first = Identity(settings.OIDC_ISSUER, "first", "former", "", "", "")
    second = Identity(settings.OIDC_ISSUER, "second", "former", "", "", "")
    assert first.known_user() == former
    assert second.known_user() is None
    assert first.known_user() == former


def test_a_former_account_is_not_found_by_its_email(tree):
    actions.add_account(
        issuer=settings.OIDC_ISSUER,
        username="former",
        email="former@example.org",
        grants=[{"agency": tree.hospital, "role": Role.OFFICER}],
    )
    other = Identity(settings.OIDC_ISSUER, "x", "other", "", "former@example.org", "")
    assert other.known_user() is None


def test_k19_two_people_cannot_share_an_identity(people):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(
            issuer=people.officer.issuer, subject=people.officer.subject, username="twin"
        )


def test_o22_the_secret_can_be_sent_as_seven_rounds_of_md5(settings):
    settings.OIDC_RP_CLIENT_SECRET = "secret"
    assert client_secret() == "secret"
    settings.OIDC_SECRET_MD5_ROUNDS = True
    assert client_secret() == "f3f25383de5eab0cbfa047b25e10f096"


def test_initials_pass_over_leading_vowels():
    assert User(name="เสาวนีย์ ไพศาล").initials == "สพ"


def test_m3_a_former_account_imported_again_with_its_subject_is_the_same_person(tree):
    grant = {"agency": tree.hospital, "role": Role.OFFICER}
    keywords = {"issuer": settings.OIDC_ISSUER, "username": "former", "grants": [grant]}
    first = actions.add_account(**keywords)
    second = actions.add_account(**keywords, subject="first")
    assert first == second
    stranger = Identity(settings.OIDC_ISSUER, "stranger", "former", "", "", "")
    assert stranger.known_user() is None


def test_binding_a_former_account_leaves_its_history(tree):
    former = actions.add_account(issuer=settings.OIDC_ISSUER, username="former", grants=[])
    Identity(settings.OIDC_ISSUER, "first", "former", "", "", "").known_user()
    assert former.history.first().subject == "first"
