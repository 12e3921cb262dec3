"""The officers' landing page, the way to Digital ID and back, and the way out."""

import time
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from mozilla_django_oidc import views as oidc_views

from accounts import actions, events, provider
from accounts.identity import Identity
from accounts.models import AccessEvent
from accounts.oidc import LoginAttempt, SignInRefused, configured
from infoadmin import sessions

# The sentences of the landing page; the URL names one of them and can say nothing else.
NOTICES = {
    "refused-consent": (
        "warning",
        _("ยังไม่ได้เข้าสู่ระบบ"),
        _(
            "ท่านเลือก “ไม่ยินยอม” ให้ใช้ข้อมูลจาก Digital ID จึงยังเข้าใช้งานไม่ได้ "
            "หากต้องการใช้งาน กดเข้าสู่ระบบอีกครั้งแล้วเลือก “ยินยอม”"
        ),
    ),
    "refused": (
        "danger",
        _("เข้าสู่ระบบไม่สำเร็จ"),
        _("ระบบยืนยันคำตอบจาก Digital ID ไม่ได้ กรุณากดเข้าสู่ระบบอีกครั้ง"),
    ),
    "expired": (
        "warning",
        _("การเข้าสู่ระบบหมดเวลา"),
        _("ใช้เวลานานเกินไปหรือเปิดลิงก์เก่า กรุณากดเข้าสู่ระบบอีกครั้ง"),
    ),
    "deactivated": (
        "danger",
        _("บัญชีนี้ถูกระงับการใช้งาน"),
        _("กรุณาติดต่อเจ้าหน้าที่ส่วนกลางต้นสังกัด หรือ DGA Contact Center"),
    ),
    "activated": (
        "success",
        _("ยืนยันสิทธิ์เรียบร้อยแล้ว"),
        _("กดปุ่ม “เข้าสู่ระบบ” และ login ด้วย Digital ID อีกครั้งเพื่อเริ่มใช้งาน"),
    ),
    "logged-out": ("info", _("ออกจากระบบแล้ว"), _("ขอบคุณที่ใช้งาน")),
    "session-ended": (
        "warning",
        _("ออกจากระบบอัตโนมัติแล้ว"),
        _("เพื่อความปลอดภัย ระบบออกให้เมื่อไม่มีการใช้งานนาน 15 นาที หรือใช้งานครบ 12 ชั่วโมง กรุณาเข้าสู่ระบบอีกครั้ง"),
    ),
    "login-first": ("info", _("กรุณาเข้าสู่ระบบ"), _("หน้าที่ท่านเปิดต้องเข้าสู่ระบบก่อน")),
}


def notice(code):
    """A notice of the landing page as template context, or None."""
    if code not in NOTICES:
        return None
    kind, title, text = NOTICES[code]
    return {"kind": kind, "title": title, "text": text}


def to_landing(code):
    """Redirect to the landing page, which then says the sentence `code`."""
    return redirect(f"{reverse('accounts:landing')}?{urlencode({'notice': code})}")


@login_not_required
@require_safe
def landing(request):
    """เว็บไซต์สำหรับเจ้าหน้าที่: where officers begin (M1)."""
    if request.user.is_authenticated:
        return redirect("home")
    context = {"notice": notice(request.GET.get("notice")), "next": safe_next(request)}
    return render(request, "accounts/landing.html", context)


@login_not_required
@require_safe
def login(request):
    """The page with the button Digital ID (M1, M4)."""
    if request.user.is_authenticated:
        return redirect("home")
    return render(request, "accounts/login.html", {"next": safe_next(request)})


def safe_next(request):
    """The back-office address that `next` asks for; "" for anything else (assurance O14)."""
    wanted = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours and wanted.startswith(reverse("accounts:landing")) else ""


def provider_unavailable(request):
    """Digital ID does not answer: say so; who is signed in stays so (assurance O17)."""
    return render(request, "accounts/provider_down.html", status=503)


@method_decorator(login_not_required, name="dispatch")
class OIDCStart(oidc_views.OIDCAuthenticationRequestView):
    """Leave for Digital ID with state, nonce and PKCE; a link, as CSP's form-action wants."""

    get_settings = staticmethod(configured)

    def __init__(self, *args, **kwargs):
        """The library reads the endpoints here, where nobody could answer for their absence."""

    def get(self, request):
        try:
            super().__init__()
            response = super().get(request)
        except provider.ProviderUnavailable:
            return provider_unavailable(request)
        state = parse_qs(urlsplit(response.url).query)["state"][0]
        del request.session["oidc_login_next"]
        request.session["oidc_states"][state]["next"] = safe_next(request)
        request.session.modified = True
        return response


