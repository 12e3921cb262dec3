"""Entry point of the server: refuses to start before `manage.py prepare` has made the keys."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "digital_id.settings")

application = get_wsgi_application()

if not settings.OAUTH2_PROVIDER["OIDC_RSA_PRIVATE_KEY"]:
    raise ImproperlyConfigured(f"No keys in {settings.DATA_DIR}: run manage.py prepare first.")
