"""`manage.py sweep_uploads`: remove files that nobody waits for any more (older than a day)."""

from django.core.management.base import BaseCommand

from ereports.actions import sweep_uploads


class Command(BaseCommand):
    help = "Removes uploads that no report and no draft holds, and files without a row."

    def handle(self, *args, **options):
        uploads, files = sweep_uploads()
        self.stdout.write(f"{uploads} uploads, {files} files without a row")
