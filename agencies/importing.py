"""The tree from a CSV file: checked whole, told by row, then written in one transaction.

Columns: code, parent_code, name, kind; optional: name_en, short_name, the three e-mails, status. A
column that is not there is left alone; an empty cell empties. Parents may come after children.
Importing the same file again changes nothing.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from agencies import actions
from agencies.models import Agency
from agencies.stamps import SHOWN_ELSEWHERE, restamp, restamp_shown
from infoadmin.csvfile import CSVRefused, read_rows

REQUIRED = ("code", "parent_code", "name", "kind")
OPTIONAL = ("name_en", "short_name", *Agency.EMAIL_FIELDS, "status")
FIELDS = ("name", "kind", *OPTIONAL)
_BATCH = 1000
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
        _Writer(by, progress or (lambda _done, _total: None)).write(plan)
    return plan.result


def plan_import(content):
    """Plan of a CSV file (bytes) against the tree as it is; raises CSVRefused."""
    rows = read_rows(content, required=REQUIRED, optional=OPTIONAL)
    present = {agency.code: agency for agency in Agency.objects.all().iterator(chunk_size=5000)}
    code_by_path = {agency.path: code for code, agency in present.items()}
    parents = {
        code: code_by_path.get(agency.path[: -agency.steplen], "")
        for code, agency in present.items()
    }
    old_parents = dict(parents)
    parents.update({row["code"]: row["parent_code"] for _number, row in rows})
    errors = _errors(rows, parents, present)
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
        code, depth = parents[code], depth + 1
    return depth


def _values(row):
    values = {name: row[name] for name in ("code", *FIELDS) if name in row}
    values["kind"] = _KINDS[values["kind"]]
    if "status" in values:
        values["status"] = _STATUSES[values["status"] or Agency.Status.OPEN]
    return values


def _errors(rows, parents, present):
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
    cyclic = _in_cycles(parents)
    errors += [
        (number, _("หน่วยงานนี้อยู่ใต้ตัวเองเมื่อไล่ตาม parent_code ขึ้นไป"))
        for number, row in rows
        if row["code"] in cyclic
    ]
    return errors + list(_closed_above_open(rows, parents, present))


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
    for name in ("name", "name_en", "short_name"):
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


def _closed_above_open(rows, parents, present):
    """An agency that the file closes must not have open ones below it afterwards."""
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


class _Writer:
    """Carries a plan out: new agencies in batches with paths of our own counting, then the rest."""

    def __init__(self, by, progress):
        self.by, self.progress = by, progress

    def write(self, plan):
        self._restamp(plan)
        total = len(plan.create) + len(plan.change) + len(plan.move)
        self._create(plan.create, total)
        self._change(plan.change)
        codes = {code for _number, _agency, code in plan.move if code}
        parents = {agency.code: agency for agency in Agency.objects.filter(code__in=codes)}
        for _number, agency, code in plan.move:
            actions.relocate(agency=agency, parent=parents.get(code), by=self.by)
        self.progress(total, total)

    @staticmethod
    def _restamp(plan):
        """Before anything moves: the pages that show what the file changes, by the tree as it is."""
        changed = [
            (agency, SHOWN_ELSEWHERE & changes.keys()) for _n, agency, changes in plan.change
        ]
        restamp_shown(*(agency for agency, is_shown in changed if is_shown))
        restamp(
            *(agency for agency, is_shown in changed if not is_shown),
            *(agency for _number, agency, _code in plan.move),
            *plan.parents,
        )

    def _create(self, rows, total):
        paths, last_step = {}, defaultdict(int)
        for code, path in Agency.objects.values_list("code", "path"):
            paths[code] = path
            step = Agency._str2int(path[-Agency.steplen :])
            above = path[: -Agency.steplen]
            last_step[above] = max(last_step[above], step)
        children = Counter(values["parent_code"] for _number, values in rows)
        new = {values["code"] for _number, values in rows}
        batch = []
        for done, (_number, values) in enumerate(rows, start=1):
            above = paths.get(values.pop("parent_code"), "")
            last_step[above] += 1
            agency = Agency(**values, numchild=children[values["code"]])
            agency.depth = len(above) // Agency.steplen + 1
            agency.path = Agency._get_path(above, agency.depth, last_step[above])
            agency.set_keys()
            paths[agency.code] = agency.path
            batch.append(agency)
            if len(batch) == _BATCH or done == len(rows):
                bulk_create_with_history(batch, Agency, batch_size=_BATCH, default_user=self.by)
                batch = []
                self.progress(done, total)
        self._count_children({code: n for code, n in children.items() if code and code not in new})

    @staticmethod
    def _count_children(added):
        """Tell the parents that were there already of their new children."""
        by_number = defaultdict(list)
        for code, number in added.items():
            by_number[number].append(code)
        for number, codes in by_number.items():
            Agency.objects.filter(code__in=codes).update(numchild=F("numchild") + number)

    def _change(self, rows):
        agencies = []
        for _number, agency, changes in rows:
            for name, value in changes.items():
                setattr(agency, name, value)
            agency.version += 1
            agency.set_keys()
            agencies.append(agency)
        if agencies:
            fields = [*FIELDS, "search_key", "sort_key", "version"]
            bulk_update_with_history(
                agencies, Agency, fields, batch_size=_BATCH, default_user=self.by
            )
