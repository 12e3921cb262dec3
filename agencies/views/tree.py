"""The tree as a tree, and dga's work on it: add, rename, move, close, reopen, merge, import."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.rights import Rights, agency_view, dga_view
from agencies import actions
from agencies.forms import CloseForm, DetailsForm, TreeFileForm
from agencies.importing import import_agencies
from agencies.models import Agency, attach_ancestry
from agencies.searching import listed
from infoadmin.csvfile import CSVRefused, decode
from infoadmin.forms.versioned import StaleVersion
from infoadmin.paging import page_of, search_text

PER_LEVEL = 100


@require_safe
@vary_on_headers("HX-Request")
def agency_tree(request):
    """The agencies of one's right level by level; each opens with a link, or in place."""
    rights = Rights.of(request.user)
    agencies = rights.agencies()
    opened = agencies.filter(code=request.GET.get("open", "")[:20]).first()
    if opened:
        attach_ancestry([opened])
        level = agencies & Agency.objects.children_of(opened)
    elif rights.is_dga:
        level = Agency.objects.children_of(None)
    else:
        level = Agency.objects.filter(pk__in=[grant.agency_id for grant in rights.grants])
    page = page_of(request, level.in_thai_order(), PER_LEVEL)
    for agency in page:
        agency.may_be_edited = rights.may_manage_agency(agency)
        agency.opens = agency.numchild and rights.sees_below(agency)
    if opened:
        for parent in opened.ancestry:
            parent.may_be_opened = rights.sees_below(parent)
    template = "agencies/_tree_level.html" if request.htmx else "agencies/agency_tree.html"
    return render(request, template, {"opened": opened, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@dga_view
def agency_create(request):
    """Add an agency below the one that the URL names (none: a ministry)."""
    parent = None
    if code := request.GET.get("parent"):
        parent = get_object_or_404(Agency.objects.open(), code=code)
        attach_ancestry([parent])
    is_sent = request.method == "POST"
    form = DetailsForm(request.POST) if is_sent else DetailsForm(initial={"version": 0})
    if is_sent and form.is_valid():
        details = form.details()
        if actions.is_code_taken(details["code"]):
            form.add_error("code", _("รหัสนี้เป็นหรือเคยเป็นของหน่วยงานอื่น"))
        else:
            agency = actions.create(parent=parent, by=request.user, **details)
            messages.success(request, _("เพิ่มหน่วยงานแล้ว"))
            return redirect("agencies:agency-edit", code=agency.code)
    context = {"form": form, "parent": parent}
    return render(request, "agencies/agency_create.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view("may_shape_tree")
def agency_details(request, agency):
    """Code, names and kind."""
    attach_ancestry([agency])
    is_sent = request.method == "POST"
    form = DetailsForm(request.POST) if is_sent else DetailsForm.opened_on(agency)
    if is_sent and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            saved = actions.set_details(
                agency=agency, details=form.details(), version=version, by=request.user
            )
        except actions.TreeRefused as refusal:
            form.add_error("code", str(refusal))
        except StaleVersion:
            messages.warning(request, STALE)
            return redirect("agencies:agency-details", code=agency.code)
        else:
            messages.success(request, _("บันทึกรายละเอียดหน่วยงานแล้ว"))
            return _back_to(saved)
    return render(request, "agencies/agency_details.html", {"agency": agency, "form": form})


STALE = gettext_lazy("มีผู้อื่นแก้ไขหน่วยงานนี้ไปก่อน กรุณาตรวจสอบแล้วทำรายการอีกครั้ง")


def _back_to(agency):
    """The agency's own page; a closed one has only its history."""
    page = "agency-history" if agency.is_closed else "agency-edit"
    return redirect(f"agencies:{page}", code=agency.code)


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view("may_shape_tree")
def agency_move(request, agency):
    """Choose the new place by search, see what moves, confirm."""
    context, target = _with_target(request, agency)
    if request.method == "POST" and (target or request.POST.get("to_root")):
        try:
            actions.move(agency=agency, parent=target, by=request.user)
        except actions.TreeRefused as refusal:
            context["refusal"] = str(refusal)
        else:
            messages.success(request, _("ย้ายหน่วยงานแล้ว สิทธิ์และการสืบทอดเป็นไปตามสังกัดใหม่ทันที"))
            return _back_to(agency)
    context["moving"] = Agency.objects.below(agency).count()
    return render(request, "agencies/agency_move.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view("may_shape_tree")
def agency_close(request, agency):
    """ยุบเลิก, with reason and successor; or ควบรวม, which moves what is below first."""
    context, target = _with_target(request, agency)
    is_sent = request.method == "POST"
    form = CloseForm(request.POST) if is_sent else CloseForm(initial={"version": agency.version})
    if is_sent and form.is_valid():
        try:
            _close(request, agency, target, form.cleaned_data)
        except actions.TreeRefused as refusal:
            context["refusal"] = str(refusal)
        except StaleVersion:
            messages.warning(request, STALE)
            return redirect("agencies:agency-close", code=agency.code)
        else:
            messages.success(request, _("ยุบเลิกหน่วยงานแล้ว หน้าประชาชนแสดงตามนั้นทันที"))
            return redirect("agencies:agency-history", code=agency.code)
    context |= {"form": form, "below": Agency.objects.below(agency).open().count()}
    return render(request, "agencies/agency_close.html", context)


def _close(request, agency, target, answers):
    if answers["version"] != agency.version:
        raise StaleVersion(agency)
    keywords = {"agency": agency, "reason": answers["reason"], "by": request.user}
    if target and "merge" in request.POST:
        actions.merge(into=target, **keywords)
    else:
        actions.close(successor=target, **keywords)


def _with_target(request, agency):
    """(context, chosen agency): another agency is found by `q` and chosen by `to`."""
    attach_ancestry([agency])
    others = Agency.objects.open().exclude(pk=agency.pk)
    code = request.POST.get("to") or request.GET.get("to", "")
    target = others.filter(code=code).first() if code else None
    query = search_text(request)
    page = page_of(request, listed(others if query else others.none(), query), 20)
    attach_ancestry([*page, *([target] if target else [])])
    return {"agency": agency, "target": target, "page": page, "q": query}, target


@require_POST
@agency_view("may_shape_tree")
def agency_reopen(request, agency):
    """Take a closing back."""
    try:
        actions.reopen(agency=agency, by=request.user)
    except actions.TreeRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("เปิดหน่วยงานอีกครั้งแล้ว"))
    return redirect("agencies:agency-history", code=agency.code)


@require_http_methods(["GET", "HEAD", "POST"])
@dga_view
def agency_import(request):
    """The tree from a CSV file: what would change first, then all of it or nothing."""
    form = TreeFileForm(request.POST, request.FILES) if request.method == "POST" else TreeFileForm()
    context = {"form": form, "kinds": Agency.Kind.choices}
    if request.method == "POST" and form.is_valid():
        content, is_confirmed = form.bytes(), "confirm" in request.POST
        try:
            result = import_agencies(content, by=request.user, dry_run=not is_confirmed)
        except CSVRefused as refusal:
            context["errors"] = refusal.errors[:500]
            context["error_count"] = len(refusal.errors)
        else:
            if is_confirmed:
                messages.success(request, _("นำเข้าแล้ว"))
                return redirect("agencies:agency-list")
            context |= {"result": result, "content": decode(content)}
    return render(request, "agencies/agency_import.html", context)
