"""WSGI entry of the yardsticks: /bare/ goes through no middleware at all, the rest through stock."""

import os

import django
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
django.setup()
stock = WSGIHandler()
with override_settings(MIDDLEWARE=[]):  # a handler builds its chain when it is made
    bare = WSGIHandler()


def application(environ, start_response):
    """Answer one request by the handler that its path asks for."""
    handler = bare if environ["PATH_INFO"] == "/bare/" else stock
    return handler(environ, start_response)
