"""What the officers see behind the report: files that are not public, and the history."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import events
from accounts.models import AccessEvent
from accounts.rights import agency_view
from agencies.models import attach_ancestry
from ereports import files, publication
from ereports.models import Document, GazetteLink, LicenceChannel, Report, Upload
from ereports.views.evidence import own_document
from infoadmin.audit.entries import entries_of


@require_safe
@agency_view()
def document_file(request, agency, pk):
    """A file of the agency's report, published or not, for officers with a right to the agency."""
    document = own_document(request, agency, pk)
    if document.upload.is_refused:  # nobody is handed malware, not even who sent it
        raise Http404
    if not document.in_use:
        events.note(AccessEvent.Kind.UNPUBLISHED_FILE, request, detail=str(document.pk))
    return files.response(request, document.upload, as_attachment=True)


@require_safe
@agency_view()
def document_history(request, agency, pk):
    """Who changed one document, and when."""
    document = own_document(request, agency, pk)
    attach_ancestry([agency])
    name = document.upload.original_name
    entries = entries_of([(name, document.history.all()), (name, document.upload.history.all())])
    intervals = publication.intervals_of(document)
    context = {"agency": agency, "document": document, "entries": entries, "intervals": intervals}
    return render(request, "ereports/document_history.html", context)


@require_safe
@agency_view()
def report_history(request, agency):
    """Who changed the report, its documents and its links, and when."""
    attach_ancestry([agency])
    report = Report.objects.filter(agency=agency).first()
    entries = entries_of(_histories(report)) if report else []
    context = {"agency": agency, "entries": entries}
    return render(request, "ereports/report_history.html", context)


def _histories(report):
    names = dict(report.documents.values_list("pk", "upload__original_name"))
    return [
        (str(Report._meta.verbose_name), report.history.all()),
        (lambda row: names.get(row.id, ""), Document.history.filter(report_id=report.pk)),
        (lambda row: row.original_name, Upload.history.filter(id__in=_attached(report))),
        (lambda row: row.url, GazetteLink.history.filter(report_id=report.pk)),
        (lambda row: row.name, LicenceChannel.history.filter(report_id=report.pk)),
    ]


def _attached(report):
    return report.documents.values("upload")
