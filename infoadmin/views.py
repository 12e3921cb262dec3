"""The officers' home, the pages for what goes wrong, and the state of the service."""

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.db import connection
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.rights import Rights
from agencies.models import attach_ancestry
from ereports import faults, publication, scanner
from ereports.public import api

AGENCIES_ON_HOME = 12


@require_safe
def home(request):
    """หน้าแรก: one's agencies, what each lacks, and where to mend it (M8)."""
    rights = Rights.of(request.user)
    agencies = list({grant.agency: None for grant in rights.grants if grant.agency})
    has_more = len(agencies) > AGENCIES_ON_HOME
    agencies = attach_ancestry(agencies[:AGENCIES_ON_HOME])
    for agency in faults.attach_faults(publication.attach_states(agencies)):
        agency.may_be_edited = rights.may_manage_agency(agency)
        agency.may_be_reported = rights.may_report(agency)
    context = {"grants": rights.grants, "agencies": agencies, "has_more": has_more}
    return render(request, "home.html", context)


@login_not_required
@require_safe
def live(request):
    """Whether the process answers."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
def ready(request):
    """Whether the database and the storage answer too: 200, or 503 with what does not.

    A virus scanner that is down keeps nobody from reading: it is told, and changes nothing.
    """
    checks = {"database": _database_answers(), "storage": _storage_answers()}
    is_ready = all(checks.values())
    if scanner.is_configured():
        checks["scanner"] = scanner.answers(seconds=0.5)  # whoever asks does not wait long
    return JsonResponse({"ready": is_ready, **checks}, status=200 if is_ready else 503)


def _database_answers():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # any failure means "not ready"; the reason is in the server's own log
        return False
    return True


def _storage_answers():
    try:
        default_storage.exists("ready")
    except Exception:
        return False
    return True


def _error(request, status, template=None):
    """The page of an error; for a program that reads the open data, the same as JSON."""
    if request.path.startswith(api.ROOT):
        return api.problem(status)
    return render(request, template or f"{status}.html", status=status)


def bad_request(request, exception):
    """400: the request could not be understood."""
    return _error(request, 400)


def forbidden(request, exception):
    """403: the person has no right to this."""
    return _error(request, 403)


def csrf_failure(request, reason=""):
    """403: the form was sent without its key (an old page, cookies switched off)."""
    return _error(request, 403, "403_csrf.html")


def not_found(request, exception):
    """404: nothing is here, or nothing that this person may know of."""
    return _error(request, 404)


def server_error(request):
    """500: our own mistake; the page carries the request's id to report it by."""
    return _error(request, 500)
