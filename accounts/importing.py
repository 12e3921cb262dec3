"""Brings in the accounts of the former system CITIZENinfo from a CSV file (product.md M3)."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import actions
from accounts.models import Role, User
from agencies.models import Agency
from infoadmin.csvfile import CSVRefused, read_rows, yes_or_no

REQUIRED = ("username", "agency_code", "role")
OPTIONAL = ("subject", "name", "email", "covers_subtree", "may_manage_agency", "may_report")
FLAGS = ("covers_subtree", "may_manage_agency", "may_report")


@transaction.atomic
def import_former_accounts(content, *, by, dry_run=False):
    """Make an account with its grant for every row of a CSV file (bytes), or none at all.

    Columns: username, agency_code, role (central, officer or service_point); optional: subject,
    name, email, and yes/no columns for capabilities. Accounts that are there already are left
    alone. Answers the number of rows; raises CSVRefused with every wrong row.
    """
    rows = read_rows(content, required=REQUIRED, optional=OPTIONAL)
    agencies = {
        agency.code: agency
        for agency in Agency.objects.open().filter(
            code__in={row["agency_code"] for _n, row in rows}
        )
    }
    errors = [(number, error) for number, row in rows for error in _errors(row, agencies)]
    errors += _repeated_identities(rows)
    if errors:
        raise CSVRefused(sorted(errors, key=lambda error: error[0]))
    if not dry_run:
        for _number, row in rows:
            actions.add_account(by=by, **_account(row, agencies))
    return len(rows)


def _errors(row, agencies):
    if not row["username"]:
        yield _("ไม่มีชื่อบัญชี (username)")
    if row["role"] not in (Role.CENTRAL, Role.OFFICER, Role.SERVICE_POINT):
        yield _("บทบาท “%s” ไม่ถูกต้อง ใช้ central, officer หรือ service_point") % row["role"]
    if row["agency_code"] not in agencies:
        yield _("ไม่พบหน่วยงานรหัส “%s” หรือหน่วยงานยุบเลิกแล้ว") % row["agency_code"]
    for flag in FLAGS:
        if yes_or_no(row.get(flag, "")) is None:
            yield _("คอลัมน์ %(column)s ต้องเป็น 1 หรือ 0 ไม่ใช่ “%(value)s”") % {
                "column": flag,
                "value": row[flag],
            }
    taken = User.objects.filter(issuer=settings.OIDC_ISSUER, subject=row.get("subject") or None)
    if row.get("subject") and taken.exclude(username=row["username"]).exists():
        yield _("subject นี้เป็นของบัญชีอื่นอยู่แล้ว")


def _repeated_identities(rows):
    """Rows whose subject stands in another row under another name (assurance K19)."""
    owners = {}
    for number, row in rows:
        subject = row.get("subject")
        if subject and owners.setdefault(subject, row["username"]) != row["username"]:
            yield number, _("subject ซ้ำกับบัญชี “%s” ในไฟล์เดียวกัน") % owners[subject]


def _account(row, agencies):
    covers_subtree = {Role.CENTRAL: True, Role.SERVICE_POINT: False}.get(
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
