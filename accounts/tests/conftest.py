"""A provider that lies as it is told to, and somebody whom it knows."""

import pytest

from accounts import provider
from accounts.models import User
from tests.hostile_provider import HostileProvider


@pytest.fixture
def idp(settings, db):
    hostile = HostileProvider()
    settings.OIDC_ISSUER = hostile.issuer
    settings.OIDC_TIMEOUT = 1
    provider.forget()
    yield hostile
    hostile.stop()
    provider.forget()


@pytest.fixture
def known(idp):
    return User.objects.create(issuer=idp.issuer, subject="subject-1", username="somchai")
