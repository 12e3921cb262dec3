"""What can be done to the tree; every deed is atomic and recorded as somebody's."""

import uuid

from django.db import transaction

from agencies.models import Agency
from infoadmin.audit.history import record
from infoadmin.forms.versioned import StaleVersion


@transaction.atomic
def create(*, code, name, kind, parent=None, by, **fields):
    """Add an agency below `parent` (None: a ministry) and return it."""
    agency = Agency(code=code, name=name, kind=kind, **fields)
    agency._history_user = by
    if parent is None:
        return Agency.objects.add_root(instance=agency)
    return Agency.objects.add_child(parent, instance=agency)


@transaction.atomic
def set_emails(*, agency, emails, version, by):
    """Write the three addresses (`emails`: field name → address) and publish them at once.

    Raises StaleVersion when the agency was saved since `version` was read.
    """
    current = Agency.objects.select_for_update().get(pk=agency.pk)
    if current.version != version:
        raise StaleVersion(current)
    if all(getattr(current, name) == address for name, address in emails.items()):
        return current
    for name, address in emails.items():
        setattr(current, name, address)
    current.version += 1
    current.public_stamp = uuid.uuid4()
    return record(current, by=by, update_fields=[*emails, "version", "public_stamp"])
