"""The commands that those who run the product rely on."""

import pytest
from django.core.management import CommandError, call_command

from accounts import provider
from agencies.models import Agency
from tests import clamd
from tests.hostile_provider import HostileProvider


@pytest.fixture
def idp(settings):
    hostile = HostileProvider()
    settings.OIDC_ISSUER = hostile.issuer
    provider.forget()
    yield hostile
    hostile.stop()
    provider.forget()


def test_check_setup_says_that_everything_is_right(tree, idp, capsys):
    call_command("check_setup")
    assert "Everything is right." in capsys.readouterr().out


def test_p7_check_setup_finds_a_tree_that_is_not_sound(tree, idp):
    Agency.objects.filter(pk=tree.hospital.pk).update(numchild=7)
    with pytest.raises(CommandError, match="number of children"):
        call_command("check_setup")


def test_check_setup_finds_a_provider_that_is_down(tree, idp):
    idp.stop()
    with pytest.raises(CommandError, match="does not answer"):
        call_command("check_setup")


@pytest.mark.skipif(not clamd.find_clamd(), reason="clamav-daemon is not installed")
def test_b24_check_setup_tries_the_scanner(tree, idp, settings, capsys):
    with clamd.Clamd() as running:
        settings.CLAMD_URL = running.url
        call_command("check_setup")
        assert "Everything is right." in capsys.readouterr().out
    with pytest.raises(CommandError, match="scanner does not answer"):
        call_command("check_setup")
    with clamd.HostileScanner(clamd.saying(b"stream: OK\0")) as hostile:
        settings.CLAMD_URL = hostile.url
        with pytest.raises(CommandError, match="EICAR"):
            call_command("check_setup")
