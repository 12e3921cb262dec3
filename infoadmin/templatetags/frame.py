"""The parts of the frame that are the same on every page; built in to every template."""

from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from infoadmin.context import buddhist_year

register = template.Library()


@register.simple_tag
def constant(template_name):
    """A template that needs nothing but the language, the year and the contacts: made once.

    It sees `contact` and `buddhist_year`, and nothing of the page around it.
    """
    make = _made.__wrapped__ if settings.DEBUG else _made
    language, year = translation.get_language(), buddhist_year()
    return make(template_name, language, year, settings.CONTACT_PHONE, settings.CONTACT_EMAIL)


@lru_cache(maxsize=100)
def _made(template_name, _language, year, phone, email):
    facts = {"buddhist_year": year, "contact": {"phone": phone, "email": email}}
    return render_to_string(template_name, facts)
