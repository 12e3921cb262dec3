"""`manage.py build_state`: a deterministic tree of as many agencies as wanted, people and reports.

The tree of demo/world/state.py goes through the product's own CSV import; people, reports and
their history are written in bulk. A report has six documents. Each document has an Upload with a
file name of its own, but only the files of the first STORED_REPORTS reports are really stored:
a download of the others finds no file. For benchmarks and trials, not for use.
"""

import csv
import datetime
import hashlib
import random
import sys
import tempfile
import uuid
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from simple_history.utils import bulk_create_with_history

from accounts.models import Grant, Role, User
from agencies.importing import import_agencies
from agencies.models import Agency
from demo.world import state
from demo.world.pdf import announcement
from ereports.models import Document, GazetteLink, LicenceChannel, ObstacleKind, Report, Upload
from ereports.sections import CHANNELS, LICENCES, SECTIONS
from infoadmin.thai.dates import format_date

STORED_REPORTS = 50
_BATCH = 1000
_FIRST_DATE = datetime.date(2023, 1, 11)
_FIRST_NAMES = ("สมชาย", "สมหญิง", "วิชัย", "มาลี", "ประเสริฐ", "สุดา", "อนันต์", "พรทิพย์", "ธนพล", "กัลยา")
_LAST_NAMES = ("ใจดี", "รักชาติ", "ศรีสุข", "วงศ์ไทย", "แสงทอง", "บุญมา", "พันธุ์ดี", "ทองคำ", "สุขสันต์")
_ROLES = (Role.CENTRAL, Role.OFFICER, Role.OFFICER, Role.SERVICE_POINT)
_KINDS_OF_ROLE = {
    Role.CENTRAL: ("ministry", "department", "public_organization"),
    Role.OFFICER: ("office", "provincial", "district", "local"),
    Role.SERVICE_POINT: ("service_point",),
}


class Command(BaseCommand):
    help = "Builds the Thai state as agencies, with people and reports, in an empty database."

    def add_arguments(self, parser):
        parser.add_argument("--agencies", type=int, default=state.FULL)
        parser.add_argument("--reports", type=int, default=2000, help="agencies with a report")
        parser.add_argument("--people", type=int, default=300)
        parser.add_argument("--seed", default=state.SEED)

    def handle(self, *, agencies, reports, people, seed, **options):
        if Agency.objects.exists():
            raise CommandError("There are agencies already: build the state in an empty database.")
        dice = random.Random(seed)  # noqa: S311 - the same state every time, not a secret
        with tempfile.TemporaryDirectory(prefix="state-") as folder:
            file = write_csv(Path(folder) / "agencies.csv", agencies, seed)
            import_agencies(file.read_bytes(), by=None, progress=_bar("agencies"))
        with transaction.atomic():
            officers = _add_people(people, dice)
            chosen = _reporting(reports, dice)
            add_reports(chosen, people=officers, dice=dice, progress=_bar("reports"))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # so many rows at once: the planner must know
        self.stdout.write(f"{agencies} agencies, {len(officers)} people, {len(chosen)} reports")


def _bar(name):
    """A function (done, total) that draws how far `name` has come, on one line of stderr."""

    def draw(done, total):
        share = done / total if total else 1
        bar = ("#" * int(share * 30)).ljust(30, ".")
        sys.stderr.write(f"\r{name:<9} [{bar}] {share:4.0%} {done:,} of {total:,} ")
        if done == total and not finished:
            finished.append(True)
            sys.stderr.write("\n")
        sys.stderr.flush()

    finished = []
    return draw


