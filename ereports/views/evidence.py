"""When documents were public, and how the page stood: what an officer needs as evidence (B7, B8)."""

import segno
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.rights import agency_view, missing
from agencies.models import attach_ancestry
from ereports import evidence, publication
from ereports.models import Document
from ereports.public.past import Asked, asked_of
from infoadmin.addresses import absolute


@require_safe
@agency_view()
def report_as_of(request, agency):
    """The agency's public page as it stood on a day, with what has been switched off since."""
    attach_ancestry([agency])
    asked = asked_of(request) if request.GET.get("at") else Asked(None, "", "")
    context = {
        "agency": agency,
        "publication": publication.publication_at(agency, asked.at) if asked.at else None,
        "at": asked.at,
        "at_text": asked.text,
        "at_error": asked.error,
    }
    return render(request, "ereports/report_as_of.html", context)


@require_safe
@agency_view()
def document_certificate(request, agency, pk):
    """เอกสารรับรองการเผยแพร่, to print: hash, intervals, and where anybody verifies it."""
    certificate = evidence.issue(own_document(request, agency, pk))
    address = absolute(request, reverse("public:verify", args=[certificate.reference]))
    picture = segno.make(address, error="m").svg_data_uri(border=0, scale=3)
    context = {"agency": agency, "certificate": certificate, "address": address, "qr": picture}
    return render(request, "ereports/document_certificate.html", context)


@require_safe
@agency_view()
def document_intervals(request, agency, pk):
    """When the document was public, as JSON."""
    return JsonResponse(evidence.as_json(own_document(request, agency, pk)))


def own_document(request, agency, pk):
    """The document `pk` of the agency's own report; 404 for all else."""
    documents = Document.objects.filter(report__agency=agency)
    return documents.select_related("upload", "report__agency").filter(pk=pk).first() or missing(
        request
    )
