"""Officers' pages on agencies: the list in one's right, the three e-mails, the history."""

from django.contrib import messages
from django.http import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.rights import Rights, agency_view
from agencies import actions, exporting
from agencies.forms import AgencySearchForm, EmailsForm
from agencies.models import Agency, attach_ancestry
from infoadmin import sessions
from infoadmin.audit.entries import entries_of
from infoadmin.csvfile import csv_lines
from infoadmin.forms.versioned import StaleVersion
from infoadmin.paging import page_of, search_text
from infoadmin.xlsxfile import XLSX, xlsx_chunks


@require_safe
def agency_list(request):
    """จัดการหน่วยงาน: the agencies in one's right, with search (M11)."""
    rights = Rights.of(request.user)
    form = AgencySearchForm(request.GET, agencies=rights.agencies(), ministries=rights.ministries())
    page = page_of(request, form.found())
    query = search_text(request)
    near = [] if page.total or not query else rights.agencies().near(query)
    for agency in attach_ancestry([*page, *near]):
        agency.may_be_edited = rights.may_manage_agency(agency)
    context = {"page": page, "q": query, "form": form, "near": near}
    return render(request, "agencies/agency_list.html", context)


@require_safe
def agency_export(request):
    """Exactly the filtered list, as CSV or XLSX."""
    rights = Rights.of(request.user)
    form = AgencySearchForm(request.GET, agencies=rights.agencies(), ministries=rights.ministries())
    titles, cells = exporting.header(), exporting.rows(form.exported())
    if request.GET.get("format") == "xlsx":
        chunks, name = xlsx_chunks(_("หน่วยงาน"), titles, cells), "agencies.xlsx"
        response = StreamingHttpResponse(chunks, content_type=XLSX)
    else:
        lines, name = csv_lines(titles, cells), "agencies.csv"
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view("may_manage_agency")
def agency_edit(request, agency):
    """The three e-mails; บันทึก shows them at once on the public page (M12, M13)."""
    attach_ancestry([agency])
    conflict = []
    is_sent = request.method == "POST"
    kept = {} if is_sent else sessions.take_kept_form(request)
    form = EmailsForm(request.POST) if is_sent else EmailsForm.opened_on(agency, kept)
    if kept:
        messages.info(request, _("ข้อความที่พิมพ์ไว้ก่อนออกจากระบบยังอยู่ กรุณาตรวจสอบแล้วกดบันทึก"))
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


def keep_emails(request, code):
    """The addresses of a sent form whose session is over."""
    return {name: request.POST[name][:254] for name in Agency.EMAIL_FIELDS if name in request.POST}


agency_edit.keep_work = keep_emails


@require_safe
@agency_view()
def agency_history(request, agency):
    """Who changed the agency's details, and when: before → after."""
    attach_ancestry([agency])
    entries = entries_of([(agency.name, agency.history.all())])
    moves = agency.moves.select_related("old_parent", "new_parent", "moved_by")
    entries += [move.as_entry() for move in moves]
    entries.sort(key=lambda entry: entry.at, reverse=True)
    context = {"agency": agency, "entries": entries}
    return render(request, "agencies/agency_history.html", context)
