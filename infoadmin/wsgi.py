"""The WSGI entry: `gunicorn infoadmin.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infoadmin.settings")
application = get_wsgi_application()

from ereports.public.kept_pages import KeptPages  # noqa: E402 - these read the settings
from infoadmin.slow_bodies import SlowBodies  # noqa: E402

application = KeptPages(SlowBodies(application))
