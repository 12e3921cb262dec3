"""Template filters for Thai dates and file sizes; built in to every template."""

from django import template
from django.utils.translation import gettext as _

from infoadmin.thai import dates

register = template.Library()


@register.filter
def thai_date(value, style="long"):
    """`date` → "12 ตุลาคม 2565"; with "short" → "12 ต.ค. 2565"; nothing → ""."""
    return dates.format_date(value, style) if value else ""


@register.filter
def thai_datetime(value):
    """`datetime` → "12 ต.ค. 2565 เวลา 14:32 น."; nothing → ""."""
    return dates.format_datetime(value) if value else ""


@register.filter
def file_size(size):
    """Bytes → "8.2 MB" or "312 KB" (1 MB = 1,048,576 bytes)."""
    if size >= 1024 * 1024:
        return _("%.1f MB") % (size / 1024 / 1024)
    return _("%d KB") % max(1, round(size / 1024))
