"""The WSGI entry: `gunicorn infoadmin.wsgi`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infoadmin.settings")
application = get_wsgi_application()

import infoadmin.urls  # noqa: E402, F401 - and with it all views, before the first request
from ereports.public.kept_pages import KeptPages  # noqa: E402 - these read the settings
from infoadmin.slow_bodies import SlowBodies  # noqa: E402

application = KeptPages(SlowBodies(application))
gc.freeze()  # what the start has made lives as long as the process: nobody need look at it again
gc.set_threshold(10_000)  # objects: a page leaves some 300 that hold each other
