"""`manage.py check_links`: do the published links still answer?"""

from django.core.management.base import BaseCommand

from ereports.link_checks import check_links


class Command(BaseCommand):
    help = "Looks at the published gazette links and licence channels that are due."

    def handle(self, *args, **options):
        seen = check_links()
        working, unknown, broken = (seen[state] for state in ("working", "unknown", "broken"))
        self.stdout.write(f"{working} working, {unknown} to be seen again, {broken} broken")
