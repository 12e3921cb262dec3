"""`manage.py scan_uploads`: ask the virus scanner about the files that wait for it."""

from django.core.management.base import BaseCommand, CommandError

from ereports import scanner
from ereports.actions import scan_uploads
from ereports.models import Upload


class Command(BaseCommand):
    help = "Scans the uploads that wait; a clean one that is in use is public at once."

    def add_arguments(self, parser):
        parser.add_argument(
            "--again", action="store_true", help="scan every document again (new signatures)"
        )

    def handle(self, *args, **options):
        if not scanner.is_configured():
            raise CommandError("CLAMD_URL is not set.")
        settled = scan_uploads(again=options["again"])
        clean, refused = (settled[state] for state in ("clean", "refused"))
        waiting = Upload.objects.filter(check_state=Upload.CheckState.WAITING).count()
        self.stdout.write(f"{clean} clean, {refused} refused, {waiting} still waiting")
