"""The open data: agencies and what they publish, as JSON and CSV, for anybody, read-only (B18)."""

from django.conf import settings
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Agency, FormerCode, attach_ancestry
from ereports import publication
from ereports.models import Document, Upload
from ereports.public.api import api_view
from ereports.public.description import description
from ereports.public.queries import AgencyQuery, PublicationFilter, PublicationQuery
from ereports.public.shapes import agency_shape, document_shape, moment, publication_shape
from ereports.sections import BY_KEY
from infoadmin.addresses import absolute, origin
from infoadmin.csvfile import csv_lines

_CHUNK = 2000
CSV_TYPE = "text/csv; charset=utf-8"


def _json(data):
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


def _page(request, rows, cursor):
    """The answer of a list: its rows, and where the next page is."""
    following = None
    if cursor:
        parameters = request.GET.copy()
        parameters["after"] = cursor
        following = absolute(request, f"{request.path}?{parameters.urlencode()}")
    return _json({"data": rows, "next": following, "licence": settings.OPEN_DATA_LICENCE_URL})


@api_view()
def agencies(request):
    """Agencies in the order of the tree, page by page."""
    rows, cursor = AgencyQuery.of(request).page()
    attach_ancestry(rows)
    place = origin(request)
    shapes = [agency_shape(place, row, row.ancestry[-1] if row.ancestry else None) for row in rows]
    return _page(request, shapes, cursor)


@api_view()
def agency(request, code):
    """One agency and everything that it publishes; an old code leads to the new one."""
    found = Agency.objects.select_related("successor").filter(code=code).first()
    if found is None:
        former = get_object_or_404(FormerCode.objects.select_related("agency"), code=code)
        target = reverse("opendata:agency", args=[former.agency.code])
        return HttpResponse(status=301, headers={"Location": target})
    shape = publication_shape(origin(request), publication.publication_of(found))
    return _json({**shape, "licence": settings.OPEN_DATA_LICENCE_URL})


@api_view()
def publications(request):
    """Every public document, oldest first, page by page."""
    rows, cursor = PublicationQuery.of(request).page()
    place = origin(request)
    return _page(request, [document_shape(place, row) for row in rows], cursor)


@api_view(cost=10)
def publications_csv(request):
    """Every public document as one CSV file, sent while it is read: memory does not grow with it."""
    documents = PublicationFilter.of(request).documents()
    lines = csv_lines(_titles(), _rows(request, documents)) if request.method == "GET" else ()
    response = StreamingHttpResponse(lines, content_type=CSV_TYPE)
    response["Content-Disposition"] = 'attachment; filename="publications.csv"'
    return response


def _titles():
    names = {"date", "scope", "created_at"}
    label = {name: str(Document._meta.get_field(name).verbose_name) for name in names}
    label |= {n: str(Upload._meta.get_field(n).verbose_name) for n in ("pages", "size")}
    return [
        *(_("รหัสหน่วยงาน"), _("ชื่อหน่วยงาน"), _("กระทรวง"), _("มาตรา"), _("ชื่อเอกสาร")),
        *(label["date"], label["scope"], label["pages"], label["size"], "SHA-256"),
        *(label["created_at"], _("ดาวน์โหลด")),
    ]


def _rows(request, documents):
    ministries = dict(Agency.objects.children_of(None).values_list("path", "name"))
    place = origin(request)
    for document in documents.iterator(chunk_size=_CHUNK):
        shape = document_shape(place, document)
        yield [
            shape["agency"]["code"],
            shape["agency"]["name"],
            ministries.get(document.report.agency.path[: Agency.steplen], ""),
            BY_KEY[document.section].act,
            shape["title"],
            shape["date"] or "",
            document.get_scope_display(),
            shape["pages"],
            shape["size"],
            shape["sha256"],
            moment(document.created_at),
            shape["download_url"],
        ]


@api_view()
def openapi(request):
    """The description of all this in OpenAPI 3.1, in the language of the path."""
    return _json(description(request))
