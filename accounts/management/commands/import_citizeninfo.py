"""`manage.py import_citizeninfo FILE`: former CITIZENinfo accounts, all of them or none."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.importing import import_former_accounts
from infoadmin.csvfile import CSVRefused


class Command(BaseCommand):
    help = "Imports accounts that enter without a token from a CSV file."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check the file, write nothing")

    def handle(self, *args, **options):
        try:
            content = options["file"].read_bytes()
            number = import_former_accounts(content, by=None, dry_run=options["dry_run"])
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        except CSVRefused as refusal:
            lines = [f"แถว {row or '-'}: {sentence}" for row, sentence in refusal.errors]
            raise CommandError("ไม่ได้นำเข้าข้อมูลใด ๆ\n" + "\n".join(lines)) from refusal
        done = "ตรวจแล้ว ยังไม่ได้นำเข้า" if options["dry_run"] else "นำเข้าแล้ว"
        self.stdout.write(f"{done} {number} แถว")
