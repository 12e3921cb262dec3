"""The citizens' site, info.go.th."""

from django.urls import path

from ereports.public import docs, documents, feeds, opendata, views

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("agency/<agency_code:code>/", views.agency, name="agency"),
    path("agency/<agency_code:code>/agencies/", views.agency_children, name="agency-children"),
    path("agency/<agency_code:code>/document/<uuid:pk>/", documents.document, name="document"),
    path(
        "agency/<agency_code:code>/document/<uuid:pk>/file/",
        documents.document_view,
        name="document-view",
    ),
    path(
        "agency/<agency_code:code>/document/<uuid:pk>/download/",
        documents.document_download,
        name="document-download",
    ),
    path(
        "agency/<agency_code:code>/document/<uuid:pk>/publication.json",
        documents.document_intervals,
        name="document-intervals",
    ),
    path("verify/<str:reference>/", documents.verify, name="verify"),
    path("about/<slug:page>/", views.page, name="page"),
    path("api/", docs.api, name="api"),
    path("api/v1/openapi.json", opendata.openapi, name="openapi"),
    path("publications.atom", feeds.newest, name="feed"),
    path("agency/<agency_code:code>/publications.atom", feeds.of_agency, name="agency-feed"),
    path("agency/<agency_code:code>/subtree.atom", feeds.of_subtree, name="subtree-feed"),
]
