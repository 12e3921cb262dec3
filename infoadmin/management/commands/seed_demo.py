"""`manage.py seed_demo`: the demo world of about 1,000 agencies; may be run again at any time."""

from django.conf import settings
from django.core.management.base import BaseCommand

from demo.world import seed


class Command(BaseCommand):
    help = "Makes the demo world and prints one unused activation token."

    def handle(self, *args, **options):
        seed.seed(issuer=settings.OIDC_ISSUER)
        self.stdout.write(seed.unused_token())
