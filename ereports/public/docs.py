"""The page that shows people what the open data holds and how to ask for it."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from agencies.models import Agency
from ereports.public.description import PATHS, SCHEMAS, description
from infoadmin.addresses import absolute

SHOWN = {"AgencyDetail": _("ข้อมูลของหน่วยงาน"), "Publication": _("ข้อมูลของเอกสาร")}
# The parameters that each example shows, so that it stays short.
EXAMPLES = {
    "agencies": ("kind",),
    "publications": ("section", "since"),
    "publicationsCsv": ("within",),
}


@login_not_required
@require_safe
def api(request):
    """Every address with its parameters and an example that can be pressed."""
    code = Agency.objects.open().order_by("path").values_list("code", flat=True).first()
    context = {
        "info": description(request)["info"],
        "operations": [_operation(request, path, code) for path in PATHS],
        "schemas": [
            {"name": name, "title": title, "properties": SCHEMAS[name]["properties"].items()}
            for name, title in SHOWN.items()
        ],
        "limit": settings.API_REQUESTS_PER_MINUTE,
    }
    return render(request, "public/api.html", context)


def _operation(request, path, code):
    """An operation of the description with an example; `code` is that of an agency that exists."""
    operation = PATHS[path]["get"]
    wanted, filled = {}, path
    for parameter in operation["parameters"]:
        name = parameter["name"]
        if name == "code":
            filled = path.replace("{code}", code or parameter["example"])
        elif name in EXAMPLES.get(operation["operationId"], ()):
            is_code = "pattern" in parameter["schema"]
            wanted[name] = (is_code and code) or parameter["example"]
    example = f"{filled}?{urlencode(wanted)}" if wanted else filled
    shown = absolute(request, example)
    return {**operation, "path": path, "example": example, "example_shown": shown}