def write_csv(path, agencies, seed=state.SEED):
    """Write `agencies` rows of the state to `path`, as the product imports them; answers `path`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, state.COLUMNS)
        table.writeheader()
        table.writerows(state.rows(agencies, seed))
    return path


def _add_people(number, dice):
    """Three of DGA, then officers of every role all over the tree; answers the users."""
    users = [
        User(
            id=_uuid(dice),
            issuer=settings.OIDC_ISSUER,
            subject=f"state-{position}",
            username=f"state{position:04}",
            name=f"{dice.choice(_FIRST_NAMES)} {dice.choice(_LAST_NAMES)}",
            email=f"state{position:04}@officer.go.th.example",
        )
        for position in range(number)
    ]
    bulk_create_with_history(users, User, batch_size=_BATCH)
    places = {
        role: list(Agency.objects.open().filter(kind__in=kinds).values_list("pk", flat=True))
        for role, kinds in _KINDS_OF_ROLE.items()
    }
    grants = [
        Grant(user=user, **_permissions(position, places, dice))
        for position, user in enumerate(users)
    ]
    bulk_create_with_history(grants, Grant, batch_size=_BATCH)
    return users


def _permissions(position, places, dice):
    role = Role.DGA if position < 3 else _ROLES[position % len(_ROLES)]
    covers = {Role.DGA: True, Role.CENTRAL: True, Role.SERVICE_POINT: False}
    return {
        "role": role,
        "agency_id": None if role == Role.DGA else dice.choice(places[role]),
        "covers_subtree": covers.get(role, dice.random() < 0.5),
        "may_manage_agency": True,
        "may_report": role == Role.DGA or dice.random() < 0.8,
    }


def _reporting(number, dice):
    """Open agencies that report: one in ten a ministry or department, the rest anywhere below."""
    agencies = list(Agency.objects.open().only("pk", "path", "depth", "numchild", "name"))
    top = [agency for agency in agencies if agency.depth <= 2]
    below = [agency for agency in agencies if agency.depth > 2]
    chosen = dice.sample(top, min(len(top), max(number // 10, 1), number))
    return chosen + dice.sample(below, min(len(below), number - len(chosen)))


def add_reports(agencies, *, people, dice, documents=6, stored=STORED_REPORTS, progress=None):
    """Give each of `agencies` a report of `documents` documents, saved by one of `people`.

    The newest document of a section is on, in half of the reports the one before it as well. One
    in five of the agencies that have others below publishes its section 10 for all of them.
    """
    kinds = list(ObstacleKind.objects.filter(is_offered=True))
    for start in range(0, len(agencies), _BATCH // documents + 1):
        batch = agencies[start : start + _BATCH // documents + 1]
        made = [_Made(agency, kinds, dice.choice(people), dice) for agency in batch]
        _create(Report, [one.report for one in made])
        for position, one in enumerate(made, start=start):
            one.add_documents(documents, is_stored=position < stored)
        _create(Upload, [row for one in made for row in one.uploads])
        _create(Document, [row for one in made for row in one.documents])
        _create(GazetteLink, [row for one in made for row in one.links])
        _create(LicenceChannel, [row for one in made for row in one.channels])
        if progress:
            progress(start + len(batch), len(agencies))


def _create(model, rows):
    bulk_create_with_history(rows, model, batch_size=_BATCH)


class _Made:
    """One report in the making, with all that hangs on it."""

    def __init__(self, agency, kinds, officer, dice):
        self.agency, self.officer, self.dice = agency, officer, dice
        self.uploads, self.documents, self.links, self.channels = [], [], [], []
        has_licences = dice.random() < 0.7
        ranked = dice.sample(kinds, min(3, len(kinds)))
        self.report = Report(
            agency=agency,
            has_licences=has_licences,
            is_gazetted=True if has_licences else None,
            **{f"obstacle_{rank}": kind for rank, kind in enumerate(ranked, start=1)},
            obstacle_detail="อยู่ระหว่างจัดเตรียมบุคลากรและเชื่อมโยงข้อมูลกับหน่วยงานที่เกี่ยวข้อง",
            version=1,
            last_save_key=_uuid(dice),
            saved_by=officer,
        )
        self.report._history_user = officer

    def add_documents(self, number, *, is_stored):
        """Fill the lists of rows; the report must have been written."""
        is_for_subtree = not self.agency.is_leaf() and self.dice.random() < 0.2
        both_on = self.dice.random() < 0.5
        last = (number - 1) // len(SECTIONS)
        for position in range(number):
            section, edition = SECTIONS[position % len(SECTIONS)], position // len(SECTIONS)
            is_passed_over = section is LICENCES and not self.report.has_licences
            is_new = edition == last or (both_on and edition == last - 1)
            upload = self._upload(section, edition, is_stored)
            subtree = is_for_subtree and section is CHANNELS
            document = Document(
                id=_uuid(self.dice),
                report=self.report,
                upload=upload,
                section=section.key,
                date=_FIRST_DATE + datetime.timedelta(days=40 * edition + 7 * position),
                scope=Document.Scope.SUBTREE if subtree else Document.Scope.OWN,
                in_use=is_new and not is_passed_over,
                created_by=self.officer,
            )
            document._history_user = self.officer
            self.documents.append(document)
        if self.report.has_licences:
            self._add_licences()

    def _upload(self, section, edition, is_stored):
        identifier, content = _uuid(self.dice), _pdf(section)
        name = f"documents/{identifier.hex[:2]}/{identifier.hex}.pdf"
        if is_stored:
            name = default_storage.save(name, ContentFile(content))
        upload = Upload(
            id=identifier,
            owner=self.officer,
            agency=self.agency,
            section=section.key,
            file=name,
            original_name=f"{section.short_title} ฉบับที่ {edition + 1} {self.agency.name}"[:290]
            + ".pdf",
            size=len(content),
            pages=1,
            sha256=hashlib.sha256(content).hexdigest(),
            check_state=Upload.CheckState.CLEAN,
        )
        upload._history_user = self.officer
        self.uploads.append(upload)
        return upload

    def _add_licences(self):
        address = f"{self.report.pk}-{self.agency.pk}"
        url = f"https://ratchakitcha.example/documents/{address}.pdf"
        self.links.append(GazetteLink(report=self.report, url=url, created_by=self.officer))
        for position in range(self.dice.randint(1, 2)):
            self.channels.append(
                LicenceChannel(
                    report=self.report,
                    position=position,
                    name=f"ใบอนุญาตประเภทที่ {position + 1}",
                    url=f"https://licence.example/{address}/{position}",
                )
            )


@cache
def _pdf(section):
    return announcement(
        agency="หน่วยงานของรัฐ",
        title=str(section.public_title),
        date=format_date(_FIRST_DATE),
        body="เอกสารตัวอย่างสำหรับการทดสอบระบบ",
    )


def _uuid(dice):
    return uuid.UUID(int=dice.getrandbits(128), version=4)
