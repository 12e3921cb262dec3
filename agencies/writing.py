"""Carries out what an import planned: new agencies by the thousand, then changes, then moves.

Paths are counted here, in memory, and not asked of the tree one by one. PostgreSQL takes the new
rows by COPY; their history is one INSERT … SELECT on either database, since at their birth the
history says what the rows say.
"""

import uuid
from collections import Counter, defaultdict

from django.db import connection
from django.db.models import F, Max
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from agencies import actions
from agencies.models import Agency, keys_of
from agencies.stamps import SHOWN_ELSEWHERE, restamp, restamp_shown
from infoadmin.audit.history import current_request_id

CHANGEABLE = ("name", "kind", "name_en", "short_name", *Agency.EMAIL_FIELDS, "status")
_BATCH = 1000
_COLUMNS = [field.attname for field in Agency._meta.concrete_fields if not field.primary_key]


class Writer:
    """Writes one plan as the deed of `by`; `progress(done, total)` is called now and then."""

    def __init__(self, by, progress):
        self.by, self.progress = by, progress

    def write(self, plan):
        """Everything that `plan` (importing.Plan) wants; the tree must be locked."""
        self.total = len(plan.create) + len(plan.change) + len(plan.move)
        self._restamp(plan)
        if plan.create:
            self._create(plan.create)
        self._change(plan.change)
        codes = {code for _number, _agency, code in plan.move if code}
        parents = {agency.code: agency for agency in Agency.objects.filter(code__in=codes)}
        for _number, agency, code in plan.move:
            actions.relocate(agency=agency, parent=parents.get(code), by=self.by)
        self.progress(self.total, self.total)

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

    def _create(self, rows):
        children = Counter(values["parent_code"] for _number, values in rows)
        last = Agency.objects.aggregate(last=Max("pk"))["last"] or 0
        self._insert(self._placed(rows, children, *self._places()))
        self._begin_history(after=last)
        new = {values["code"] for _number, values in rows}
        self._count_children({code: n for code, n in children.items() if code and code not in new})

    @staticmethod
    def _places():
        """({code: path} of the tree as it is, {path: number of the last place taken below it})."""
        paths, last_step = {}, defaultdict(int)
        for code, path in Agency.objects.values_list("code", "path"):
            paths[code] = path
            step = Agency._str2int(path[-Agency.steplen :])
            above = path[: -Agency.steplen]
            last_step[above] = max(last_step[above], step)
        return paths, last_step

    def _placed(self, rows, children, paths, last_step):
        """Column values of each new agency, with the next free place below its parent.

        Read while a COPY runs on the connection: asks the database nothing.
        """
        defaults = {name: Agency._meta.get_field(name).get_default() for name in _COLUMNS}
        defaults["updated_at"] = timezone.now()
        for done, (_number, values) in enumerate(rows, start=1):
            above = paths.get(values["parent_code"], "")
            last_step[above] += 1
            depth = len(above) // Agency.steplen + 1
            path = paths[values["code"]] = Agency._get_path(above, depth, last_step[above])
            placed = {**defaults, **values, "path": path, "depth": depth}
            placed["numchild"] = children[values["code"]]
            placed["public_stamp"] = uuid.uuid4()
            names = (placed["name"], placed["name_en"], placed["short_name"], placed["code"])
            placed["search_key"], placed["sort_key"] = keys_of(*names)
            yield {name: placed[name] for name in _COLUMNS}
            if done % _BATCH == 0:
                self.progress(done, self.total)

    @staticmethod
    def _insert(rows):
        if connection.vendor != "postgresql":
            agencies = (Agency(**values) for values in rows)
            while batch := [agency for agency, _n in zip(agencies, range(_BATCH), strict=False)]:
                Agency.objects.bulk_create(batch)
            return
        into = ", ".join(f'"{name}"' for name in _COLUMNS)
        with connection.cursor() as cursor:
            statement = f"COPY {Agency._meta.db_table} ({into}) FROM STDIN"
            with cursor.copy(statement) as copy:
                for values in rows:
                    copy.write_row(list(values.values()))

    def _begin_history(self, *, after):
        """The first row of history of every agency whose key is above `after`."""
        history = Agency.history.model
        kept = ", ".join(f'"{field.column}"' for field in history.tracked_fields)
        given = {"history_date": timezone.now(), "history_user": self.by.pk if self.by else None}
        values = [
            history._meta.get_field(name).get_db_prep_save(value, connection)
            for name, value in given.items()
        ]
        with connection.cursor() as cursor:
            cursor.execute(  # the names are those of our own columns
                f"INSERT INTO {history._meta.db_table} "  # noqa: S608
                f"({kept}, history_date, history_type, "
                "history_change_reason, history_user_id, request_id) "
                f"SELECT {kept}, %s, '+', '', %s, %s FROM {Agency._meta.db_table} WHERE id > %s",
                [*values, current_request_id(), after],
            )

    @staticmethod
    def _count_children(added):
        """Tell the parents that were there already of their new children."""
        by_number = defaultdict(list)
        for code, number in added.items():
            by_number[number].append(code)
        for number, codes in by_number.items():
            Agency.objects.filter(code__in=codes).update(numchild=F("numchild") + number)

    def _change(self, rows):
        agencies, now = [], timezone.now()
        for _number, agency, changes in rows:
            for name, value in changes.items():
                setattr(agency, name, value)
            if not agency.is_closed:
                agency.successor = None
            agency.version += 1
            agency.updated_at = now
            agency.set_keys()
            agencies.append(agency)
        if agencies:
            fields = [*CHANGEABLE, "successor", "search_key", "sort_key", "version", "updated_at"]
            bulk_update_with_history(
                agencies, Agency, fields, batch_size=_BATCH, default_user=self.by
            )
