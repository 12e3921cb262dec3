"""หน่วยงานและโครงสร้าง: /backend/agencies/."""

from django.urls import path

from agencies import views

app_name = "agencies"
urlpatterns = [
    path("", views.agency_list, name="agency-list"),
    path("<agency_code:code>/", views.agency_edit, name="agency-edit"),
    path("<agency_code:code>/history/", views.agency_history, name="agency-history"),
]
