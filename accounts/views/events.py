"""The log of the door: for dga all of it, for central officers what their people did."""

import datetime

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import AccessEvent, Grant
from accounts.rights import Rights, token_issuer_view
from infoadmin.paging import page_of, search_text
from infoadmin.thai.dates import BuddhistDateError, parse_text


def visible_events(user):
    """The events that `user` may see: everything for dga, else those of people in the scope."""
    events = AccessEvent.objects.select_related("user")
    rights = Rights.of(user)
    if rights.is_dga:
        return events
    return events.filter(user__in=rights.governed_grants().values("user"))


def _own_matters(page, user):
    """Hide where people with rights elsewhere too were turned away: that is not our matter."""
    rights = Rights.of(user)
    if rights.is_dga:
        return page
    elsewhere = set(
        Grant.objects.in_force()
        .filter(user__in=[event.user_id for event in page])
        .exclude(pk__in=rights.governed_grants())
        .values_list("user_id", flat=True)
    )
    for event in page:
        if event.kind == AccessEvent.Kind.DENIED and event.user_id in elsewhere:
            event.detail = ""
    return page


@require_safe
@token_issuer_view
def event_list(request):
    """Sign-ins, refusals, activations and denials, newest first, with filters."""
    events = visible_events(request.user)
    if request.GET.get("kind") in AccessEvent.Kind.values:
        events = events.filter(kind=request.GET["kind"])
    if name := search_text(request):
        events = events.filter(user__name__icontains=name) | events.filter(
            user__username__icontains=name
        )
    day, day_error = _day(request.GET.get("day", "").strip())
    if day:
        begins = timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
        events = events.filter(at__gte=begins, at__lt=begins + datetime.timedelta(days=1))
    context = {
        "page": _own_matters(page_of(request, events), request.user),
        "q": request.GET.get("q", ""),
        "kinds": AccessEvent.Kind.choices,
        "day_error": day_error,
    }
    return render(request, "accounts/event_list.html", context)


def _day(typed):
    """(date, "") or (None, what is wrong with the text)."""
    if not typed:
        return None, ""
    try:
        return parse_text(typed), ""
    except BuddhistDateError as error:
        return None, str(error)
