"""dga's list of the kinds of problem that 1.4 offers (M21)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.rights import dga_view
from ereports import actions
from ereports.forms.obstacles import ObstacleKindForm
from ereports.models import ObstacleKind


@require_safe
@dga_view
def obstacle_kind_list(request):
    """Every kind, offered or not, in its order."""
    kinds = ObstacleKind.objects.all()
    return render(request, "ereports/obstacle_kind_list.html", {"kinds": kinds})


@require_http_methods(["GET", "HEAD", "POST"])
@dga_view
def obstacle_kind_edit(request, pk=None):
    """Add a kind, or change one; a kind that was once chosen is switched off, not deleted."""
    kind = get_object_or_404(ObstacleKind, pk=pk) if pk else ObstacleKind()
    form = ObstacleKindForm(request.POST if request.method == "POST" else None, instance=kind)
    if request.method == "POST" and form.is_valid():
        actions.set_obstacle_kind(kind=form.instance, by=request.user, **form.cleaned_data)
        messages.success(request, _("บันทึกประเภทของปัญหาแล้ว"))
        return redirect("ereports:obstacle-kind-list")
    return render(request, "ereports/obstacle_kind_edit.html", {"form": form, "kind": kind})
