"""People from CSV files: former CITIZENinfo accounts (M3), many tokens at once (M10)."""

import hashlib
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import actions
from accounts.models import Role, User
from accounts.rights import Rights
from agencies.models import Agency
from infoadmin.csvfile import CSVRefused, read_rows, yes_or_no

REQUIRED = ("username", "agency_code", "role")
OPTIONAL = ("subject", "name", "email", "covers_subtree", "may_manage_agency", "may_report")
MAX_TOKENS = 5000
FLAGS = ("covers_subtree", "may_manage_agency", "may_report")


@transaction.atomic
def import_former_accounts(content, *, by, dry_run=False):
    """Make an account with its grant for every row of a CSV file (bytes), or none at all.

    Columns: username, agency_code, role (central, officer or service_point); optional: subject,
    name, email, and yes/no columns for capabilities. Accounts that are there already are left
    alone. Answers the number of rows; raises CSVRefused with every wrong row.
    """
    rows = read_rows(content, required=REQUIRED, optional=OPTIONAL)
    agencies = _agencies(rows, Agency.objects.open())
    errors = [(number, error) for number, row in rows for error in _errors(row, agencies)]
    errors += _repeated_identities(rows)
    if errors:
        raise CSVRefused(sorted(errors, key=lambda error: error[0]))
    if not dry_run:
        for _number, row in rows:
            actions.add_account(by=by, **_account(row, agencies))
    return len(rows)


@dataclass(frozen=True)
class TokenRow:
    """One row of a CSV file of tokens: what will be promised, and to whom."""

    number: int
    agency: Agency
    role: str
    note: str
    covers_subtree: bool
    may_manage_agency: bool
    may_report: bool

    def get_role_display(self):
        """The role's name, as a token's."""
        return Role(self.role).label


def read_token_rows(content, *, by):
    """Rows of a CSV file (bytes) as TokenRow, checked against the right of `by` to issue them.

    Columns: agency_code, role, note; optional: yes/no columns. Raises CSVRefused with every
    wrong row.
    """
    rows = read_rows(content, required=("agency_code", "role", "note"), optional=FLAGS)
    if len(rows) > MAX_TOKENS:
        raise CSVRefused([(None, _("ออก Token ได้ครั้งละไม่เกิน %d แถว") % MAX_TOKENS)])
    rights = Rights.of(by)
    agencies = _agencies(rows, rights.issuing_agencies())
    errors = [
        (number, error) for number, row in rows for error in _token_errors(row, agencies, rights)
    ]
    if errors:
        raise CSVRefused(errors)
    return [
        TokenRow(
            number=number,
            agency=agencies[row["agency_code"]],
            role=row["role"],
            note=row["note"],
            covers_subtree=actions.covers_subtree_of(
                row["role"], yes_or_no(row.get("covers_subtree", ""))
            ),
            may_manage_agency=yes_or_no(row.get("may_manage_agency", "")),
            may_report=yes_or_no(row.get("may_report", "")),
        )
        for number, row in rows
    ]


@transaction.atomic
def issue_tokens(content, *, key, by):
    """Issue a token for every row of a CSV file, or none: list of (ActivationToken, its text).

    `key` (UUID) names the form: sent twice it is actions.AlreadyIssued.
    """
    issued = []
    key = uuid.uuid5(key, hashlib.sha256(content).hexdigest())  # another file is another deed
    for row in read_token_rows(content, by=by):
        promise = {name: getattr(row, name) for name in ("agency", "role", "note", *FLAGS)}
        row_key = uuid.uuid5(key, str(row.number))
        issued.append(actions.issue_token(**promise, key=row_key, by=by))
    return issued


