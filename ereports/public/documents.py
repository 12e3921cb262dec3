"""A published document: its page, its file, and whether a certificate of it is ours."""

from urllib.parse import urlsplit

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from agencies.models import Agency, attach_ancestry
from ereports import evidence, files, publication
from ereports.public.former_codes import leads_on
from infoadmin.addresses import PageAddresses

# The preview shows the file in a frame: ours, or where the signed address of the storage leads.
_STORAGE = [
    f"{urlsplit(url).scheme}://{urlsplit(url).netloc}" for url in [settings.S3_ENDPOINT_URL] if url
]


@login_not_required
@require_safe
@csp_update({"frame-src": [SELF, *_STORAGE]})
@leads_on
def document(request, code, pk):
    """What the document is, since when it is public, and the document itself to look at."""
    agency, found = _public(code, pk)
    attach_ancestry([agency])
    intervals = publication.intervals_of(found)
    # It has an address below every agency that inherits it; search engines need one.
    own = reverse("public:document", args=[found.report.agency.code, found.pk])
    context = {
        "agency": agency,
        "document": found,
        "intervals": intervals,
        "addresses": PageAddresses(request, own),
    }
    return render(request, "public/document.html", context)


@login_not_required
@require_safe
@xframe_options_sameorigin
@leads_on
def document_view(request, code, pk):
    """The file, shown in the browser."""
    return _file(request, code, pk, as_attachment=False)


@login_not_required
@require_safe
@leads_on
def document_download(request, code, pk):
    """The file, to keep."""
    return _file(request, code, pk, as_attachment=True)


@login_not_required
@require_safe
@leads_on
def document_intervals(request, code, pk):
    """When the document was public, as JSON."""
    _agency, found = _public(code, pk)
    return JsonResponse(evidence.as_json(found))


@login_not_required
@require_safe
def verify(request, reference):
    """Whether a certificate of publication is ours, and what it says."""
    try:
        certificate = evidence.verify(reference)
    except evidence.NotACertificate:
        return render(request, "public/verify_unknown.html", status=404)
    response = render(request, "public/verify.html", {"certificate": certificate})
    response["X-Robots-Tag"] = "noindex"  # the document may have been withdrawn
    return response


def _file(request, code, pk, *, as_attachment):
    """A file that is public at this moment: asked before ETag, Range or redirect (F14)."""
    _agency, found = _public(code, pk)
    answer = files.response(request, found.upload, as_attachment=as_attachment)
    if not answer.has_header("Location"):  # a signed address is of no use later
        answer["Cache-Control"] = "no-cache"  # may be kept, and is asked for again each time
    return answer


def _public(code, pk):
    agency = get_object_or_404(Agency, code=code)
    return agency, get_object_or_404(publication.documents_of(agency), pk=pk)
