"""The filtered list of agencies as cells for a CSV file or as XLSX, row by row, however long it is."""

import tempfile

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook

from agencies.models import Agency
from infoadmin.csvfile import neutralised

_CHUNK = 2000


def header():
    """Thai column titles, in the order of `_row`."""
    fields = ("code", "name", "name_en", "short_name", "kind", "status")
    titles = [str(Agency._meta.get_field(name).verbose_name) for name in fields]
    emails = [str(Agency._meta.get_field(name).verbose_name) for name in Agency.EMAIL_FIELDS]
    return [*titles, _("ต้นสังกัด"), *emails, _("แก้ไขล่าสุด")]


def rows(agencies):
    """One list of cells for each agency of a queryset."""
    above = dict(Agency.objects.filter(numchild__gt=0).values_list("path", "name"))
    for agency in agencies.iterator(chunk_size=_CHUNK):
        names = [above.get(path, "") for path in agency.lineage_paths[:-1]]
        yield [
            agency.code,
            agency.name,
            agency.name_en,
            agency.short_name,
            agency.get_kind_display(),
            agency.get_status_display(),
            " › ".join(names),
            *(getattr(agency, name) for name in Agency.EMAIL_FIELDS),
            timezone.localtime(agency.updated_at).isoformat(sep=" ", timespec="minutes"),
        ]


def xlsx_file(titles, cells):
    """An open temporary file with the rows as an Excel workbook; memory does not grow with it."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("หน่วยงาน"))
    sheet.append(titles)
    for row in cells:
        sheet.append(neutralised(row))
    file = tempfile.TemporaryFile()  # noqa: SIM115 - handed on, closed by the response
    book.save(file)
    file.seek(0)
    return file
