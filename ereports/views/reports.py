"""Officers' pages on reports: the list in one's right, and the form from opening to saving."""

from django.contrib import messages
from django.http import JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.rights import Rights, agency_view, deny
from agencies.models import Agency, attach_ancestry
from ereports import actions, faults, publication
from ereports.forms.conflict import Conflict
from ereports.forms.report import ReportForm, content_of, save_key
from ereports.forms.search import ReportSearchForm
from ereports.forms.summary import Summary
from ereports.models import Draft, Report
from ereports.views.pages import conflict_page, form_page, summary_page
from ereports.views.uploads import stage_posted_files
from infoadmin.forms.versioned import OLD_PAGE, StaleVersion
from infoadmin.paging import page_of, search_text
from infoadmin.prepared import Prepared
from infoadmin.thai.dates import format_datetime

_agency_with_report = Prepared(
    lambda code: Agency.objects.filter(code=code).select_related("report__saved_by")
)
_REDRAWS = {"discard", "add_channel", "remove_channel", "edit"}


@require_safe
def report_list(request):
    """การปฏิบัติราชการทางอิเล็กทรอนิกส์: the agencies in one's right and their reports (M15, M23)."""
    rights = Rights.of(request.user)
    form = ReportSearchForm(request.GET)
    page = page_of(request, form.filtered(rights.agencies()))
    attach_ancestry(page)
    for agency in faults.attach_faults(publication.attach_states(page)):
        agency.may_be_reported = rights.may_report(agency)
    context = {"page": page, "q": search_text(request), "form": form}
    return render(request, "ereports/report_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(read=_agency_with_report)
def report_edit(request, agency):
    """The form of all four parts; บันทึก publishes everything at once (M15-M23)."""
    if not Rights.of(request.user).may_report(agency):
        keep_work(request, agency.code)
        deny(request)
    report = getattr(agency, "report", None) or Report(agency=agency)
    if request.method != "POST":
        return _open(request, agency, report)
    data, file_errors = stage_posted_files(request, agency)
    if "discard_draft" in data:
        actions.discard_draft(agency=agency, by=request.user)
        messages.info(request, _("ทิ้งร่างแล้ว แบบฟอร์มแสดงข้อมูลที่บันทึกล่าสุด"))
        return redirect("ereports:report-edit", code=agency.code)
    if "save_draft" in data:
        return _save_draft(request, agency, data)
    if data.keys() & _REDRAWS:
        return _redraw(request, agency, report, data, file_errors)
    return _try_to_save(request, agency, report, data, file_errors)


def _open(request, agency, report):
    """The form as saved, or as its draft left it."""
    draft = Draft.objects.filter(user=request.user, agency=agency).first()
    data = None
    if draft:
        data = QueryDict(mutable=True)
        for name, texts in draft.data.items():
            data.setlist(name, texts)
    form = ReportForm(data, report=report, agency=agency, by=request.user, quiet=bool(draft))
    return form_page(request, agency, report, form, draft=draft)


def _save_draft(request, agency, data):
    """บันทึกร่าง: by the button, or by itself (which wants JSON)."""
    draft = actions.save_draft(agency=agency, data=content_of(data), by=request.user)
    if request.accepts("text/html"):
        messages.success(request, _("บันทึกร่างแล้ว ยังไม่เผยแพร่"))
        return redirect("ereports:report-edit", code=agency.code)
    return JsonResponse({"saved_at": format_datetime(draft.saved_at)})


def _redraw(request, agency, report, data, file_errors):
    """The form as typed, unjudged: a row more or less, or back from a page before the save."""
    for error in file_errors.values():  # the form is not judged now, but a file is gone
        messages.error(request, error)
    conflict = _conflict(data, report)
    if conflict and conflict.is_answer:
        conflict.settle()
    form = ReportForm(
        data,
        report=report,
        agency=agency,
        by=request.user,
        quiet=True,
        extra_rows="add_channel" in data,
    )
    return form_page(request, agency, report, form)


def _try_to_save(request, agency, report, data, file_errors):
    """Save, or answer with the page that stands before it: conflict, errors, summary."""
    if report.last_save_key == save_key(data):  # the same form again: double click, retry, Back
        return _saved(request, agency)
    conflict = _conflict(data, report)
    if conflict:
        if not conflict.is_settled:
            return conflict_page(request, agency, report, data, conflict)
        conflict.settle()
    form = ReportForm(data, report=report, agency=agency, by=request.user, file_errors=file_errors)
    if not form.is_valid():
        return form_page(request, agency, report, form)
    if form.publishes_to_subtree() and not Rights.of(request.user).may_publish_to_subtree(agency):
        deny(request)
    summary = Summary(form, report)
    wants_tick = summary.reaches_subtree and not agency.is_leaf()
    is_confirmed = "confirm" in data and ("confirm_subtree" in data or not wants_tick)
    if summary and not is_confirmed:
        return summary_page(request, agency, report, data, summary)
    return _save(request, agency, form, data, summary)


def _conflict(data, report):
    """The Conflict of a form that is older than the report, or None."""
    try:
        return Conflict(data, report)
    except ValueError:
        return None


def _save(request, agency, form, data, summary):
    """Publish, unless somebody saved in this very moment."""
    try:
        actions.save_report(
            agency=agency,
            answers=form.answers(),
            version=form.lock.cleaned_data["version"],
            key=save_key(data),
            by=request.user,
        )
    except StaleVersion as stale:
        if conflict := _conflict(data, stale.current):
            return conflict_page(request, agency, stale.current, data, conflict)
        form.lock.add_error("version", OLD_PAGE)  # a version that never was: no page of ours
        return form_page(request, agency, stale.current, form)
    if any(part.staged and part.staged.is_waiting for part in form.documents.values()):
        messages.info(request, _("มีไฟล์ที่รอตรวจไวรัส ไฟล์นั้นจะเผยแพร่เองเมื่อตรวจผ่าน"))
    return _saved(request, agency, is_public=bool(summary.published or summary.withdrawn))


def _saved(request, agency, *, is_public=True):
    if is_public:
        messages.success(request, _("บันทึกและเผยแพร่แล้ว ประชาชนเห็นข้อมูลนี้ทันที"))
    else:
        messages.success(request, _("บันทึกแล้ว ข้อมูลในหน้าประชาชนไม่เปลี่ยนแปลง"))
    return redirect("ereports:report-edit", code=agency.code)


def keep_work(request, code):
    """Keep a sent form as a draft when it cannot be saved: session over, right withdrawn."""
    rights = Rights.of(request.user)
    agency = rights.agencies().open().filter(code=code).first()
    if agency and request.method == "POST":
        data = request.POST
        if rights.may_report(agency):  # without the right, texts are kept but no file is taken in
            data, _errors = stage_posted_files(request, agency)
        actions.save_draft(agency=agency, data=content_of(data), by=request.user)


report_edit.keep_work = keep_work
