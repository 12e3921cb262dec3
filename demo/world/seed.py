"""The demo world: the tree of agencies.csv, people, tokens and some reports with real PDFs.

Everything may be run again: what is there already is left as it is.
"""

import csv
import datetime
import json
import uuid
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import transaction

from accounts import actions as accounts
from accounts.models import ActivationToken, Role, User
from agencies import actions as agencies
from agencies.models import Agency
from demo.world.pdf import announcement
from ereports import actions as ereports
from ereports.models import Document, ObstacleKind, Report
from ereports.sections import CHANNELS, LICENCES, ORDERS
from infoadmin.thai.dates import format_date

HERE = Path(__file__).resolve().parent
ACCOUNTS_FILE = HERE.parent / "accounts.json"
CENTRAL, OFFICER, FORMER = "21003000", "21003004", "21003005"
NAMESPACE = uuid.UUID("a7d2f5d6-8a4a-4b0e-9d5e-2565256525aa")

# Agencies with reports: (code, does it publish section 10 for its whole subtree).
REPORTS = [
    ("21000000", True),
    ("21003000", True),
    ("21003004", False),
    ("21003005", False),
    ("21003006", False),
    ("21003060", False),
    ("21002000", False),
    ("21002039", False),
    ("01000000", True),
    ("01101000", False),
    ("03000000", False),
    ("08000000", True),
    ("08004000", False),
    ("15000000", False),
    ("15008000", False),
    ("20000000", False),
]
# What those agencies lack, so that lists show every state.
WITHOUT_ORDER = {"21003005", "21002039", "08004000", "20000000"}
WITHOUT_LICENCES = {"21003060", "15008000", "01101000", "21003006"}
TITLES = {
    CHANNELS.key: "ช่องทางอิเล็กทรอนิกส์สำหรับประชาชนติดต่อหน่วยงาน",
    LICENCES.key: "วิธีการแสดงใบอนุญาตโดยวิธีการทางอิเล็กทรอนิกส์",
    ORDERS.key: "ระบบสำหรับการปฏิบัติหน้าที่โดยวิธีการทางอิเล็กทรอนิกส์",
}


def seed(*, issuer):
    """Make the demo world for people of the identity provider `issuer`."""
    with transaction.atomic():
        _tree()
    people = _people(issuer)
    for code, is_for_subtree in REPORTS:
        agency = Agency.objects.get(code=code)
        if not Report.objects.filter(agency=agency).exists():
            _report(agency, is_for_subtree, by=people["dga"])


def unused_token(*, by_username="central"):
    """Text of a fresh token for an officer of โรงพยาบาลราชวิถี; the ones before are revoked."""
    issuer = User.objects.get(username=by_username)
    for token in ActivationToken.objects.unused().filter(issued_by=issuer, note=TOKEN_NOTE):
        accounts.revoke_token(token=token, by=issuer)
    _token, text = accounts.issue_token(
        agency=Agency.objects.get(code=OFFICER),
        role=Role.OFFICER,
        covers_subtree=True,
        may_manage_agency=True,
        may_report=True,
        note=TOKEN_NOTE,
        key=uuid.uuid4(),
        by=issuer,
    )
    return text


TOKEN_NOTE = "ผู้ทดลองใช้ระบบ (Token ของชุดสาธิต)"


