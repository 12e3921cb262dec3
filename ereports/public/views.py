"""What a citizen sees; every page asks publication.py, opens no session and sets no cookie."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from agencies.models import Agency, attach_ancestry, by_code
from agencies.searching import listed
from ereports import publication
from ereports.public import past
from ereports.public.former_codes import leads_on
from infoadmin import jinja
from infoadmin.paging import page_of, search_text
from infoadmin.prepared import Prepared
from infoadmin.templatetags.languages import is_english, plain_name

PAGES = {
    "contact": _("ติดต่อ"),
    "terms": _("เงื่อนไขการใช้งาน"),
    "privacy": _("นโยบายความเป็นส่วนตัว"),
    "privacy-notice": _("ประกาศความเป็นส่วนตัว"),
    "security": _("นโยบายความมั่นคงปลอดภัย"),
}
CHILDREN_SHOWN = 12
LATEST_SHOWN = 10
FOUND_SHOWN = 30  # where no more are found, agencies that are no more are shown beside them


@login_not_required
@require_safe
def home(request):
    """Search, the ministries to browse by, and what was published last."""
    ministries = list(Agency.objects.children_of(None).open().in_thai_order())
    if is_english():
        ministries.sort(key=plain_name)
    by_path = {ministry.path: ministry for ministry in ministries}
    documents = list(publication.latest(LATEST_SHOWN))
    for document in documents:
        document.ministry = by_path.get(document.report.agency.path[: Agency.steplen])
    return render(request, "public/home.html", {"ministries": ministries, "latest": documents})


@login_not_required
@require_safe
def search(request):
    """Agencies by what a citizen types, forgiving in Thai."""
    query = search_text(request)
    agencies = Agency.objects.open() if query else Agency.objects.none()
    page = page_of(request, listed(agencies, query), per_page=FOUND_SHOWN)
    attach_ancestry(page)
    former = Agency.objects.formerly(query) if query and page.total <= FOUND_SHOWN else []
    near = Agency.objects.open().near(query) if query and not (page.rows or former) else []
    attach_ancestry(near)
    context = {"page": page, "q": query, "former": former, "near": near}
    return render(request, "public/search.html", context)


_first_children = Prepared(
    lambda path: Agency.objects.directly_below(path).open().in_thai_order()[: CHILDREN_SHOWN + 1]
)


@login_not_required
@require_safe
@leads_on
def agency(request, code):
    """An agency: its e-mails and everything that it has published and that is on (M24)."""
    if "at" in request.GET and (found := by_code.first(code)):
        return past.page(request, found)
    shown = publication.publication_by_code(code)
    if shown is None:
        raise Http404
    children = [] if shown.agency.is_leaf() else _first_children(shown.agency.path)
    context = {
        "agency": shown.agency,
        "publication": shown,
        "children": children[:CHILDREN_SHOWN],
        "has_more_children": len(children) > CHILDREN_SHOWN,
    }
    response = jinja.render(request, "public/agency.html", context)
    response.lineage_stamps = shown.lineage_stamps  # for page_cache.py
    return response


@login_not_required
@require_safe
@leads_on
def agency_children(request, code):
    """The agencies directly below one, page by page."""
    parent = get_object_or_404(Agency, code=code)
    attach_ancestry([parent])
    page = page_of(request, Agency.objects.children_of(parent).open().in_thai_order(), 60)
    return render(request, "public/agency_children.html", {"agency": parent, "page": page})


@login_not_required
@require_safe
def page(request, page):
    """A page of fixed text that the footer links to."""
    if page not in PAGES:
        raise Http404
    return render(request, f"public/page_{page.replace('-', '_')}.html", {"title": PAGES[page]})
