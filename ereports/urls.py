"""รายงานผลการดำเนินการ: /backend/reports/."""

from django.urls import path

from ereports.views import documents, evidence, obstacles, presence, reports, uploads

app_name = "ereports"
urlpatterns = [
    path("", reports.report_list, name="report-list"),
    path("obstacles/", obstacles.obstacle_kind_list, name="obstacle-kind-list"),
    path("obstacles/add/", obstacles.obstacle_kind_edit, name="obstacle-kind-add"),
    path("obstacles/<int:pk>/", obstacles.obstacle_kind_edit, name="obstacle-kind-edit"),
    path("agency/<agency_code:code>/", reports.report_edit, name="report-edit"),
    path("agency/<agency_code:code>/uploads/", uploads.upload_stage, name="upload-stage"),
    path("agency/<agency_code:code>/as-of/", evidence.report_as_of, name="report-as-of"),
    path("agency/<agency_code:code>/presence/", presence.report_presence, name="report-presence"),
    path("agency/<agency_code:code>/history/", documents.report_history, name="report-history"),
    path(
        "agency/<agency_code:code>/documents/<uuid:pk>/",
        documents.document_file,
        name="document-file",
    ),
    path(
        "agency/<agency_code:code>/documents/<uuid:pk>/history/",
        documents.document_history,
        name="document-history",
    ),
    path(
        "agency/<agency_code:code>/documents/<uuid:pk>/certificate/",
        evidence.document_certificate,
        name="document-certificate",
    ),
    path(
        "agency/<agency_code:code>/documents/<uuid:pk>/publication.json",
        evidence.document_intervals,
        name="document-intervals",
    ),
]
