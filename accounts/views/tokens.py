"""Issuing, listing and revoking activation tokens: for dga and central officers (M10)."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions, mail
from accounts.forms import TokenForm
from accounts.models import ActivationToken
from accounts.rights import Rights, deny, missing, token_issuer_view
from agencies.models import attach_ancestry
from agencies.searching import listed
from infoadmin.paging import page_of, search_text


def visible_tokens(user):
    """The tokens that `user` may see: those for the agencies that one may issue for."""
    tokens = ActivationToken.objects.select_related("agency", "issued_by", "used_by")
    return tokens.filter(agency__in=Rights.of(user).issuing_agencies())


@require_safe
@token_issuer_view
def token_list(request):
    """The tokens issued in one's scope, newest first, by status and by name."""
    tokens = visible_tokens(request.user).with_status(request.GET.get("status"))
    query = search_text(request)
    if query:
        tokens = tokens.filter(Q(note__icontains=query) | Q(last_four__iexact=query))
    page = page_of(request, tokens, per_page=50)
    attach_ancestry(token.agency for token in page if token.agency)
    rights = Rights.of(request.user)
    for token in page:
        token.may_be_revoked = rights.may_issue(token.role, token.agency)
    context = {
        "page": page,
        "q": query,
        "status": request.GET.get("status", ""),
        "statuses": ActivationToken.Status.choices,
    }
    return render(request, "accounts/token_list.html", context)


@require_safe
@token_issuer_view
def token_agency(request):
    """Step 1: choose the agency for which the token will be."""
    query = search_text(request)
    agencies = Rights.of(request.user).issuing_agencies()
    page = page_of(request, listed(agencies, query), per_page=20)
    attach_ancestry(page)
    return render(request, "accounts/token_agency.html", {"page": page, "q": query})


@require_http_methods(["GET", "HEAD", "POST"])
@token_issuer_view
def token_issue(request, code):
    """Step 2: say what the token promises; then it is shown, once."""
    rights = Rights.of(request.user)
    agency = rights.issuing_agencies().filter(code=code).first()
    if agency is None:
        missing(request)
    attach_ancestry([agency])
    form = TokenForm(
        request.POST if request.method == "POST" else None, rights=rights, agency=agency
    )
    context = {"agency": agency, "form": form}
    if request.method == "POST":
        if not rights.may_issue(request.POST.get("role"), agency) and request.POST.get("role"):
            deny(request)
        if form.is_valid():
            try:
                token, text = actions.issue_token(agency=agency, by=request.user, **form.promise())
            except actions.AlreadyIssued:
                return _issued_before(request)
            except actions.NotAllowed:
                deny(request)
            if address := form.cleaned_data.get("email"):
                _send(request, token, text, address)
            return _show_once(request, token, text)
    return render(request, "accounts/token_issue.html", context)


@require_POST
@token_issuer_view
def token_revoke(request, pk):
    """Make an unused token worthless."""
    token = _governed_token(request, pk)
    if actions.revoke_token(token=token, by=request.user):
        messages.success(request, _("ยกเลิก Token แล้ว"))
    else:
        messages.warning(request, _("Token นี้ถูกใช้หรือยกเลิกไปก่อนแล้ว"))
    return redirect("accounts:token-list")


@require_POST
@token_issuer_view
def token_reissue(request, pk):
    """Kill a token and show a new one with the same promise."""
    token = _governed_token(request, pk)
    if token.used_at:
        messages.warning(request, _("Token นี้ถูกใช้ไปแล้ว จึงออกใหม่ไม่ได้"))
        return redirect("accounts:token-list")
    try:
        fresh, text = actions.reissue_token(token=token, by=request.user)
    except actions.AlreadyIssued:
        return _issued_before(request)
    except actions.NotAllowed:
        deny(request)
    return _show_once(request, fresh, text)


def _send(request, token, text, address):
    landing = request.build_absolute_uri(reverse("accounts:landing"))
    if mail.send_token(text=text, token=token, to=address, landing_url=landing):
        messages.success(request, _("ส่ง Token ไปที่ %s แล้ว") % address)
    else:
        messages.warning(request, _("ส่งอีเมลไม่สำเร็จ กรุณาส่งมอบ Token ด้านล่างด้วยตนเอง"))


def _governed_token(request, pk):
    """A token of one's scope that one could have issued: 404 outside, 403 for a peer's."""
    token = visible_tokens(request.user).filter(pk=pk).first() or missing(request)
    if not Rights.of(request.user).may_issue(token.role, token.agency):
        deny(request)
    return token


def _show_once(request, token, text):
    attach_ancestry([token.agency])
    context = {"token": token, "text": text, "agency": token.agency}
    response = render(request, "accounts/token_issued.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _issued_before(request):
    messages.info(request, _("Token นี้ออกไปแล้ว หากไม่ได้จดไว้ ให้ยกเลิกแล้วออกใหม่"))
    return redirect("accounts:token-list")
