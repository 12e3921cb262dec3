"""One page of a list, without counting a hundred thousand rows to show fifty."""

from dataclasses import dataclass

from django.db.models import QuerySet

COUNT_LIMIT = 1000
MAX_PAGE = 2000


@dataclass(frozen=True)
class Page:
    """Rows of one page; iterates over them."""

    rows: list
    number: int
    has_next: bool
    total: int
    query: str

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)

    @property
    def has_previous(self):
        return self.number > 1

    @property
    def previous_number(self):
        return self.number - 1

    @property
    def next_number(self):
        return self.number + 1

    @property
    def is_counted(self):
        """Whether `total` is exact; past COUNT_LIMIT it says only "more than that"."""
        return self.total <= COUNT_LIMIT


def search_text(request):
    """What the URL's `q` searches for, cut to what a person would type."""
    return request.GET.get("q", "").strip()[:200]


def page_of(request, found, per_page=25):
    """The page of `found` that the URL's `page` asks for; 1 for nonsense, the last past the end.

    `found` is a queryset, or an object that answers a slice with its rows and has a `count()`
    which stops at COUNT_LIMIT + 1 of itself.
    """
    typed = request.GET.get("page", "1")
    is_number = typed.isdecimal() and len(typed) <= 6
    number = int(typed) if is_number and 1 <= int(typed) <= MAX_PAGE else 1
    parameters = request.GET.copy()
    parameters.pop("page", None)
    page = _read(found, number, per_page, parameters.urlencode())
    if page.rows or number == 1:
        return page
    last = -(-page.total // per_page) if page.is_counted else 1
    return _read(found, max(last, 1), per_page, page.query)


def _read(found, number, per_page, query):
    start = (number - 1) * per_page
    rows = list(found[start : start + per_page + 1])
    has_next = len(rows) > per_page
    if number == 1 and not has_next:
        total = len(rows)
    elif isinstance(found, QuerySet):
        total = found.order_by()[: COUNT_LIMIT + 1].count()
    else:
        total = found.count()
    return Page(rows[:per_page], number, has_next, total, query)
