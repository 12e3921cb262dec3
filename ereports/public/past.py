"""An agency's page as it stood on a day (B8)."""

import datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ereports import publication
from infoadmin import jinja
from infoadmin.thai.dates import BuddhistDateError, format_date, parse_moment


class Asked(NamedTuple):
    """What `?at=` asks for: `at`, the moment, or `error`, a sentence on what is wrong with it.

    `text` is what the box of the form shows: the day in the words of the reader, else as typed.
    """

    at: datetime.datetime | None
    text: str
    error: str


def asked_of(request):
    """The `Asked` of a request. Of a day that is not over yet, the moment is now."""
    text = request.GET.get("at", "")[:40]
    try:
        moment = parse_moment(text)
    except BuddhistDateError as wrong:
        return Asked(None, text, str(wrong))
    day = timezone.localdate(moment)
    if day > timezone.localdate():
        return Asked(None, text, _("วันที่นี้ยังมาไม่ถึง กรุณากรอกวันที่ที่ผ่านมาแล้ว"))
    if timezone.localtime(moment).time() == datetime.time.max:
        text = day.isoformat() if get_language() == "en" else format_date(day, "short")
    return Asked(timezone.localtime(min(moment, timezone.now())), text, "")


def page(request, agency):
    """The page as it stood, without what has been withdrawn since; search engines leave it."""
    asked = asked_of(request)
    then = publication.publication_at(agency, asked.at) if asked.at else None
    context = {
        "agency": then.agency if then else agency,
        "publication": publication.mark_withdrawn(then) if then else None,
        "at": asked.at,
        "at_text": asked.text,
        "at_error": asked.error,
    }
    response = jinja.render(request, "public/agency_then.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
