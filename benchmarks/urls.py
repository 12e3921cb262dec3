"""Where the yardsticks answer; the product never mounts them."""

from django.urls import path

from benchmarks.yardsticks.admin import site
from benchmarks.yardsticks.bare import bare

urlpatterns = [path("bare/", bare), path("admin/", site.urls)]