@method_decorator(login_not_required, name="dispatch")
class OIDCCallback(oidc_views.OIDCAuthenticationCallbackView):
    """Come back from Digital ID: in, to the activation page, or to a clear sentence."""

    def get(self, request):
        trips = request.session.get("oidc_states", {})
        trip = trips.pop(request.GET.get("state", ""), None)
        if trip:
            request.session.save()  # now, so that the same state is not used twice at once
        elif not trips:
            return to_landing("expired")  # not even a trip that was begun here: nothing to note
        if trip is None or time.time() - trip["added_on"] > settings.OIDC_STATE_LIFETIME:
            return self.refuse("expired", "state")
        if request.GET.get("iss", settings.OIDC_ISSUER) != settings.OIDC_ISSUER:  # RFC 9207
            return self.refuse("refused", "iss")
        if error := request.GET.get("error"):
            is_refusal = error == "access_denied"
            return self.refuse("refused-consent" if is_refusal else "refused", "provider_error")
        try:
            return self.sign_in(trip)
        except SignInRefused as refusal:
            return self.refuse("refused", refusal.reason)
        except provider.ProviderUnavailable:
            events.note(AccessEvent.Kind.REFUSED, request, detail="provider_unavailable")
            return provider_unavailable(request)

    def sign_in(self, trip):
        """Exchange the code; known → session, unknown → activation."""
        request = self.request
        attempt = LoginAttempt(
            code=request.GET.get("code", ""),
            nonce=trip["nonce"],
            code_verifier=trip["code_verifier"],
            redirect_uri=request.build_absolute_uri(reverse("accounts:oidc-callback")),
        )
        user = auth.authenticate(request, attempt=attempt)
        identity = request.identity
        if user is None:
            request.session.flush()
            identity.wait_in(request.session)
            sessions.begin(request.session)
            request.session["oidc_id_token"] = request.id_token
            return redirect("accounts:activate")
        if not user.is_active:
            return self.refuse("deactivated", "deactivated")
        actions.note_sign_in(user=user, identity=identity)
        request.session.pop(Identity.SESSION_KEY, None)  # somebody else's, left in this browser
        auth.login(request, user)
        request.session["oidc_id_token"] = request.id_token
        sessions.begin(request.session)
        actions.note_session(
            user=user,
            session_key=request.session.session_key,
            address=events.client_address(request),
            browser=request.headers.get("User-Agent", ""),
        )
        events.note(AccessEvent.Kind.SIGNED_IN, request, user=user, identity=identity)
        return redirect(trip.get("next") or settings.LOGIN_REDIRECT_URL)

    def refuse(self, code, reason):
        """Nobody enters: note why, and say the sentence `code` on the landing page."""
        events.note(AccessEvent.Kind.REFUSED, self.request, detail=reason)
        return to_landing(code)


@method_decorator(login_not_required, name="dispatch")
class Logout(oidc_views.OIDCLogoutView):
    """End the session here and at the provider; POST only (assurance O19)."""

    http_method_names = ["post"]

    def post(self, request):
        try:
            url = provider_logout_url(request)
        except provider.ProviderUnavailable:
            url = reverse("accounts:logged-out")
        if request.user.is_authenticated:
            events.note(AccessEvent.Kind.SIGNED_OUT, request)
        auth.logout(request)
        return redirect(url)


def provider_logout_url(request):
    """Where to end the provider's session too; our own page where it has no such address."""
    back = request.build_absolute_uri(reverse("accounts:logged-out"))
    end_session = configured("OIDC_OP_LOGOUT_ENDPOINT")
    if not end_session or "oidc_id_token" not in request.session:
        return back
    parameters = {
        "id_token_hint": request.session["oidc_id_token"],
        settings.OIDC_LOGOUT_REDIRECT_PARAMETER: back,
    }
    return f"{end_session}?{urlencode(parameters)}"


@login_not_required
@require_safe
def logged_out(request):
    """Where the provider sends people back to after a logout."""
    return to_landing("logged-out")
