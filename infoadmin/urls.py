"""The product's addresses: the citizens' site at the root and in English below /en/, the
officers' below /backend/."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

import agencies.converters  # noqa: F401 - registers <agency_code:…> for all the rest
from infoadmin import views

urlpatterns = [
    *i18n_patterns(path("", include("ereports.public.urls")), prefix_default_language=False),
    path("", include("ereports.public.data_urls")),
    path("backend/", include("accounts.urls")),
    path("backend/home/", views.home, name="home"),
    path("backend/agencies/", include("agencies.urls")),
    path("backend/reports/", include("ereports.urls")),
    path("health/live/", views.live, name="health-live"),
    path("health/ready/", views.ready, name="health-ready"),
]
handler400 = "infoadmin.views.bad_request"
handler403 = "infoadmin.views.forbidden"
handler404 = "infoadmin.views.not_found"
handler500 = "infoadmin.views.server_error"
