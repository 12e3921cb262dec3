"""Who holds rights in one's scope, and changing them: for dga and central officers."""

from django.contrib import messages
from django.http import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions
from accounts.forms import GrantForm
from accounts.models import Grant, Role, User
from accounts.rights import Rights, deny, missing, token_issuer_view
from agencies.models import attach_ancestry
from infoadmin.csvfile import csv_lines
from infoadmin.forms.versioned import StaleVersion
from infoadmin.paging import page_of, search_text


def _filtered(request):
    """The grants of one's scope that the URL's filters ask for; list and export share it."""
    grants = Rights.of(request.user).governed_grants().search(search_text(request))
    if request.GET.get("role") in Role.values:
        grants = grants.filter(role=request.GET["role"])
    if request.GET.get("inactive"):
        grants = grants.inactive()
    return grants.select_related("user", "agency").order_by("user__name", "user__username", "pk")


@require_safe
@token_issuer_view
def person_list(request):
    """Everybody with a right in one's scope, when they last came, what may be changed."""
    page = page_of(request, _filtered(request))
    attach_ancestry(grant.agency for grant in page if grant.agency)
    rows = [grant.pk for grant in page]
    manageable = Rights.of(request.user).manageable_grants().filter(pk__in=rows)
    changeable = set(manageable.values_list("pk", flat=True))
    for grant in page:
        grant.may_be_changed = grant.pk in changeable
    context = {
        "page": page,
        "q": search_text(request),
        "roles": Role.choices,
        "stranded": _stranded(request),
    }
    return render(request, "accounts/person_list.html", context)


def _stranded(request):
    """Suspended people without any right left, whom nobody else's list shows; for dga."""
    if not Rights.of(request.user).is_dga:
        return []
    holders = Grant.objects.in_force().values("user")
    return User.objects.filter(is_active=False).exclude(pk__in=holders)[:50]


@require_safe
@token_issuer_view
def person_export(request):
    """The filtered list as CSV that opens right in Excel, row by row."""
    header = [
        *(_("ชื่อ-นามสกุล"), _("ชื่อบัญชี Digital ID"), _("บทบาท"), _("รหัสหน่วยงาน"), _("หน่วยงาน")),
        *(_("รวมทุกสาขา"), _("จัดการหน่วยงาน"), _("จัดการรายงาน"), _("เข้าสู่ระบบล่าสุด")),
    ]
    rows = (_exported(grant) for grant in _filtered(request).iterator(chunk_size=500))
    response = StreamingHttpResponse(
        csv_lines(header, rows), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="people.csv"'
    return response


def _exported(grant):
    seen = grant.user.last_login
    return [
        grant.user.name,
        grant.user.username,
        grant.get_role_display(),
        grant.agency.code if grant.agency else "",
        grant.agency.name if grant.agency else "",
        *(
            _("ใช่") if flag else _("ไม่ใช่")
            for flag in (grant.covers_subtree, grant.may_manage_agency, grant.may_report)
        ),
        timezone.localtime(seen).isoformat(sep=" ", timespec="minutes") if seen else "",
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@token_issuer_view
def grant_edit(request, pk):
    """Change what one grant allows, or end it."""
    grant = _governed(request, pk)
    form = GrantForm(request.POST if request.method == "POST" else None, grant=grant)
    if request.method == "POST" and form.is_valid():
        withdraws = "withdraw" in request.POST
        version = form.cleaned_data["version"]
        try:
            if withdraws:
                actions.withdraw_grant(grant=grant, version=version, by=request.user)
            else:
                actions.change_grant(grant=grant, by=request.user, **form.changes())
        except StaleVersion:
            messages.warning(request, _("มีผู้อื่นเปลี่ยนสิทธิ์นี้ไปก่อน กรุณาตรวจสอบแล้วทำรายการอีกครั้ง"))
            return redirect("accounts:grant-edit", pk=pk)
        except actions.NotAllowed:
            deny(request)
        messages.success(request, _("ถอนสิทธิ์แล้ว") if withdraws else _("บันทึกสิทธิ์แล้ว"))
        return redirect("accounts:person-list")
    attach_ancestry([grant.agency])
    context = {
        "grant": grant,
        "form": form,
        "may_be_suspended": actions.may_set_active(user=grant.user, by=request.user),
    }
    return render(request, "accounts/grant_edit.html", context)


def _governed(request, pk):
    """A grant of one's scope: 404 outside of it, 403 where it may only be seen."""
    rights = Rights.of(request.user)
    grants = rights.governed_grants().select_related("user", "agency")
    grant = grants.filter(pk=pk).first() or missing(request)
    if not rights.manageable_grants().filter(pk=pk).exists():
        deny(request)
    return grant


@require_POST
@token_issuer_view
def person_set_active(request, pk):
    """Suspend a person, or let them in again."""
    rights = Rights.of(request.user)
    people = User.objects.all()
    if not rights.is_dga:
        people = people.filter(pk__in=rights.governed_grants().values("user"))
    user = people.filter(pk=pk).first() or missing(request)
    is_active = request.POST.get("is_active") == "1"
    try:
        actions.set_active(user=user, is_active=is_active, by=request.user)
    except actions.NotAllowed:
        deny(request)
    messages.success(request, _("เปิดใช้งานบัญชีแล้ว") if is_active else _("ระงับบัญชีแล้ว มีผลทันที"))
    return redirect("accounts:person-list")
