"""Officers' pages on agencies: the list in one's right, the three e-mails, the history."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.rights import Rights, agency_view
from agencies import actions
from agencies.forms import EmailsForm
from agencies.models import attach_ancestry
from infoadmin.audit.entries import entries_of
from infoadmin.forms.versioned import StaleVersion
from infoadmin.paging import page_of, search_text


@require_safe
def agency_list(request):
    """จัดการหน่วยงาน: the agencies in one's right, with search (M11)."""
    query = search_text(request)
    rights = Rights.of(request.user)
    page = page_of(request, rights.agencies().search(query).in_thai_order())
    for agency in attach_ancestry(page):
        agency.may_be_edited = rights.may_manage_agency(agency)
    return render(request, "agencies/agency_list.html", {"page": page, "q": query})


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view("may_manage_agency")
def agency_edit(request, agency):
    """The three e-mails; บันทึก shows them at once on the public page (M12, M13)."""
    attach_ancestry([agency])
    conflict = []
    is_sent = request.method == "POST"
    form = EmailsForm(request.POST) if is_sent else EmailsForm.opened_on(agency)
    if is_sent and form.is_valid():
        try:
            actions.set_emails(
                agency=agency,
                emails=form.emails(),
                version=form.cleaned_data["version"],
                by=request.user,
            )
        except StaleVersion as stale:
            conflict = form.differences(stale.current)
            form = form.rebased_on(stale.current)
        else:
            messages.success(request, _("บันทึกอีเมลแล้ว และแสดงบนหน้าของหน่วยงานทันที"))
            return redirect("agencies:agency-edit", code=agency.code)
    context = {"agency": agency, "form": form, "conflict": conflict}
    return render(request, "agencies/agency_edit.html", context)


@require_safe
@agency_view()
def agency_history(request, agency):
    """Who changed the agency's details, and when: before → after."""
    attach_ancestry([agency])
    entries = entries_of([(agency.name, agency.history.all())])
    context = {"agency": agency, "entries": entries}
    return render(request, "agencies/agency_history.html", context)
