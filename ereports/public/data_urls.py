"""Addresses for programs: one language, no page around them."""

from django.urls import path

from ereports.public import opendata, sitemaps

app_name = "opendata"
urlpatterns = [
    path("api/v1/agencies/", opendata.agencies, name="agencies"),
    path("api/v1/agencies/<agency_code:code>/", opendata.agency, name="agency"),
    path("api/v1/publications/", opendata.publications, name="publications"),
    path("api/v1/publications.csv", opendata.publications_csv, name="publications-csv"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-pages.xml", sitemaps.pages, name="sitemap-pages"),
    path("sitemap-agencies-<int:number>.xml", sitemaps.agencies, name="sitemap-agencies"),
]
