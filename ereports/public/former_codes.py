"""Addresses with a code that an agency had before lead on to the same below its present code (B15)."""

from functools import wraps

from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse

from agencies.models import FormerCode


def leads_on(view):
    """Decorator of a view of `code`: where nothing is there, but once was, its new address.

    Path and query stay. Nobody keeps the answer: a code may be taken back.
    """

    @wraps(view)
    def inner(request, code, **arguments):
        try:
            return view(request, code=code, **arguments)
        except Http404:
            former = FormerCode.objects.select_related("agency").filter(code=code).first()
            if former is None:
                raise
        match = request.resolver_match
        path = reverse(match.view_name, kwargs={**match.kwargs, "code": former.agency.code})
        query = request.META.get("QUERY_STRING")
        response = HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
        response["Cache-Control"] = "no-cache"
        return response

    return inner
