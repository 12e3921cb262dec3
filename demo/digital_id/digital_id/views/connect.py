"""The OpenID Connect endpoints whose answers differ from django-oauth-toolkit's own."""

import json
from urllib.parse import urlencode

from django.http import JsonResponse
from django.shortcuts import redirect, render
from oauth2_provider.exceptions import InvalidIDTokenError, LogoutDenied, OAuthToolkitError
from oauth2_provider.models import get_application_model
from oauth2_provider.views import (
    AuthorizationView,
    ConnectDiscoveryInfoView,
    RPInitiatedLogoutView,
)
from oauth2_provider.views.mixins import OAuthLibMixin
from oauthlib.oauth2.rfc6749 import errors

from ..claims import consent_items

UNKNOWN_CLIENT = "ไม่รู้จักระบบที่ส่งคำขอนี้ เพราะยังไม่ได้ลงทะเบียน กับ\u00a0Digital\u00a0ID"
UNKNOWN_RETURN = "ที่อยู่สำหรับส่งกลับไม่ตรงกับที่ระบบนี้ลงทะเบียนไว้ เพื่อความปลอดภัยจึงไม่ส่งท่านกลับไป"
INCOMPLETE = "คำขอเข้าสู่ระบบไม่ครบถ้วน หรือไม่ถูกต้อง กรุณากลับไปเริ่มใหม่ จากระบบที่ท่านต้องการใช้งาน"
LOGOUT_REFUSED = (
    "คำขอออกจากระบบไม่ถูกต้อง หรือหมดอายุแล้ว ท่านออกจากระบบได้ จากหน้าแรกของ\u00a0Digital\u00a0ID"
)


class AuthorizeView(AuthorizationView):
    """Ask the person for consent, at every sign-in, and send a code to the client."""

    template_name = "consent.html"

    def get(self, request, *args, **kwargs):
        # The client must not be able to skip the consent page.
        request.GET = request.GET.copy()
        request.GET.pop("approval_prompt", None)
        return super().get(request, *args, **kwargs)

    def handle_no_permission(self):
        """Ask for the password only when the request itself is in order."""
        if self.request.method == "GET":  # a POST repeats the parameters: its session has ended
            try:
                self.validate_authorization_request(self.request)
            except OAuthToolkitError as error:
                return self.error_response(error, application=None)
        return super().handle_no_permission()

    def validate_authorization_request(self, request):
        """Validate as usual, and two things more.

        prompt=none from nobody is login_required rather than consent_required, and PKCE
        other than S256, or with an empty challenge, is refused before anything is asked.
        """
        try:
            scopes, credentials = super().validate_authorization_request(request)
        except OAuthToolkitError as refused:
            error = refused.oauthlib_error
            if isinstance(error, errors.ConsentRequired) and not request.user.is_authenticated:
                raise OAuthToolkitError(
                    errors.LoginRequired(state=error.state), redirect_uri=error.redirect_uri
                ) from refused
            raise
        challenge, method = map(credentials.get, ("code_challenge", "code_challenge_method"))
        if not challenge or method != "S256":
            raise OAuthToolkitError(
                errors.InvalidRequestError(
                    "PKCE with S256 is required.", request=credentials["request"]
                )
            )
        return scopes, credentials

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        other_account = self.request.GET.copy()
        other_account["prompt"] = "login"
        return context | {
            "items": consent_items(self.request.user, context["scopes"]),
            "other_account_query": urlencode(other_account),
        }

    def form_valid(self, form):
        # The hidden fields come back from the browser: look at them again before any redirect.
        client = _client(form.cleaned_data["client_id"])
        if client is None:
            return self.refuse(UNKNOWN_CLIENT)
        if not client.redirect_uri_allowed(form.cleaned_data["redirect_uri"]):
            return self.refuse(UNKNOWN_RETURN)
        return super().form_valid(form)

    def form_invalid(self, form):
        return self.refuse(INCOMPLETE)

    def error_response(self, error, application, **kwargs):
        """Send the error to the client; show it here when client or return address is in doubt."""
        may_redirect, response = OAuthLibMixin.error_response(self, error)
        if may_redirect:
            return self.redirect(response["url"], application)
        match error.oauthlib_error:
            case errors.InvalidClientIdError() | errors.MissingClientIdError():
                return self.refuse(UNKNOWN_CLIENT)
            case errors.MismatchingRedirectURIError() | errors.InvalidRedirectURIError():
                return self.refuse(UNKNOWN_RETURN)
        return self.refuse(INCOMPLETE)

    def refuse(self, sentence):
        """Show a sentence instead of going on."""
        return render(self.request, "refused.html", {"sentence": sentence}, status=400)


class EndSessionView(RPInitiatedLogoutView):
    """End the session; without a click when the ID token is that of the person signed in."""

    template_name = "end_session.html"

    def get_request_application(self, id_token, client_id):
        """Return the client of this request, or None when there is no such client."""
        if client_id:
            return _client(client_id)
        return super().get_request_application(id_token, client_id)

    def validate_logout_request_user(self, id_token_hint, client_id):
        """Return the ID token of the hint; raises InvalidIDTokenError for any kind of rubbish."""
        try:
            return super().validate_logout_request_user(id_token_hint, client_id)
        except (ValueError, KeyError, TypeError) as error:
            raise InvalidIDTokenError() from error

    def form_invalid(self, form):
        return self.error_response(InvalidIDTokenError())

    def error_response(self, error):
        if isinstance(error, LogoutDenied):
            return redirect("home")
        return render(self.request, "refused.html", {"sentence": LOGOUT_REFUSED}, status=400)


class DiscoveryView(ConnectDiscoveryInfoView):
    """Tell what this provider really does: RS256 only, and which grants and prompts."""

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        metadata = json.loads(response.content) | {
            "id_token_signing_alg_values_supported": ["RS256"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "prompt_values_supported": ["none", "login", "consent"],
            "ui_locales_supported": ["th"],
        }
        return JsonResponse(metadata, headers={"Access-Control-Allow-Origin": "*"})


def _client(client_id):
    return get_application_model().objects.filter(client_id=client_id).first()
