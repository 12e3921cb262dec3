"""The WSGI entry: `gunicorn infoadmin.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infoadmin.settings")
application = get_wsgi_application()

from infoadmin.slow_bodies import SlowBodies  # noqa: E402 - it reads the settings

application = SlowBodies(application)
