"""Who else has the report form open: an open form asks every 20 seconds."""

from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.rights import agency_view
from ereports import actions


@require_POST
@agency_view("may_report")
def report_presence(request, agency):
    """Note that this person's form is open; answers a notice naming the others, or nothing."""
    others = actions.note_presence(agency=agency, by=request.user)
    return render(request, "ereports/_presence.html", {"others": others})


report_presence.is_poll = True  # the form speaks by itself: no sign that somebody is there
