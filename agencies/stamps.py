"""Which public pages a change of the tree shows on: each of their agencies gets a new public stamp.

The page of an agency is kept by the stamps of the agencies above it and of itself. It shows its
own facts, the names above it, the names of the first agencies directly below it, and, when it is
closed, the name of its successor. So what names an agency elsewhere than on the pages below it is
stamped with it: the agency above, and the agencies that it succeeds. The agencies of one deed
share their new stamp, so the key of a kept page holds the page's address as well.
"""

import uuid

from django.db.models import Q

from agencies.models import Agency

SHOWN_ELSEWHERE = frozenset({"code", "name", "name_en", "short_name", "kind", "status"})
_BATCH = 5000


def restamp(*agencies):
    """Give `agencies` (None is passed over) a new stamp: what only their own pages show changed."""
    _stamp(agencies, lambda batch: Q(pk__in=[agency.pk for agency in batch]))


def restamp_shown(*agencies):
    """Give a new stamp to every agency on whose page one of SHOWN_ELSEWHERE of `agencies` is read.

    Those are the agencies, as they stand in the tree now, the ones above them and their
    predecessors. Whoever calls it holds the lock of the tree: it writes rows in any order.
    """
    _stamp(agencies, _shown_on)


def _shown_on(agencies):
    keys = [agency.pk for agency in agencies]
    above = {agency.path[: -agency.steplen] for agency in agencies} - {""}
    return Q(pk__in=keys) | Q(path__in=above) | Q(successor__in=keys)


def _stamp(agencies, where):
    """One UPDATE for each few thousand; the objects given carry the new stamp as well."""
    agencies = list({agency.pk: agency for agency in agencies if agency is not None}.values())
    for start in range(0, len(agencies), _BATCH):
        batch, stamp = agencies[start : start + _BATCH], uuid.uuid4()
        Agency.objects.filter(where(batch)).update(public_stamp=stamp)
        for agency in batch:
            agency.public_stamp = stamp
