"""Reads the CSV files that people send: any spreadsheet's encoding, refusals with row numbers."""

import csv
import io

from django.utils.translation import gettext as _

MAX_ROWS = 200_000


class CSVRefused(Exception):
    """A file that cannot be taken; `errors` is a list of (row number or None, Thai sentence)."""

    def __init__(self, errors):
        super().__init__(errors)
        self.errors = errors


def read_rows(content, *, required, optional=()):
    """Bytes of a CSV file → list of (row number in the file, {column: stripped text}).

    Takes UTF-8 with or without BOM and Windows-874, with any line ends. Raises CSVRefused when
    columns are missing or unknown, or a row has too many cells. The header is row 1.
    """
    reader = csv.reader(io.StringIO(decode(content), newline=""))
    lines = _cells(reader)
    header = [name.strip() for name in next(lines, [])]
    errors = []
    if missing := [name for name in required if name not in header]:
        errors.append((1, _("ไม่มีคอลัมน์ %s ในแถวหัวตาราง") % ", ".join(missing)))
    if unknown := [name for name in header if name not in (*required, *optional)]:
        errors.append((1, _("ไม่รู้จักคอลัมน์ %s") % ", ".join(unknown)))
    if errors:
        raise CSVRefused(errors)
    rows = []
    for cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            errors.append(
                (reader.line_num, _("มีข้อมูลเกินจำนวนคอลัมน์ ตรวจสอบเครื่องหมายจุลภาคและอัญประกาศ"))
            )
        padded = [*cells, *[""] * (len(header) - len(cells))]
        rows.append((reader.line_num, {k: v.strip() for k, v in zip(header, padded, strict=False)}))
        if len(rows) > MAX_ROWS:
            raise CSVRefused([(None, _("ไฟล์มีมากกว่า %d แถว กรุณาแบ่งไฟล์") % MAX_ROWS)])
    if not rows:
        errors.append((None, _("ไฟล์ไม่มีข้อมูล")))
    if errors:
        raise CSVRefused(errors)
    return rows


def _cells(reader):
    try:
        yield from reader
    except csv.Error:
        raise CSVRefused([(reader.line_num, _("อ่านแถวนี้ไม่ได้ ตรวจสอบเครื่องหมายอัญประกาศ"))]) from None


def decode(content):
    for encoding in ("utf-8-sig", "cp874"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise CSVRefused([(None, _("อ่านไฟล์ไม่ได้ กรุณาบันทึกเป็น CSV UTF-8 แล้วลองอีกครั้ง"))])


def yes_or_no(text):
    """A yes/no cell as people write it: True, False, or None when it is neither."""
    value = text.strip().lower()
    if value in {"1", "true", "yes", "y", "ใช่", "มี", "/"}:
        return True
    if value in {"", "0", "false", "no", "n", "ไม่ใช่", "ไม่", "ไม่มี", "-"}:
        return False
    return None


def neutralised(cells):
    """Cells of an export that a spreadsheet will show, not run: = + - @ at the front are quoted."""
    return [
        f"'{cell}" if str(cell)[:1] in "=+-@\t\r\n＝＋－＠" and cell else cell for cell in cells
    ]


class _Echo:
    """A file that hands each line on instead of keeping it."""

    @staticmethod
    def write(line):
        return line


def csv_lines(titles, rows):
    """The lines of a CSV file that opens right in Excel (BOM first), made as they are sent."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(titles)
    for row in rows:
        yield writer.writerow(neutralised(row))
