"""An agency's page as it stood on a day (B8)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from ereports import publication
from infoadmin import jinja
from infoadmin.thai.dates import BuddhistDateError, parse_moment


def moment_asked(request):
    """(the moment that `?at=` names, a sentence on what is wrong with it): one of them is None."""
    try:
        moment = parse_moment(request.GET["at"][:40])
    except BuddhistDateError as wrong:
        return None, str(wrong)
    if moment.date() > timezone.localdate():
        return None, _("วันที่นี้ยังมาไม่ถึง กรุณากรอกวันที่ที่ผ่านมาแล้ว")
    return moment, None


def page(request, agency):
    """The page as it stood, without what has been withdrawn since; search engines leave it."""
    at, error = moment_asked(request)
    then = publication.publication_at(agency, at) if at else None
    context = {
        "agency": then.agency if then else agency,
        "publication": publication.mark_withdrawn(then) if then else None,
        "at": at,
        "at_text": request.GET["at"][:40],
        "at_error": error,
    }
    response = jinja.render(request, "public/agency_then.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
