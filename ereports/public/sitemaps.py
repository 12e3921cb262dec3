"""What search engines read: robots.txt, and every page in both languages (sitemaps.org).

Agencies are paged by ranges of their keys: a file is one indexed range, and the index looks up the
first agency of each range, so nothing counts or skips through a hundred thousand rows.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from agencies.models import Agency
from ereports import publication
from ereports.public.shapes import moment
from ereports.public.views import PAGES
from infoadmin.addresses import NAMES, absolute, in_language, origin

RANGE = 10_000  # agencies in a file: 20,000 addresses; sitemaps.org allows 50,000 and 50 MB
XML = "application/xml; charset=utf-8"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)


@login_not_required
@require_safe
def robots(request):
    """Everything public may be read by machines; searches have no end, the open data its own door."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in ("/backend/", "/search/", "/en/search/", "/api/v1/")),
        "",
        f"Sitemap: {absolute(request, reverse('opendata:sitemap'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def index(request):
    """The sitemap of sitemaps."""
    files = [reverse("opendata:sitemap-pages")]
    files += [reverse("opendata:sitemap-agencies", args=[number]) for number in _numbers()]
    rows = [f"<sitemap><loc>{absolute(request, path)}</loc></sitemap>" for path in files]
    text = f"{_HEAD}<sitemapindex {_NAMESPACES}>\n" + "\n".join(rows) + "\n</sitemapindex>\n"
    return HttpResponse(text, content_type=XML)


def _numbers():
    """Numbers of the ranges that hold an open agency; one look at an index for each."""
    keys = Agency.objects.open().order_by("pk").values_list("pk", flat=True)
    pk = keys.first()
    while pk is not None:
        yield pk // RANGE
        pk = keys.filter(pk__gte=(pk // RANGE + 1) * RANGE).first()


@login_not_required
@require_safe
def pages(request):
    """The pages that are there whatever the agencies."""
    with override("th"):
        paths = [reverse("public:home"), reverse("public:api")]
        paths += [reverse("public:page", args=[name]) for name in PAGES]
    return _answer(request, ((path, None) for path in paths))


@login_not_required
@require_safe
def agencies(request, number):
    """The pages of the open agencies of one range, sent while they are read."""
    first = number * RANGE
    if not Agency.objects.open().filter(pk__gte=first, pk__lt=first + RANGE).exists():
        raise Http404
    changes = publication.changed_pages(first, first + RANGE)
    return _answer(request, ((f"/agency/{code}/", changed) for code, changed in changes))


def _answer(request, rows):
    response = StreamingHttpResponse(_lines(request, rows), content_type=XML)
    response["Cache-Control"] = "no-cache"
    return response


def _lines(request, rows):
    """The lines of an urlset; our own paths hold nothing that XML would take for markup."""
    place = origin(request)
    yield f"{_HEAD}<urlset {_NAMESPACES}>\n"
    for path, changed in rows:
        addresses = {code: place + in_language(path, code) for code in NAMES}
        twins = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{address}"/>'
            for code, address in addresses.items()
        )
        lastmod = f"<lastmod>{moment(changed)}</lastmod>" if changed else ""
        for address in addresses.values():
            yield f"<url><loc>{address}</loc>{lastmod}{twins}</url>\n"
    yield "</urlset>\n"
