"""Dates in the Buddhist Era (พ.ศ. = CE + 543): read what officers type, write what they read."""

import datetime
import re

from django.utils import timezone
from django.utils.translation import gettext as _

BUDDHIST_OFFSET = 543
MONTHS = [
    ("มกราคม", "ม.ค."),
    ("กุมภาพันธ์", "ก.พ."),
    ("มีนาคม", "มี.ค."),
    ("เมษายน", "เม.ย."),
    ("พฤษภาคม", "พ.ค."),
    ("มิถุนายน", "มิ.ย."),
    ("กรกฎาคม", "ก.ค."),
    ("สิงหาคม", "ส.ค."),
    ("กันยายน", "ก.ย."),
    ("ตุลาคม", "ต.ค."),
    ("พฤศจิกายน", "พ.ย."),
    ("ธันวาคม", "ธ.ค."),
]
MONTHS_EN = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


class BuddhistDateError(ValueError):
    """A date that cannot be taken as typed; its text tells the officer, in Thai, how to mend it."""


def buddhist_year():
    """This year in พ.ศ., in Bangkok; every page asks."""
    return datetime.datetime.now(timezone.get_default_timezone()).year + BUDDHIST_OFFSET


def _in_bangkok(moment):
    """As `timezone.localtime`, without asking whether somebody is elsewhere: nobody is."""
    return moment.astimezone(timezone.get_default_timezone())


def format_date(value, style="long"):
    """`date` or `datetime` → "12 ตุลาคม 2565" (style "long") or "12 ต.ค. 2565" ("short")."""
    if isinstance(value, datetime.datetime):
        value = _in_bangkok(value).date()
    long_name, short_name = MONTHS[value.month - 1]
    month = long_name if style == "long" else short_name
    return f"{value.day} {month} {value.year + BUDDHIST_OFFSET}"


def format_datetime(value):
    """`datetime` → "12 ต.ค. 2565 เวลา 14:32 น." in the time of Bangkok."""
    local = _in_bangkok(value)
    return _("%(date)s เวลา %(time)s น.") % {
        "date": format_date(local, "short"),
        "time": f"{local:%H:%M}",
    }


def format_date_english(value, style="long"):
    """`date` or `datetime` → "12 October 2022 (B.E. 2565)"; with "short" → "12 Oct 2022 (B.E. 2565)".

    Both years: the reader's own, and the one that stands in the document.
    """
    if isinstance(value, datetime.datetime):
        value = _in_bangkok(value).date()
    name = MONTHS_EN[value.month - 1]
    month = name if style == "long" else name[:3]
    return f"{value.day} {month} {value.year} (B.E. {value.year + BUDDHIST_OFFSET})"


def format_datetime_english(value):
    """`datetime` → "12 Oct 2022 (B.E. 2565), 14:32" in the time of Bangkok."""
    local = _in_bangkok(value)
    return f"{format_date_english(local, 'short')}, {local:%H:%M}"


def parse_month(text):
    """Month number 1-12 from "10", "๑๐", "ตุลาคม", "ต.ค." or "ตค"; None when it is none."""
    text = text.translate(THAI_DIGITS).strip()
    if text.isdecimal():
        return int(text) if len(text) <= 2 and 1 <= int(text) <= 12 else None
    bare = text.replace(".", "").replace(" ", "")
    for number, (long_name, short_name) in enumerate(MONTHS, start=1):
        if bare in (long_name, short_name.replace(".", "")):
            return number
    return None


def parse_year(text):
    """Buddhist year → CE year. A CE year is never converted silently: it is asked about."""
    text = text.translate(THAI_DIGITS).replace("พ.ศ.", "").strip()
    if not text.isdecimal() or len(text) != 4:
        raise BuddhistDateError(_("กรอกปี พ.ศ. เป็นตัวเลข 4 หลัก เช่น 2566"))
    year = int(text)
    if 1900 <= year < 2300:
        raise BuddhistDateError(
            _("ปี %(ce)s หมายถึง พ.ศ. %(be)s ใช่หรือไม่ หากใช่ กรุณาแก้เป็น %(be)s")
            % {"ce": year, "be": year + BUDDHIST_OFFSET}
        )
    if not 2400 <= year <= 2700:
        raise BuddhistDateError(_("ปี พ.ศ. %(be)s ไม่น่าจะถูกต้อง กรุณาตรวจสอบ") % {"be": year})
    return year - BUDDHIST_OFFSET


