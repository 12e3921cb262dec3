"""หน่วยงานและโครงสร้าง: /backend/agencies/."""

from django.urls import path

from agencies.views import agencies, tree

app_name = "agencies"
urlpatterns = [
    path("", agencies.agency_list, name="agency-list"),
    path("export/", agencies.agency_export, name="agency-export"),
    path("tree/", tree.agency_tree, name="agency-tree"),
    path("add/", tree.agency_create, name="agency-create"),
    path("import/", tree.agency_import, name="agency-import"),
    path("<agency_code:code>/", agencies.agency_edit, name="agency-edit"),
    path("<agency_code:code>/history/", agencies.agency_history, name="agency-history"),
    path("<agency_code:code>/details/", tree.agency_details, name="agency-details"),
    path("<agency_code:code>/move/", tree.agency_move, name="agency-move"),
    path("<agency_code:code>/close/", tree.agency_close, name="agency-close"),
    path("<agency_code:code>/reopen/", tree.agency_reopen, name="agency-reopen"),
]
