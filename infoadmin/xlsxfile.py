"""Excel workbooks that are sent while they are made: the first byte at once, memory constant.

openpyxl makes the package around the rows; the rows themselves are written here, since openpyxl
hands a workbook over only when it is whole (half a minute for a hundred thousand rows).
"""

import io
import re
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from infoadmin.csvfile import neutralised

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHEET = "xl/worksheets/sheet1.xml"
_NO_ROWS = re.compile(rb"<sheetData ?/>|<sheetData></sheetData>")
_ROWS_AT_ONCE = 500


def xlsx_chunks(name, titles, rows):
    """Bytes of a workbook of one sheet called `name`: a row of titles that stays, then `rows`.

    Every cell is text, as in the CSV of the same rows; what a sheet would run is neutralised.
    """
    package, sheet = _package(name)
    before, after = _NO_ROWS.split(sheet)
    pipe = _Pipe()
    with ZipFile(pipe, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for member, content in package.items():
            archive.writestr(member, content)
        with archive.open(_SHEET, "w") as file:
            file.write(before + b"<sheetData>" + _row(titles))
            yield pipe.taken()
            for number, row in enumerate(rows, start=1):
                file.write(_row(neutralised(row)))
                if number % _ROWS_AT_ONCE == 0:
                    yield pipe.taken()
            file.write(b"</sheetData>" + after)
    yield pipe.taken()


def _package(name):
    """({member: content} of a workbook without its sheet, the sheet without rows)."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    with ZipFile(file) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    return members, members.pop(_SHEET)


def _row(cells):
    drawn = "".join(
        f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
        if (text := str(cell))
        else "<c/>"
        for cell in cells
    )
    return f"<row>{ILLEGAL_CHARACTERS_RE.sub('', drawn)}</row>".encode()


class _Pipe:
    """A file that can only be written; what was written is taken away as it comes."""

    def __init__(self):
        self.parts = []

    def write(self, data):
        self.parts.append(bytes(data))
        return len(data)

    def flush(self):
        """Nothing waits."""

    def taken(self):
        """The bytes written since the last time."""
        data = b"".join(self.parts)
        self.parts.clear()
        return data
