"""`manage.py add_dga`: an account of DGA's own staff, whose right is the whole tree."""

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts.actions import add_account
from accounts.models import Role


class Command(BaseCommand):
    help = "Adds a DGA officer; the role is never handed out by token."

    def add_arguments(self, parser):
        parser.add_argument("--username", required=True, help="account name at Digital ID")
        parser.add_argument("--subject", help="sub claim; bound at the first sign-in when left out")

    def handle(self, *args, **options):
        grant = {
            "agency": None,
            "role": Role.DGA,
            "covers_subtree": True,
            "may_manage_agency": True,
            "may_report": True,
        }
        user = add_account(
            issuer=settings.OIDC_ISSUER,
            username=options["username"],
            subject=options["subject"],
            grants=[grant],
        )
        self.stdout.write(f"{user.username}: {', '.join(str(held) for held in user.grants.all())}")
