"""Template filters for Thai dates and file sizes; built in to every template."""

import re
from functools import cache

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from infoadmin.templatetags.languages import is_english
from infoadmin.thai import dates

register = template.Library()

# Compounds that a browser's dictionary would break in the middle; longest first.
WHOLE_WORDS = sorted(
    (
        *("ราชกิจจานุเบกษา", "พระราชบัญญัติ", "อิเล็กทรอนิกส์", "ใบอนุญาต", "การอนุญาต"),
        *("ผลการดำเนินการ", "การดำเนินการ", "ดำเนินการ", "รายงาน", "ปฏิบัติหน้าที่", "การปฏิบัติหน้าที่"),
        *("ปฏิบัติราชการ", "การปฏิบัติราชการ", "ทางอิเล็กทรอนิกส์", "ช่องทาง", "หน่วยงาน", "โดยวิธีการ"),
        *("ประชาชน", "วิธีการ", "โรงพยาบาล", "กระทรวง", "สาธารณสุข", "สำนักงาน", "ปัญหาอุปสรรค"),
    ),
    key=len,
    reverse=True,
)
_WHOLE = re.compile("|".join(WHOLE_WORDS))


@register.filter
def thai_date(value, style="long", language=None):
    """`date` → "12 ตุลาคม 2565"; with "short" → "12 ต.ค. 2565"; nothing → "".

    On an English page "12 October 2022 (B.E. 2565)".
    """
    if not value:
        return ""
    make = dates.format_date_english if is_english(language) else dates.format_date
    return make(value, style)


@register.filter
def thai_datetime(value):
    """`datetime` → "12 ต.ค. 2565 เวลา 14:32 น."; nothing → ""; on an English page in English."""
    if not value:
        return ""
    return (dates.format_datetime_english if is_english() else dates.format_datetime)(value)


@register.filter
def file_size(size, language=None):
    """Bytes → "8.2 MB" or "312 KB" (1 MB = 1,048,576 bytes)."""
    megabytes, kilobytes = _units(language or get_language())
    if size >= 1024 * 1024:
        return megabytes % (size / 1024 / 1024)
    return kilobytes % max(1, round(size / 1024))


@cache
def _units(_language):
    return _("%.1f MB"), _("%d KB")


@register.filter
def whole(text):
    """`text` as HTML whose compounds stay on one line: Thai has no spaces to break at."""
    escaped = conditional_escape(text)
    wrapped = _WHOLE.sub(r'<span class="nowrap">\g<0></span>', escaped)
    return mark_safe(wrapped)  # noqa: S308 - escaped above; only our own span is added
