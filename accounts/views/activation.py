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


@login_not_required
@sensitive_post_parameters("token")
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request):
    """Ask for the token and redeem it (M5-M7); afterwards the person signs in again."""
    identity = Identity.waiting_in(request.session)
    if identity is None:
        return redirect("accounts:landing")
    form = ActivationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if events.too_many_token_failures(request, identity):
            return too_many_failures(request)
        if form.is_valid():
            try:
                user = actions.redeem(token=form.cleaned_data["token"], identity=identity)
            except actions.TokenRefused as refusal:
                events.note(AccessEvent.Kind.TOKEN_REFUSED, request, identity=identity)
                form.add_error("token", str(refusal))
            else:
                events.note(AccessEvent.Kind.ACTIVATED, request, user=user, identity=identity)
                request.session.flush()
                return to_landing("activated")
    return render(request, "accounts/activation.html", {"form": form, "identity": identity})


def too_many_failures(request):
    """The wrong tries are used up: say how long to wait."""
    minutes = settings.TOKEN_FAILURE_WINDOW // 60
    return render(request, "429.html", {"minutes": minutes}, status=429)