def parse_parts(day, month, year):
    """Three texts as typed (พ.ศ., Thai digits and month names welcome) → `date`.

    Raises BuddhistDateError with a Thai sentence. 543 is subtracted before the date is built:
    29 ก.พ. 2567 exists (2024), 29 ก.พ. 2568 does not.
    """
    if not (day and month and year):
        raise BuddhistDateError(_("กรอกวัน เดือน และปี พ.ศ. ให้ครบ"))
    day_text = day.translate(THAI_DIGITS).strip()
    month_number = parse_month(month)
    if not day_text.isdecimal() or len(day_text) > 2 or not 1 <= int(day_text) <= 31:
        raise BuddhistDateError(_("กรอกวันที่เป็นตัวเลข 1 ถึง 31"))
    if month_number is None:
        raise BuddhistDateError(_("เลือกเดือนจากรายการ"))
    ce_year = parse_year(year)
    try:
        return datetime.date(ce_year, month_number, int(day_text))
    except ValueError:
        raise BuddhistDateError(
            _("ไม่มีวันที่ %(day)s %(month)s %(year)s ในปฏิทิน กรุณาตรวจสอบ")
            % {
                "day": int(day_text),
                "month": MONTHS[month_number - 1][0],
                "year": ce_year + BUDDHIST_OFFSET,
            }
        ) from None


_DIGIT = "[0-9๐-๙]"
_WHOLE_DATE = re.compile(
    rf"""\s*(?:วันที่\s*)?({_DIGIT}{{1,2}})(?!{_DIGIT})[\s/.-]*
    (?:เดือน\s*)?({_DIGIT}+|[ก-๎.\s]+?)[\s/.,-]*
    (?:พ\.?\s*ศ\.?\s*)?(?<!{_DIGIT})({_DIGIT}+)\s*""",
    re.VERBOSE,
)


def parse_text(text):
    """One text such as "12 ต.ค. 2565", "๑๒/๑๐/๒๕๖๕" or "วันที่ 12 ตุลาคม พ.ศ. 2565" → `date`.

    Raises BuddhistDateError. `static/js/dates.js` reads the same texts in the browser.
    """
    parts = _WHOLE_DATE.fullmatch(text)
    if not parts:
        raise BuddhistDateError(_("กรอกวันที่ในรูปแบบ 12 ต.ค. 2565"))
    return parse_parts(*parts.groups())


_ENGLISH_DATE = re.compile(
    r"""(?:(?P<day>\d{1,2})\s+(?P<month>[a-z]+)\.?|(?P<month_first>[a-z]+)\.?\s+(?P<day_second>\d{1,2}))
    ,?\s+(?P<year>\d{4})(?:\s*\(B\.E\.\s*\d{4}\))?""",
    re.VERBOSE | re.IGNORECASE,
)


def _in_iso(text):
    """ "12 October 2022", "Oct 12, 2022" and "12 Oct 2022 (B.E. 2565)" → "2022-10-12"; else as it is.

    Who names the month in English counts the year so too.
    """
    parts = _ENGLISH_DATE.fullmatch(text)
    if not parts:
        return text
    typed = (parts["month"] or parts["month_first"]).casefold()
    numbers = [
        number
        for number, name in enumerate(MONTHS_EN, start=1)
        if len(typed) >= 3 and name.casefold().startswith(typed)
    ]
    if not numbers:
        return text
    return f"{parts['year']}-{numbers[0]:02}-{int(parts['day'] or parts['day_second']):02}"


def parse_moment(text):
    """A day as people or machines write it → its last moment in Bangkok, an aware `datetime`.

    "12 ต.ค. 2565", "12/10/2565", "12 October 2022" and "2022-10-12" are the same day;
    "2022-10-12T09:30" is that minute. Raises BuddhistDateError with a Thai sentence.
    """
    text = _in_iso(text.translate(THAI_DIGITS).strip())
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            raise BuddhistDateError(_("ไม่มีวันที่นี้ในปฏิทิน กรุณาตรวจสอบ")) from None
        moment = datetime.datetime.combine(parse_text(text), datetime.time.max)
    else:
        if "-" in text and len(text) == len("2022-10-12"):
            moment = datetime.datetime.combine(moment.date(), datetime.time.max)
    if not 1900 <= moment.year < 2400:  # a year of พ.ศ. in ISO form; year 1 has no time in UTC
        raise BuddhistDateError(_("กรอกปี พ.ศ. ในรูปแบบ 12 ต.ค. 2565"))
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment, timezone.get_default_timezone())
    return moment
