"""The person's own page."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.rights import Rights
from agencies.models import attach_ancestry


@require_safe
def profile(request):
    """What Digital ID says of the person, the grants in force, the last sign-ins (M9)."""
    grants = Rights.of(request.user).grants
    attach_ancestry(grant.agency for grant in grants if grant.agency)
    events = request.user.events.all()[:10]
    return render(request, "accounts/profile.html", {"grants": grants, "events": events})
