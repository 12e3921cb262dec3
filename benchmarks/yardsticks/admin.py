"""The stock yardstick: django.contrib.admin with SimpleHistoryAdmin and inlines on our tables.

Set up as a careful developer would: uploads are not a drop-down of thousands of rows, and what is
shown of a related row comes with the same query.
"""

from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from agencies.models import Agency
from ereports.models import Document, GazetteLink, LicenceChannel, Report


class Site(admin.AdminSite):
    """An admin for whoever is signed in: our people have no is_staff."""

    def has_permission(self, request):
        """Whether the request may enter."""
        return request.user.is_authenticated


class Permitted:
    """Every model permission, which our people do not have either."""

    def has_module_permission(self, request):
        """Yes."""
        return True

    def _yes(self, request, obj=None):
        return True

    has_view_permission = has_change_permission = has_add_permission = _yes
    has_delete_permission = _yes


class AgencyAdmin(Permitted, SimpleHistoryAdmin):
    """List and search of agencies."""

    list_display = ("name", "code", "kind", "status", "updated_at")
    search_fields = ("name", "name_en", "short_name", "code")
    ordering = ("sort_key", "code")


class DocumentInline(Permitted, admin.TabularInline):
    """The history table of documents: toggle, date and scope may be changed."""

    model = Document
    extra = 0
    fields = ("upload", "section", "date", "scope", "in_use", "created_by", "created_at")
    readonly_fields = ("upload", "section", "created_by", "created_at")

    def get_queryset(self, request):
        """Documents with what is shown of them."""
        return super().get_queryset(request).select_related("upload", "created_by")


class GazetteLinkInline(Permitted, admin.TabularInline):
    """Links to the Royal Gazette."""

    model = GazetteLink
    extra = 0
    fields = ("url", "in_use")


class LicenceChannelInline(Permitted, admin.TabularInline):
    """Where licences can be checked."""

    model = LicenceChannel
    extra = 0
    fields = ("position", "name", "url")


class ReportAdmin(Permitted, SimpleHistoryAdmin):
    """The report with everything that hangs on it."""

    fields = (
        *("agency", "has_licences", "is_gazetted"),
        *("obstacle_1", "obstacle_2", "obstacle_3", "obstacle_detail"),
    )
    readonly_fields = ("agency",)
    inlines = (DocumentInline, GazetteLinkInline, LicenceChannelInline)


site = Site()
site.register(Agency, AgencyAdmin)
site.register(Report, ReportAdmin)
