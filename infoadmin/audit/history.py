"""Who changed what, and when: django-simple-history, stamped with the request's id."""

from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from django.db import models
from django.utils import timezone
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords

from infoadmin.audit.request import request_id
from infoadmin.prepared import PreparedInsert, at_once


def current_request_id():
    """The id of the request being served, cut to the column's width."""
    return request_id()[:36]


class StampedHistory(models.Model):
    """Base of every history row: the request in which the change was made ("" for commands)."""

    request_id = models.CharField(max_length=36, default=current_request_id, editable=False)

    class Meta:
        abstract = True


class _KeptManager(HistoryManager):
    """The library makes the class of `Model.history` anew each time that somebody asks for it."""

    @classmethod
    @cache
    def from_queryset(cls, *arguments):
        return super().from_queryset(*arguments)


def tracked(**options):
    """`history = tracked()` on a model keeps its history; the person comes from `record()`."""
    return HistoricalRecords(bases=[StampedHistory], history_manager=_KeptManager, **options)


_moment = ContextVar("moment", default=None)  # [], or [the moment] once something is recorded


@contextmanager
def one_moment():
    """All that is recorded inside happened at once: no moment of the past shows half of it.

    That is when the first of it is recorded: who waits for a lock before does so unrecorded.
    A decorator too: `@one_moment()`.
    """
    token = _moment.set([])
    try:
        yield
    finally:
        _moment.reset(token)


def record(instance, *, by, **save_options):
    """Save `instance` and its history row as the deed of `by` (a User, or None for a command)."""
    _stamp(instance, by)
    is_new = instance._state.adding
    instance.skip_history_when_saving = True  # the library would compose its INSERT anew
    try:
        instance.save(**save_options)
    finally:
        del instance.skip_history_when_saving
    at_once(_insertion(instance, "+" if is_new else "~"))
    return instance


def history_of(instances, *, by):
    """What writes the history rows of `instances`, changed in bulk; for `at_once`."""
    for instance in instances:
        _stamp(instance, by)
        yield _insertion(instance, "~")


def _insertion(instance, history_type):
    """What writes one row of history, as the library would."""
    rows = type(instance).history.model
    row = rows(
        history_date=instance._history_date,
        history_user=instance._history_user,
        history_change_reason=getattr(instance, "_change_reason", None),
        history_type=history_type,
        **{field.attname: getattr(instance, field.attname) for field in rows.tracked_fields},
    )
    return _insert_into(rows), row


_insert_into = cache(PreparedInsert)


def erase(instance, *, by):
    """Delete `instance`; its history keeps the row and who removed it."""
    _stamp(instance, by)
    instance.delete()


def _stamp(instance, by):
    instance._history_user = by
    instance._history_date = _now()


def _now():
    held = _moment.get()
    if held is None:
        return timezone.now()
    if not held:
        held.append(timezone.now())
    return held[0]
