"""Officers' pages on reports: the list in one's right, the form, its files and its history."""

from functools import partial

from django.contrib import messages
from django.http import JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.rights import Rights, agency_view, deny
from agencies.models import Agency, attach_ancestry
from ereports import actions, faults, files, publication
from ereports.forms.licences import ChannelForms
from ereports.forms.report import ReportForm, save_key
from ereports.forms.search import ReportSearchForm
from ereports.models import Draft, Report
from ereports.sections import BY_KEY, LICENCES, SECTIONS
from infoadmin.forms.versioned import OLD_PAGE, StaleVersion
from infoadmin.paging import page_of, search_text
from infoadmin.thai.dates import format_datetime


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
@agency_view(related=["report__saved_by"])
def report_edit(request, agency):
    """The form of all four parts; บันทึก publishes everything at once (M15-M23)."""
    if not Rights.of(request.user).may_report(agency):
        keep_work(request, agency.code)
        deny(request)
    attach_ancestry([agency])
    report = getattr(agency, "report", None) or Report(agency=agency)
    if request.method != "POST":
        return _open(request, agency, report)
    data, file_errors = _stage_posted_files(request, agency)
    form_of = partial(
        ReportForm, data, report=report, agency=agency, by=request.user, file_errors=file_errors
    )
    if "discard_draft" in data:
        actions.discard_draft(agency=agency, by=request.user)
        messages.info(request, _("ทิ้งร่างแล้ว แบบฟอร์มแสดงข้อมูลที่บันทึกล่าสุด"))
        return redirect("ereports:report-edit", code=agency.code)
    if "save_draft" in data:
        return _save_draft(request, agency, data)
    if data.keys() & {"discard", "add_channel", "remove_channel"}:
        for error in file_errors.values():  # the form is not judged now, but a file is gone
            messages.error(request, error)
        form = form_of(quiet=True, extra_rows="add_channel" in data)
        return _show(request, agency, report, form)
    key = save_key(data)
    if report.last_save_key == key:  # the same form again: a double click, a retry, Back
        return _saved(request, agency)
    form = form_of()
    if not form.is_valid():
        return _show(request, agency, report, form)
    if form.publishes_to_subtree() and not Rights.of(request.user).may_publish_to_subtree(agency):
        deny(request)
    return _save(request, agency, form, data, key)


def _open(request, agency, report):
    """The form as saved, or as its draft left it."""
    draft = Draft.objects.filter(user=request.user, agency=agency).first()
    data = None
    if draft:
        data = QueryDict(mutable=True)
        for name, texts in draft.data.items():
            data.setlist(name, texts)
    form = ReportForm(data, report=report, agency=agency, by=request.user, quiet=bool(draft))
    return _show(request, agency, report, form, draft=draft)


def _save(request, agency, form, data, key):
    """Publish, or show what somebody else saved first; the officer's own work stays a draft."""
    try:
        actions.save_report(
            agency=agency,
            answers=form.answers(),
            version=form.lock.cleaned_data["version"],
            key=key,
            by=request.user,
        )
    except StaleVersion as stale:
        if stale.current.pk is None:  # a version of nothing: the page was not ours as it stood
            form.lock.add_error("version", OLD_PAGE)
            return _show(request, agency, stale.current, form)
        actions.save_draft(agency=agency, data=data, by=request.user)
        conflict = form.differences(stale.current)
        data["version"] = stale.current.version
        ChannelForms.add_unseen(data, stale.current)
        form = ReportForm(data, report=stale.current, agency=agency, by=request.user, quiet=True)
        return _show(request, agency, stale.current, form, conflict=conflict)
    if any(part.staged and part.staged.is_waiting for part in form.documents.values()):
        messages.info(request, _("มีไฟล์ที่รอตรวจไวรัส ไฟล์นั้นจะเผยแพร่เองเมื่อตรวจผ่าน"))
    return _saved(request, agency)


def _saved(request, agency):
    messages.success(request, _("บันทึกและเผยแพร่แล้ว ประชาชนเห็นข้อมูลนี้ทันที"))
    return redirect("ereports:report-edit", code=agency.code)


