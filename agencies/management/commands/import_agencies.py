"""`manage.py import_agencies FILE`: bring the tree to what a CSV file says, or tell why not."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from agencies.importing import import_agencies
from infoadmin.csvfile import CSVRefused


class Command(BaseCommand):
    help = "Imports and updates agencies from a CSV file, all rows or none."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check the file, write nothing")

    def handle(self, *args, **options):
        try:
            result = import_agencies(
                options["file"].read_bytes(),
                dry_run=options["dry_run"],
                progress=self._progress if options["verbosity"] else None,
            )
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        except CSVRefused as refusal:
            lines = [f"แถว {row or '-'}: {sentence}" for row, sentence in refusal.errors]
            raise CommandError("ไม่ได้เปลี่ยนแปลงข้อมูลใด ๆ\n" + "\n".join(lines)) from refusal
        done = "ตรวจแล้ว ยังไม่ได้เปลี่ยนแปลง:" if options["dry_run"] else "เสร็จแล้ว:"
        self.stdout.write(
            f"{done} เพิ่ม {result.created} แก้ไข {result.changed} ย้าย {result.moved} "
            f"คงเดิม {result.unchanged}"
        )

    @staticmethod
    def _progress(done, total):
        if sys.stderr.isatty() and total:
            sys.stderr.write(f"\r{done * 100 // total:3} % ({done}/{total})")
            sys.stderr.flush()
