"""The first visit: a known person of Digital ID whom this system does not know gives a token."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import actions, events
from accounts.forms import ActivationForm
from accounts.identity import Identity
from accounts.models import AccessEvent
from accounts.views.signin import to_landing
from infoadmin import sessions


@login_not_required
@sensitive_post_parameters("token")
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request):
    """Ask for the token and redeem it (M5-M7); afterwards the person signs in again."""
    if request.user.is_authenticated:
        return redirect("accounts:token-redeem")
    identity = Identity.waiting_in(request.session)
    if identity is None:
        return redirect("accounts:landing")
    if sessions.has_ended(request.session):
        request.session.flush()
        return to_landing("session-ended")
    sessions.touch(request.session)
    form = ActivationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and request.POST.get("token"):
        attempt = events.begin_token_try(request, identity)
        if attempt is None:
            return too_many_failures(request)
        if form.is_valid():
            try:
                user = actions.redeem(token=form.cleaned_data["token"], identity=identity)
            except actions.TokenRefused as refusal:
                form.add_error("token", str(refusal))
            else:
                events.settle(attempt, AccessEvent.Kind.ACTIVATED, user=user)
                request.session.flush()
                return to_landing("activated")
    return render(request, "accounts/activation.html", {"form": form, "identity": identity})


def too_many_failures(request):
    """The wrong tries are used up: say how long to wait."""
    minutes = settings.TOKEN_FAILURE_WINDOW // 60
    return render(request, "429.html", {"minutes": minutes}, status=429)