def _tree():
    known = {agency.code: agency for agency in Agency.objects.all()}
    with (HERE / "agencies.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["code"] not in known:
                parent = known.get(row.pop("parent_code"))
                known[row["code"]] = agencies.create(parent=parent, by=None, **row)


def _people(issuer):
    claims = {
        entry["username"]: entry for entry in json.loads(ACCOUNTS_FILE.read_text())["accounts"]
    }
    everything = {"covers_subtree": True, "may_manage_agency": True, "may_report": True}
    grants = {
        "dga": {"agency": None, "role": Role.DGA, **everything},
        "central": {"agency": _agency(CENTRAL), "role": Role.CENTRAL, **everything},
        "officer": {"agency": _agency(OFFICER), "role": Role.OFFICER, **everything},
        "citizeninfo": {
            "agency": _agency(FORMER),
            "role": Role.OFFICER,
            "may_manage_agency": True,
            "may_report": True,
        },
    }
    people = {}
    for username, grant in grants.items():
        claim = claims[username]
        people[username] = accounts.add_account(
            issuer=issuer,
            username=username,
            subject=None if username == "citizeninfo" else claim["subject"],
            name=f"{claim['given_name']} {claim['family_name']}",
            email=claim["email"],
            grants=[grant],
        )
    return people


def _agency(code):
    return Agency.objects.get(code=code)


def _report(agency, is_for_subtree, *, by):
    kinds = list(ObstacleKind.objects.filter(is_offered=True)[:3])
    announced = datetime.date(2023, 1, 11)
    first = [_document(agency, CHANNELS, announced, "", by=by, is_for_subtree=is_for_subtree)]
    if agency.code not in WITHOUT_ORDER:
        first.append(_document(agency, ORDERS, datetime.date(2023, 3, 20), "", by=by))
    answers = ereports.Answers(
        has_licences=agency.code not in WITHOUT_LICENCES,
        is_gazetted=True if agency.code not in WITHOUT_LICENCES else None,
        obstacles=tuple(kind.pk for kind in kinds),
        obstacle_detail="อยู่ระหว่างจัดเตรียมบุคลากรและเชื่อมโยงข้อมูลกับหน่วยงานที่เกี่ยวข้อง",
        documents=first,
    )
    if answers.has_licences:
        first.append(_document(agency, LICENCES, datetime.date(2023, 9, 1), "", by=by))
        answers.new_link = f"https://ratchakitcha.example/documents/{agency.code}.pdf"
        answers.channels = [
            ereports.Channel(
                name=f"ใบอนุญาตที่ออกโดย{agency.name}",
                url=f"https://licence.example/{agency.code}",
            )
        ]
    report = ereports.save_report(
        agency=agency, answers=answers, version=0, key=uuid.uuid5(NAMESPACE, agency.code), by=by
    )
    _second_version(agency, report, answers, is_for_subtree, by=by)


def _second_version(agency, report, answers, is_for_subtree, *, by):
    """A newer announcement under section 10, the older one switched off."""
    old = report.documents.get(section=CHANNELS.key)
    newer = datetime.date(2025, 10, 12)
    answers.documents = [
        _document(agency, CHANNELS, newer, " ฉบับที่ 2", by=by, is_for_subtree=is_for_subtree)
    ]
    answers.new_link, answers.document_toggles = "", {old: False}
    answers.channels = [
        ereports.Channel(name=row.name, url=row.url, pk=row.pk)
        for row in report.licence_channels.all()
    ]
    ereports.save_report(
        agency=agency,
        answers=answers,
        version=report.version,
        key=uuid.uuid5(NAMESPACE, f"{agency.code} 2"),
        by=by,
    )


def _document(agency, section, date, edition, *, by, is_for_subtree=False):
    title = TITLES[section.key]
    content = announcement(
        agency=agency.name,
        title=title + edition,
        date=format_date(date),
        body=(
            f"โดยที่{section.act} แห่งพระราชบัญญัติการปฏิบัติราชการทางอิเล็กทรอนิกส์ พ.ศ. 2565 "
            f"ให้หน่วยงานของรัฐประกาศ{title} {agency.name} จึงประกาศให้ทราบโดยทั่วกัน "
            "(เอกสารตัวอย่างสำหรับการสาธิต)"
        ),
    )
    file = ContentFile(content, name=f"{title}{edition} {agency.name}.pdf")
    return ereports.NewDocument(
        upload=ereports.stage_upload(file=file, agency=agency, section=section, by=by),
        date=date,
        scope=Document.Scope.SUBTREE if is_for_subtree else Document.Scope.OWN,
    )
