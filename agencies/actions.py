"""What can be done to the tree; every deed is atomic and recorded as somebody's."""

from itertools import chain

from django.db import transaction
from django.utils.translation import gettext as _
from treebeard.exceptions import InvalidMoveToDescendant

from agencies.models import Agency, AgencyMove, FormerCode
from agencies.stamps import restamp, restamp_shown
from infoadmin.audit.history import record
from infoadmin.forms.versioned import StaleVersion


class TreeRefused(Exception):
    """The tree cannot be changed so; its text says why, in Thai."""


def lock_tree():
    """One change of the tree's shape at a time: paths of whole subtrees are rewritten."""
    Agency.objects.select_for_update(no_key=True).order_by("pk").first()


@transaction.atomic
def create(*, code, name, kind, parent=None, by, **fields):
    """Add an agency below `parent` (None: a ministry) and return it."""
    lock_tree()
    agency = Agency(code=code, name=name, kind=kind, **fields)
    agency._history_user = by
    if parent is None:
        return Agency.objects.add_root(instance=agency)
    restamp(parent)
    return Agency.objects.add_child(parent, instance=agency)


@transaction.atomic
def set_emails(*, agency, emails, version, by):
    """Write the three addresses (`emails`: field name → address) and publish them at once.

    Raises StaleVersion when the agency was saved since `version` was read.
    """
    current = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    if current.version != version:
        raise StaleVersion(current)
    if all(getattr(current, name) == address for name, address in emails.items()):
        return current
    for name, address in emails.items():
        setattr(current, name, address)
    current.version += 1
    record(current, by=by, update_fields=[*emails, "version"])
    restamp(current)
    return current


def is_code_taken(code, by_other_than=None):
    """Whether `code` is, or was, an agency's other than the one given."""
    pk = by_other_than.pk if by_other_than else None
    is_used = Agency.objects.filter(code=code).exclude(pk=pk).exists()
    return is_used or FormerCode.objects.filter(code=code).exclude(agency_id=pk).exists()


@transaction.atomic
def set_details(*, agency, details, version, by):
    """Write code, names and kind (`details`: field name → value); an old code goes on leading here.

    Raises StaleVersion, or TreeRefused when the code is, or was, another agency's.
    """
    lock_tree()
    current = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    if current.version != version:
        raise StaleVersion(current)
    if all(getattr(current, name) == value for name, value in details.items()):
        return current
    code = details.get("code", current.code)
    if is_code_taken(code, by_other_than=current):
        raise TreeRefused(_("รหัส %s เป็นหรือเคยเป็นของหน่วยงานอื่น") % code)
    if code != current.code:
        FormerCode.objects.filter(code=code, agency=current).delete()
        FormerCode.objects.create(code=current.code, agency=current)
    for name, value in details.items():
        setattr(current, name, value)
    current.version += 1
    record(current, by=by, update_fields=[*details, "version"])
    restamp_shown(current)
    return current


@transaction.atomic
def move(*, agency, parent, by):
    """Put `agency` with its whole subtree below `parent` (None: make it a ministry).

    Rights and inheritance follow at once, since both are read from the paths. Raises TreeRefused.
    """
    lock_tree()
    restamp(*relocate(agency=agency, parent=parent, by=by))
    return Agency.objects.get(pk=agency.pk)


def relocate(*, agency, parent, by):
    """One of many moves of a deed that holds the lock and gives the stamps itself.

    Answers the agencies whose pages it shows on: the moved one, the old and the new parent.
    """
    agency = Agency.objects.get(pk=agency.pk)
    parent = Agency.objects.get(pk=parent.pk) if parent else None
    old_parent = Agency.objects.get_parent(agency)
    if parent == old_parent:
        return []
    if parent and parent.is_closed:
        raise TreeRefused(_("ย้ายไปอยู่ใต้หน่วยงานที่ยุบเลิกแล้วไม่ได้"))
    try:
        if parent:
            Agency.objects.move(agency, parent, "last-child")
        else:
            Agency.objects.move(agency, Agency.objects.get_last_root_node(), "last-sibling")
    except InvalidMoveToDescendant:
        raise TreeRefused(_("ย้ายหน่วยงานไปอยู่ใต้ตัวเองหรือใต้หน่วยงานในสังกัดของตัวเองไม่ได้")) from None
    AgencyMove.objects.create(agency=agency, old_parent=old_parent, new_parent=parent, moved_by=by)
    return [agency, old_parent, parent]


@transaction.atomic
def close(*, agency, reason, successor=None, by):
    """ยุบเลิก `agency`: read-only from now on, its page names the successor. Raises TreeRefused."""
    lock_tree()
    agency = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    if agency.is_closed:
        raise TreeRefused(_("หน่วยงานนี้ยุบเลิกไปแล้ว"))
    if Agency.objects.below(agency).open().exists():
        raise TreeRefused(_("ยังมีหน่วยงานในสังกัดที่เปิดดำเนินการอยู่ กรุณาย้ายหรือยุบเลิกก่อน"))
    successor = Agency.objects.get(pk=successor.pk) if successor else None
    if successor and (successor.is_closed or successor.pk == agency.pk):
        raise TreeRefused(_("หน่วยงานที่รับช่วงต้องเป็นหน่วยงานอื่นที่เปิดดำเนินการอยู่"))
    agency.status, agency.successor = Agency.Status.CLOSED, successor
    agency.version += 1
    agency._change_reason = reason[:100]
    record(agency, by=by, update_fields=["status", "successor", "version"])
    restamp_shown(agency)
    return agency


@transaction.atomic
def reopen(*, agency, by):
    """Take a closing back. Raises TreeRefused when the agency above is closed."""
    lock_tree()
    agency = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    parent = Agency.objects.get_parent(agency)
    if parent and parent.is_closed:
        raise TreeRefused(_("ต้นสังกัดยุบเลิกอยู่ กรุณาเปิดต้นสังกัดหรือย้ายหน่วยงานนี้ก่อน"))
    agency.status, agency.successor = Agency.Status.OPEN, None
    agency.version += 1
    record(agency, by=by, update_fields=["status", "successor", "version"])
    restamp_shown(agency)
    return agency


@transaction.atomic
def merge(*, agency, into, reason, by):
    """ควบรวม: what is below `agency` moves below `into`, and `agency` closes with it as successor."""
    lock_tree()
    agency, into = Agency.objects.get(pk=agency.pk), Agency.objects.get(pk=into.pk)
    if into.pk == agency.pk or into.path.startswith(agency.path) or into.is_closed:
        raise TreeRefused(_("ควบรวมได้กับหน่วยงานอื่นที่เปิดดำเนินการ และไม่อยู่ในสังกัดของหน่วยงานนี้"))
    moved = [
        relocate(agency=child, parent=into, by=by)
        for child in list(Agency.objects.children_of(agency))
    ]
    restamp(*chain.from_iterable(moved))
    return close(agency=agency, reason=reason, successor=into, by=by)
