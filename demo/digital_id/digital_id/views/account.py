"""The pages of a person: home, login and logout, registration."""

from django.contrib.auth import login
from django.contrib.auth.views import LoginView, LogoutView
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from ..forms import LoginForm, RegistrationForm

# Also shown to those who are signed in: prompt=login asks for the password again.
login_page = LoginView.as_view(template_name="login.html", authentication_form=LoginForm)
logout_page = LogoutView.as_view()


@require_safe
def home(request):
    """Show who is signed in, or the ways to sign in."""
    return render(request, "home.html")


@sensitive_post_parameters("password", "password_confirmation", "citizen_id")
def register(request):
    """Take a registration, sign the person in and carry on to where they came from."""
    form = RegistrationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        login(request, form.save())
        return redirect(_next_url(request) or "register-done")
    return render(request, "register.html", {"form": form, "next": _next_url(request)})


@require_safe
def register_done(request):
    """Say that the account is there."""
    return render(request, "register_done.html")


def _next_url(request):
    url = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if safe else ""
