"""The person's own page: who they are here, their sessions, a further right."""

from django.contrib import auth, messages
from django.contrib.sessions.models import Session
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions, events
from accounts.forms import ActivationForm
from accounts.identity import Identity
from accounts.models import AccessEvent
from accounts.rights import Rights
from accounts.views.activation import too_many_failures
from accounts.views.signin import to_landing
from agencies.models import attach_ancestry
from infoadmin import sessions


@require_safe
def profile(request):
    """What Digital ID says of the person, the grants in force, where they are signed in (M9)."""
    grants = Rights.of(request.user).grants
    attach_ancestry(grant.agency for grant in grants if grant.agency)
    context = {
        "grants": grants,
        "events": request.user.events.all()[:10],
        "sessions": _sessions(request),
    }
    return render(request, "accounts/profile.html", context)


def _sessions(request):
    """One's browsers that are signed in now; `.is_this` marks the present one."""
    rows = list(request.user.signed_in_sessions.all())
    alive = Session.objects.filter(
        session_key__in=[row.session_key for row in rows], expire_date__gt=timezone.now()
    )
    stored = {session.session_key: session.get_decoded() for session in alive}
    found = [
        row
        for row in rows
        if row.session_key in stored and not sessions.has_ended(stored[row.session_key])
    ]
    for row in found:
        row.is_this = row.session_key == request.session.session_key
    return found


@require_POST
def sign_out_everywhere(request):
    """ออกจากระบบทุกเครื่อง: this browser too."""
    events.note(AccessEvent.Kind.SIGNED_OUT, request, detail="everywhere")
    actions.sign_out_everywhere(user=request.user)
    auth.logout(request)
    return to_landing("logged-out")


@require_POST
def session_stay(request):
    """Somebody is still here; answers how long the session lasts now."""
    left, may_stay = sessions.seconds_left(request.session)
    return JsonResponse({"left": left, "may_stay": may_stay})


@sensitive_post_parameters("token")
@require_http_methods(["GET", "HEAD", "POST"])
def token_redeem(request):
    """A known person adds a further right with a token, after seeing what it gives (K13)."""
    user = request.user
    identity = Identity(user.issuer, user.subject, user.username, user.name, user.email, user.phone)
    form = ActivationForm(request.POST if request.method == "POST" else None)
    context = {"form": form}
    if request.method == "POST" and request.POST.get("token"):
        attempt = events.begin_token_try(request, identity)
        if attempt is None:
            return too_many_failures(request)
        if form.is_valid():
            typed = form.cleaned_data["token"]
            try:
                promise = actions.promise_of(token=typed, identity=identity)
                if "confirm" in request.POST:
                    actions.redeem(token=typed, identity=identity)
                    events.settle(attempt, AccessEvent.Kind.ACTIVATED)
                    messages.success(request, _("เพิ่มสิทธิ์แล้ว ใช้งานได้ทันที"))
                    return redirect("accounts:profile")
            except actions.TokenRefused as refusal:
                form.add_error("token", str(refusal))
            else:
                events.settle(attempt, AccessEvent.Kind.TOKEN_CHECKED)
                attach_ancestry([promise.agency])
                context["promise"] = promise
    response = render(request, "accounts/token_redeem.html", context)
    response["Cache-Control"] = "no-store"
    return response
