"""The open data: agencies and what they publish, as JSON and CSV, for anybody, read-only (B18)."""

import threading

from django.conf import settings
from django.http import JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency, attach_ancestry
from ereports import publication
from ereports.models import Document, Upload
from ereports.public.api import api_view, problem
from ereports.public.description import description
from ereports.public.former_codes import leads_on
from ereports.public.queries import AgencyQuery, PublicationFilter, PublicationQuery
from ereports.public.shapes import agency_shape, document_shape, moment, publication_shape
from ereports.sections import BY_KEY
from infoadmin.addresses import absolute, origin
from infoadmin.csvfile import csv_lines

_CHUNK = 2000
_whole_list = threading.Lock()  # one whole list at a time in each process, pages beside it
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
    shapes = [
        agency_shape(place, row, row.ancestry[-1] if row.ancestry else None, _updated_at(row))
        for row in rows
    ]
    return _page(request, shapes, cursor)


def _updated_at(agency):
    """When what is the agency's own was last written: its details, or its report."""
    report = getattr(agency, "report", None)
    return max(agency.updated_at, report.saved_at) if report else agency.updated_at


@api_view()
@leads_on
def agency(request, code):
    """One agency and everything that it publishes; an old code leads to the new one."""
    found = get_object_or_404(Agency.objects.select_related("successor"), code=code)
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
    if lines:
        if not _whole_list.acquire(blocking=False):
            response = problem(
                429, "busy", gettext_lazy("มีผู้รับรายการทั้งหมดอยู่ กรุณารอตามจำนวนวินาทีใน Retry-After")
            )
            response["Retry-After"] = "30"
            return response
        lines = _Placed(lines)
    response = StreamingHttpResponse(lines, content_type=CSV_TYPE)
    response["Content-Disposition"] = 'attachment; filename="publications.csv"'
    return response


class _Placed:
    """Lines that hold the place for a whole list till they end, or nobody wants the rest."""

    def __init__(self, lines):
        self._lines, self._give_back = iter(lines), _whole_list.release

    def __iter__(self):
        return self

    def __next__(self):
        try:
            return next(self._lines)
        except BaseException:
            self.close()
            raise

    def close(self):
        """Give the place to the next, once."""
        give_back, self._give_back = self._give_back, lambda: None
        give_back()

    __del__ = close


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