def _save_draft(request, agency, data):
    """บันทึกร่าง: by the button, or by itself (which wants JSON)."""
    draft = actions.save_draft(agency=agency, data=data, by=request.user)
    if request.accepts("text/html"):
        messages.success(request, _("บันทึกร่างแล้ว ยังไม่เผยแพร่"))
        return redirect("ereports:report-edit", code=agency.code)
    return JsonResponse({"saved_at": format_datetime(draft.saved_at)})


def keep_work(request, code):
    """Keep a sent form as a draft when it cannot be saved: session over, right withdrawn."""
    rights = Rights.of(request.user)
    agency = rights.agencies().open().filter(code=code).first()
    if agency and request.method == "POST":
        data = request.POST
        if rights.may_report(agency):  # without the right, texts are kept but no file is taken in
            data, _errors = _stage_posted_files(request, agency)
        actions.save_draft(agency=agency, data=data, by=request.user)


report_edit.keep_work = keep_work


def _show(request, agency, report, form, conflict=None, draft=None):
    inherited = publication.inherited_documents_of(agency)
    may_publish = Rights.of(request.user).may_publish_to_subtree(agency)
    context = {
        "agency": agency,
        "report": report,
        "form": form,
        "conflict": conflict,
        "draft": draft,
        "errors": form.error_list(),
        "sections": [_part(section, form, report, inherited) for section in SECTIONS],
        "subtree_size": Agency.objects.below(agency).open().count() if may_publish else None,
        "may_publish_to_subtree": may_publish,
    }
    return render(request, "ereports/report_edit.html", context)


def _part(section, form, report, inherited):
    """What the template shows of one section."""
    documents = form.documents[section.key]
    inherited = [row for row in inherited if row.section == section.key]
    is_passed_over = section is LICENCES and report.has_licences is False
    is_in_use = any(row.in_use for row in documents.toggles.rows)
    return {
        "info": section,
        "form": documents,
        "inherited": inherited,
        "is_done": bool(is_in_use or inherited or is_passed_over),
    }


def _stage_posted_files(request, agency):
    """Keep the files that came with the form, before anything else can fail.

    Answers (the form's data with upload ids in the place of files, {section key: error}).
    """
    data, errors = request.POST.copy(), {}
    if removed := data.get("remove_channel"):
        data[f"channel-{removed}-name"] = data[f"channel-{removed}-url"] = ""
    for section in SECTIONS:
        name = f"{section.key}-file"
        if data.get("discard") == section.key:
            data[f"{section.key}-upload"] = ""
        elif name in getattr(request, "oversized_fields", ()):
            errors[section.key] = str(files.too_large())
        elif name in request.FILES:
            try:
                upload = actions.stage_upload(
                    file=request.FILES[name], agency=agency, section=section, by=request.user
                )
            except files.FileRefused as refusal:
                errors[section.key] = str(refusal)
            else:
                data[f"{section.key}-upload"] = str(upload.pk)
    return data, errors


@require_POST
@agency_view("may_report")
def upload_stage(request, agency):
    """Receive one file as soon as it is chosen; answers its id, or why not, as JSON."""
    section = BY_KEY.get(request.POST.get("section"))
    if section is None:
        return JsonResponse({"error": _("ไม่พบส่วนของรายงาน")}, status=400)
    data, errors = _stage_posted_files(request, agency)
    if error := errors.get(section.key):
        return JsonResponse({"error": error}, status=422)
    upload_id = data.get(f"{section.key}-upload")
    if not upload_id or f"{section.key}-file" not in request.FILES:
        return JsonResponse({"error": _("ไม่พบไฟล์ กรุณาเลือกไฟล์อีกครั้ง")}, status=400)
    upload = agency.uploads.get(pk=upload_id)
    return JsonResponse(
        {
            "id": str(upload.pk),
            "name": upload.original_name,
            "size": upload.size,
            "pages": upload.pages,
            "is_waiting": upload.is_waiting,  # for the virus scanner
        }
    )
