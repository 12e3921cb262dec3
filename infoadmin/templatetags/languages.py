"""Template filters for pages in two languages: names, and what is Thai on an English page.

`language` is the current one, for who has it at hand.
"""

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language

register = template.Library()


def is_english(language=None):
    return (language or get_language()) == "en"


@register.filter
def plain_name(agency, language=None):
    """An agency's name in the page's language, where it has one: plain text, for titles."""
    return (is_english(language) and agency.name_en) or agency.name


@register.filter
def local_name(agency, language=None):
    """The same for the page itself: a Thai name on an English page says that it is Thai."""
    if is_english(language) and agency.name_en:
        return agency.name_en
    return thai_text(agency.name, language)


@register.filter
def thai_text(text, language=None):
    """Something written in Thai (a document's name): on an English page marked as such."""
    if is_english(language):
        return format_html('<span lang="th">{}</span>', text)
    return text
