"""Readable history: rows of django-simple-history as sentences with before → after."""

import datetime
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext as _

from infoadmin.thai.dates import format_date, format_datetime

MAX_ENTRIES = 200
# Columns that tie rows together; the entry's subject and person say the same in words.
PLUMBING = {"report", "upload", "created_by", "saved_by", "position", "version"}


@dataclass(frozen=True)
class Change:
    """One field of one deed, in the words of the screen."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One deed: when, by whom, on what, and what it changed."""

    at: datetime.datetime
    by: str
    verb: str
    subject: str
    request_id: str
    reason: str = ""
    changes: list = field(default_factory=list)


def entries_of(histories):
    """History querysets [(subject, queryset)] → entries, newest first, `MAX_ENTRIES` at most.

    `subject` names the object ("หน่วยงาน"), or is called with the row and names it.
    """
    found = []
    for subject, queryset in histories:
        previous, entries = {}, []
        newest = queryset.select_related("history_user").order_by("-history_date", "-history_id")
        pk = queryset.model.instance_type._meta.pk.attname
        for row in reversed(newest[: MAX_ENTRIES * 2]):
            key = row.__dict__[pk]
            if key not in previous and row.history_type != "+":  # beyond what was read
                earlier = newest.filter(**{pk: key}, history_id__lt=row.history_id)
                previous[key] = earlier.first()
            entry = _entry(subject, row, previous.get(key))
            previous[key] = row
            if entry:
                entries.append(entry)
        found += reversed(entries)
    return sorted(found, key=lambda entry: entry.at, reverse=True)[:MAX_ENTRIES]


def _entry(subject, row, before):
    verb = {"+": _("เพิ่ม"), "~": _("แก้ไข"), "-": _("ลบ")}[row.history_type]
    changes = [] if row.history_type == "-" else list(_changes(row, before))
    if row.history_type == "~" and not changes:
        return None
    return Entry(
        at=row.history_date,
        by=row.history_user.display_name if row.history_user else _("ระบบ"),
        verb=verb,
        subject=subject(row) if callable(subject) else subject,
        request_id=row.request_id,
        reason=row.history_change_reason or "",
        changes=changes,
    )


def _changes(row, before):
    for column in row.tracked_fields:
        if not column.editable or column.primary_key or column.name in PLUMBING:
            continue
        old = before.__dict__.get(column.attname) if before else None
        new = row.__dict__[column.attname]
        if old != new and not (before is None and new in ("", None)):
            yield Change(
                str(column.verbose_name), _show(column, old, before), _show(column, new, row)
            )


def _show(column, value, row):
    if row is None or value is None or value == "":
        return "–"
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("ใช่") if value else _("ไม่ใช่")
    if isinstance(column, models.ForeignKey):
        return str(column.related_model._base_manager.filter(pk=value).first() or value)
    if isinstance(value, datetime.datetime):
        return format_datetime(value)
    return format_date(value) if isinstance(value, datetime.date) else str(value)