def _token_errors(row, agencies, rights):
    yield from _errors_of_right(row, agencies)
    agency = agencies.get(row["agency_code"])
    if not row["note"]:
        yield _("ไม่มีชื่อผู้รับ (note)")
    if len(row["note"]) > 200:
        yield _("ชื่อผู้รับยาวเกิน 200 ตัวอักษร")
    if agency and row["role"] in Role.values and not rights.may_issue(row["role"], agency):
        yield _("ท่านออก Token บทบาท “%s” ไม่ได้") % Role(row["role"]).label
    reaches_below = actions.covers_subtree_of(row["role"], yes_or_no(row.get("covers_subtree", "")))
    for flag in ("may_manage_agency", "may_report"):
        wanted = agency and yes_or_no(row.get(flag, ""))
        if wanted and not rights.holds(flag, agency, covers_subtree=reaches_below):
            yield _("ท่านไม่มีสิทธิ์ “%s” จึงให้ผู้อื่นไม่ได้") % flag


def _agencies(rows, among):
    codes = {row["agency_code"] for _number, row in rows}
    return {agency.code: agency for agency in among.filter(code__in=codes)}


def _errors(row, agencies):
    if not row["username"]:
        yield _("ไม่มีชื่อบัญชี (username)")
    for name in ("username", "name", "email", "subject"):
        limit = User._meta.get_field(name).max_length
        if len(row.get(name, "")) > limit:
            yield _("%(column)s ยาวเกิน %(limit)d ตัวอักษร") % {"column": name, "limit": limit}
    yield from _errors_of_right(row, agencies)
    bound = User.objects.filter(issuer=settings.OIDC_ISSUER, username=row["username"])
    if bound.exclude(subject=None).exclude(subject=row.get("subject") or None).exists():
        yield _("บัญชี “%s” ผูกกับ subject อื่นอยู่แล้ว ให้ระบุ subject ของบัญชีนั้น") % row["username"]
    taken = User.objects.filter(issuer=settings.OIDC_ISSUER, subject=row.get("subject") or None)
    if row.get("subject") and taken.exclude(username=row["username"]).exists():
        yield _("subject นี้เป็นของบัญชีอื่นอยู่แล้ว")


def _errors_of_right(row, agencies):
    if row["role"] not in (Role.CENTRAL, Role.OFFICER, Role.SERVICE_POINT):
        yield _("บทบาท “%s” ไม่ถูกต้อง ใช้ central, officer หรือ service_point") % row["role"]
    if row["agency_code"] not in agencies:
        yield _("ไม่พบหน่วยงานรหัส “%s” ในสิทธิ์ของท่าน หรือหน่วยงานยุบเลิกแล้ว") % row["agency_code"]
    for flag in FLAGS:
        if yes_or_no(row.get(flag, "")) is None:
            yield _("คอลัมน์ %(column)s ต้องเป็น 1 หรือ 0 ไม่ใช่ “%(value)s”") % {
                "column": flag,
                "value": row[flag],
            }


def _repeated_identities(rows):
    """Rows whose subject stands in another row under another name (assurance K19)."""
    owners, subjects = {}, {}
    for number, row in rows:
        subject, username = row.get("subject"), row["username"]
        if subject and owners.setdefault(subject, username) != username:
            yield number, _("subject ซ้ำกับบัญชี “%s” ในไฟล์เดียวกัน") % owners[subject]
        if subject and subjects.setdefault(username, subject) != subject:
            yield number, _("บัญชี “%s” มี subject ต่างกันในไฟล์เดียวกัน") % username


def _account(row, agencies):
    covers_subtree = actions.covers_subtree_of(
        row["role"], yes_or_no(row.get("covers_subtree", ""))
    )
    return {
        "issuer": settings.OIDC_ISSUER,
        "username": row["username"],
        "subject": row.get("subject") or None,
        "name": row.get("name", ""),
        "email": row.get("email", ""),
        "grants": [
            {
                "agency": agencies[row["agency_code"]],
                "role": row["role"],
                "covers_subtree": covers_subtree,
                "may_manage_agency": yes_or_no(row.get("may_manage_agency", "")),
                "may_report": yes_or_no(row.get("may_report", "")),
            }
        ],
    }
