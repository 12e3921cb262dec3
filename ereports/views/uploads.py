"""Files of the report form: kept as soon as they arrive, whatever becomes of the rest."""

from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.rights import agency_view
from ereports import actions, files
from ereports.sections import BY_KEY, SECTIONS


def stage_posted_files(request, agency):
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
    data, errors = stage_posted_files(request, agency)
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
