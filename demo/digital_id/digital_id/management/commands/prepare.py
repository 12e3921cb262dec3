"""Make the data directory ready: database, keys, the client and the demo accounts."""

import json
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db.models import Q
from oauth2_provider.models import get_application_model

from digital_id import key_files
from digital_id.models import Account


class Command(BaseCommand):
    help = "Creates or updates database, keys, client and accounts; may be run again at any time."

    def add_arguments(self, parser):
        parser.add_argument("--client-id", required=True)
        parser.add_argument("--client-secret", required=True)
        parser.add_argument("--client-name", default="ระบบศูนย์รวมข้อมูลเพื่อติดต่อราชการ")
        parser.add_argument("--redirect-uri", nargs="+", action="extend", required=True)
        parser.add_argument("--post-logout-redirect-uri", nargs="+", action="extend", default=[])
        parser.add_argument(
            "--accounts", type=Path, default=settings.BASE_DIR.parent / "accounts.json"
        )

    def handle(self, *args, **options):
        key_files.create_missing(settings.DATA_DIR)
        call_command("migrate", verbosity=0, interactive=False)
        register_client(
            client_id=options["client_id"],
            client_secret=options["client_secret"],
            name=options["client_name"],
            redirect_uris=options["redirect_uri"],
            post_logout_redirect_uris=options["post_logout_redirect_uri"],
        )
        created = create_missing_accounts(json.loads(options["accounts"].read_text("utf-8")))
        if options["verbosity"] > 0:
            self.stdout.write(f"Ready in {settings.DATA_DIR}; new accounts: {created}")


def register_client(*, client_id, client_secret, name, redirect_uris, post_logout_redirect_uris):
    """Create the client, or bring it up to date with these values."""
    client = get_application_model()
    client.objects.update_or_create(
        client_id=client_id,
        defaults={
            "client_secret": client_secret,
            "name": name,
            "client_type": client.CLIENT_CONFIDENTIAL,
            "authorization_grant_type": client.GRANT_AUTHORIZATION_CODE,
            "algorithm": client.RS256_ALGORITHM,
            "redirect_uris": " ".join(redirect_uris),
            "post_logout_redirect_uris": " ".join(post_logout_redirect_uris),
            "skip_authorization": False,
        },
    )


def create_missing_accounts(file):
    """Create the accounts of the file that are not there yet; returns how many those were.

    An account that somebody registered under the same username or citizen id
    counts as being there: it is left alone.
    """
    created = 0
    for entry in file["accounts"]:
        same = Q(username=entry["username"]) | Q(citizen_id=entry["citizen_id"])
        if Account.objects.filter(Q(subject=entry["subject"]) | same).exists():
            continue
        account = Account(**entry)
        account.set_password(file["password"])
        account.save()
        created += 1
    return created
