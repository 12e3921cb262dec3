"""The tree from a CSV file: checked whole, told by row, then written in one transaction.

Columns: code, parent_code, name, kind; optional: name_en, short_name, the three e-mails, status. A
column that is not there is left alone; an empty cell empties. Parents may come after children.
Importing the same file again changes nothing.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from agencies import actions
from agencies.models import Agency, FormerCode
from agencies.writing import CHANGEABLE, Writer
from infoadmin.csvfile import CSVRefused, read_rows
from infoadmin.thai.text import one_line

REQUIRED = ("code", "parent_code", "name", "kind")
OPTIONAL = ("name_en", "short_name", *Agency.EMAIL_FIELDS, "status")
_NAMES = ("name", "name_en", "short_name")
_KINDS = {str(label): value for value, label in Agency.Kind.choices} | {
    value: value for value in Agency.Kind.values
}
_STATUSES = {str(label): value for value, label in Agency.Status.choices} | {
    value: value for value in Agency.Status.values
}


@dataclass(frozen=True)
class ImportResult:
    """How many agencies the file creates, changes, moves, and leaves as they are."""

    created: int
    changed: int
    moved: int
    unchanged: int


@dataclass
class Plan:
    """What a file would do; nothing is written yet."""

    create: list = field(default_factory=list)  # (row number, values), parents first
    change: list = field(default_factory=list)  # (row number, Agency, {field: new value})
    move: list = field(default_factory=list)  # (row number, Agency, new parent's code or "")
    parents: list = field(default_factory=list)  # Agency (or None) that gains or loses a child
    unchanged: int = 0

    @property
    def result(self):
        """The plan in numbers."""
        return ImportResult(len(self.create), len(self.change), len(self.move), self.unchanged)


@transaction.atomic
def import_agencies(content, *, by=None, dry_run=False, progress=None):
    """Bring the tree to what a CSV file (bytes) says; answers ImportResult.

    `progress(done, total)` is called now and then. Raises CSVRefused with every wrong row.
    """
    actions.lock_tree()
    plan = plan_import(content)
    if not dry_run:
        Writer(by, progress or (lambda _done, _total: None)).write(plan)
    return plan.result


def plan_import(content):
    """Plan of a CSV file (bytes) against the tree as it is; raises CSVRefused."""
    rows = read_rows(content, required=REQUIRED, optional=OPTIONAL)
    for _number, row in rows:
        row.update({name: one_line(row[name]) for name in _NAMES if name in row})
    present = {agency.code: agency for agency in Agency.objects.all().iterator(chunk_size=5000)}
    code_by_path = {agency.path: code for code, agency in present.items()}
    parents = {
        code: code_by_path.get(agency.path[: -agency.steplen], "")
        for code, agency in present.items()
    }
    old_parents = dict(parents)
    parents.update({row["code"]: row["parent_code"] for _number, row in rows})
    errors = _errors(rows, parents, present, old_parents)
    if errors:
        raise CSVRefused(sorted(errors, key=lambda error: error[0]))
    plan = Plan()
    for number, row in _parents_first(rows):
        values = _values(row)
        agency = present.get(row["code"])
        if agency is None:
            plan.create.append((number, {**values, "parent_code": row["parent_code"]}))
            plan.parents.append(present.get(row["parent_code"]))
            continue
        changes = {name: new for name, new in values.items() if getattr(agency, name) != new}
        changes.pop("code", None)
        moves = old_parents[row["code"]] != row["parent_code"]
        if changes:
            plan.change.append((number, agency, changes))
        if moves:
            plan.move.append((number, agency, row["parent_code"]))
            plan.parents += [
                present.get(code) for code in (old_parents[agency.code], row["parent_code"])
            ]
        if not changes and not moves:
            plan.unchanged += 1
    # From the top of the tree as it will be: so no move passes under itself on the way.
    plan.move.sort(key=lambda move: _depth(move[1].code, parents))
    return plan


def _depth(code, parents):
    depth = 0
    while code:
        code, depth = parents.get(code, ""), depth + 1
    return depth


def _values(row):
    values = {name: row[name] for name in ("code", *CHANGEABLE) if name in row}
    values["kind"] = _KINDS[values["kind"]]
    if "status" in values:
        values["status"] = _STATUSES[values["status"] or Agency.Status.OPEN]
    return values


def _errors(rows, parents, present, old_parents):
    """(row number, sentence) for everything that is wrong, in one go."""
    first_seen, errors = {}, []
    for number, row in rows:
        code = row["code"]
        if code in first_seen:
            errors.append(
                (
                    number,
                    _("รหัส “%(code)s” ซ้ำกับแถว %(row)d") % {"code": code, "row": first_seen[code]},
                )
            )
        first_seen.setdefault(code, number)
        errors += [(number, sentence) for sentence in _row_errors(row, parents)]
    errors += _former_codes(rows, present)
    cyclic = _in_cycles(parents)
    if not cyclic:
        errors += _too_deep(rows, parents)
    errors += [
        (number, _("หน่วยงานนี้อยู่ใต้ตัวเองเมื่อไล่ตาม parent_code ขึ้นไป"))
        for number, row in rows
        if row["code"] in cyclic
    ]
    return errors + list(_closed_above_open(rows, parents, present, old_parents))


def _row_errors(row, parents):
    code = row["code"]
    if not code or len(code) > 20 or not _is_code(code):
        yield _("รหัส “%s” ไม่ถูกต้อง ใช้ตัวเลข A-Z และ - ไม่เกิน 20 ตัว") % code
    if row["parent_code"] and row["parent_code"] not in parents:
        yield _("ไม่พบต้นสังกัดรหัส “%s” ทั้งในไฟล์และในระบบ") % row["parent_code"]
    if not row["name"]:
        yield _("ไม่มีชื่อหน่วยงาน (name)")
    if row["kind"] not in _KINDS:
        yield _("ประเภท “%(kind)s” ไม่ถูกต้อง ใช้ %(kinds)s") % {
            "kind": row["kind"],
            "kinds": ", ".join(Agency.Kind.values),
        }
    if row.get("status", "") not in ("", *_STATUSES):
        yield _("สถานะ “%s” ไม่ถูกต้อง ใช้ open หรือ closed") % row["status"]
    for name in _NAMES:
        limit = Agency._meta.get_field(name).max_length
        if len(row.get(name, "")) > limit:
            yield _("%(column)s ยาวเกิน %(limit)d ตัวอักษร") % {"column": name, "limit": limit}
    for name in Agency.EMAIL_FIELDS:
        if row.get(name) and not _is_email(row[name]):
            yield _("อีเมล “%(email)s” ในคอลัมน์ %(column)s ไม่ถูกต้อง (ใส่ได้ 1 อีเมล)") % {
                "email": row[name],
                "column": name,
            }


def _is_code(code):
    return all(
        mark.isascii() and (mark.isdigit() or mark.isupper() or mark == "-") for mark in code
    )


def _is_email(text):
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254


def _in_cycles(parents):
    """The codes that are their own ancestor."""
    state, cyclic = {}, set()  # 1: on the way up, 2: known
    for start in parents:
        way, code = [], start
        while code and code in parents and code not in state:
            state[code] = 1
            way.append(code)
            code = parents[code]
        if code and state.get(code) == 1:
            cyclic.update(way[way.index(code) :])
        for step in way:
            state[step] = 2
    return cyclic


def _former_codes(rows, present):
    """A new agency must not take a code that leads to another one."""
    former = dict(FormerCode.objects.values_list("code", "agency__code"))
    for number, row in rows:
        code = row["code"]
        if code in former and code not in present:
            yield (
                number,
                _("รหัส “%(code)s” เคยเป็นของหน่วยงานรหัส %(now)s")
                % {
                    "code": code,
                    "now": former[code],
                },
            )


def _too_deep(rows, parents):
    deepest = Agency._meta.get_field("path").max_length // Agency.steplen
    for number, row in rows:
        if _depth(row["code"], parents) > deepest:
            yield number, _("หน่วยงานนี้อยู่ลึกเกิน %d ระดับ") % deepest


def _closed_above_open(rows, parents, present, old_parents):
    """What is closed has nothing open below it afterwards, and nothing is moved there."""
    typed = {row["code"]: row for _number, row in rows}

    def is_closed(code):
        if code in typed and "status" in typed[code]:
            return _STATUSES.get(typed[code]["status"]) == Agency.Status.CLOSED
        return code in present and present[code].is_closed

    open_below = Counter(
        parent for code, parent in parents.items() if parent and not is_closed(code)
    )
    for number, row in rows:
        if open_below[row["code"]] and is_closed(row["code"]):
            yield number, _("ยุบเลิกไม่ได้ เพราะยังมีหน่วยงานในสังกัดเปิดอยู่ %d แห่ง") % open_below[row["code"]]
        above = row["parent_code"]
        comes = old_parents.get(row["code"], above) != above
        if (
            above
            and is_closed(above)
            and (comes or (above not in typed and not is_closed(row["code"])))
        ):
            yield number, _("ต้นสังกัดรหัส “%s” ยุบเลิกแล้ว") % above


def _parents_first(rows):
    """The rows in an order in which a parent that is in the file comes before its children."""
    by_code = {row["code"]: (number, row) for number, row in rows}
    done = set()
    for number, row in rows:
        way = [(number, row)]
        while (parent := by_code.get(way[-1][1]["parent_code"])) and parent[1]["code"] not in done:
            way.append(parent)
        for step in reversed(way):
            if step[1]["code"] not in done:
                done.add(step[1]["code"])
                yield step
