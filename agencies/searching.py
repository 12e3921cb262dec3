"""What a search of agencies finds, page by page, at a cost that does not grow with the tree.

Whoever is called so for short comes first (มท. for กระทรวงมหาดไทย), then names that begin with what
was typed, then those that hold it elsewhere, each part in Thai order. Beginnings are one range of
the index of that order. The others are read by their trigrams and then sorted, as long as they are
few: walking through the order in the hope of meeting them would read the whole tree when they
stand at its end.
"""

from django.db.models import Count, Q, Value, Window
from django.db.models.functions import StrIndex

from agencies.models import Agency, search_keys
from infoadmin.paging import COUNT_LIMIT
from infoadmin.thai.text import sort_key

_LAST = "\U0010ffff"
_ENOUGH = COUNT_LIMIT + 1
_FEW = 10


def listed(agencies, text):
    """`agencies` in Thai order for `page_of`: those that hold `text`, or all where it is empty."""
    return Found(agencies, text) if text.strip() else agencies.in_thai_order()


class Found:
    """The agencies of a queryset that hold every word of `text`; for `infoadmin.paging.page_of`."""

    def __init__(self, agencies, text):
        hits = agencies.search(text)
        called = hits.exclude(short_name="").filter(short_name__in=_short_names(text))
        self.called = list(called.in_thai_order()[:_FEW])
        if self.called:
            pks = [agency.pk for agency in self.called]
            agencies, hits = agencies.exclude(pk__in=pks), hits.exclude(pk__in=pks)
        self.begin, self.rest = agencies.none(), hits
        self._begin_total = self._rest_total = None
        if start := sort_key("".join(text.split()))[:100].partition(" ")[0]:
            begins = Q(sort_key__gte=start, sort_key__lt=start + _LAST)
            self.begin, self.rest = agencies.filter(begins), self.rest.exclude(begins)
            for key in search_keys(text):  # not LIKE: its trigrams would lure the planner away
                place = StrIndex("search_key", Value(key))
                self.begin = self.begin.alias(place=place).filter(place__gt=0)

    def __getitem__(self, part):
        """The agencies of a slice, as a list."""
        first = self.called[part]
        known = len(self.called)
        return first + self._after(slice(max(part.start - known, 0), max(part.stop - known, 0)))

    def _after(self, part):
        rows = list(self.begin.in_thai_order()[part])
        if len(rows) == part.stop - part.start:
            return rows
        known = rows or not part.start
        self._begin_total = part.start + len(rows) if known else self.begin.count()
        start = max(part.start - self._begin_total, 0)
        return rows + self._read_rest(start, part.stop - self._begin_total)

    def _read_rest(self, start, stop):
        some = Agency.objects.filter(pk__in=self.rest.order_by().values("pk")[:_ENOUGH])
        counted = some.annotate(number=Window(Count("pk"))).in_thai_order()
        rows = list(counted[start:stop])
        if not rows and not start:
            self._rest_total = 0
        elif rows and rows[0].number < _ENOUGH:
            self._rest_total = rows[0].number
        else:  # too many to sort: in order they soon turn up
            self._rest_total = _ENOUGH if rows else None
            rows = list(self.rest.in_thai_order()[start:stop])
        return rows

    def count(self):
        """How many there are, COUNT_LIMIT + 1 at most."""
        if self._begin_total is None:
            self._begin_total = self.begin.order_by()[:_ENOUGH].count()
        if self._begin_total >= _ENOUGH:
            return _ENOUGH
        if self._rest_total is None:
            self._rest_total = self.rest.order_by()[:_ENOUGH].count()
        return min(len(self.called) + self._begin_total + self._rest_total, _ENOUGH)


def _short_names(text):
    """How the abbreviation `text` may be written: with its last dot or without, in any case."""
    typed = {text.strip(), text.strip().upper()}
    return {name for each in typed for name in (each, each.rstrip("."), f"{each.rstrip('.')}.")}
