"""The application, and what must hold before it runs in production."""

from django.apps import AppConfig
from django.conf import settings
from django.core import checks


class EreportsConfig(AppConfig):
    name = "ereports"

    def ready(self):
        checks.register(loopback_is_closed, deploy=True)


def loopback_is_closed(app_configs, **_options):
    """The link checker must not visit the machine that it runs on (assurance F21)."""
    if settings.LINK_CHECK_ALLOW_LOOPBACK:
        return [checks.Error("LINK_CHECK_ALLOW_LOOPBACK is for tests alone.", id="ereports.E001")]
    return []
