"""The parts of the frame that are the same on every page; built in to every template."""

from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from infoadmin.thai.dates import buddhist_year

register = template.Library()


@register.simple_tag
def constant(template_name, **facts):
    """A template that needs nothing but the language, the year and the contacts: made once.

    It sees `contact`, `buddhist_year` and the `facts` given, of which there are few and which are
    hashable; nothing of the page around it.
    """
    make = _made.__wrapped__ if settings.DEBUG else _made
    language, year = translation.get_language(), buddhist_year()
    contact = settings.CONTACT_PHONE, settings.CONTACT_EMAIL
    return make(template_name, language, year, *contact, **facts)


@lru_cache(maxsize=100)
def _made(template_name, _language, year, phone, email, /, **facts):
    contact = {"phone": phone, "email": email}
    return render_to_string(template_name, {"buddhist_year": year, "contact": contact, **facts})
