"""The templates in Jinja2: their texts are translated, their addresses those of the URLconf."""

import uuid

import polib
import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe
from jinja2 import UndefinedError, nodes
from markupsafe import Markup, escape

from agencies.models import Agency
from infoadmin import jinja, translations
from infoadmin.addresses import address_of

TEMPLATES = sorted(jinja.FOLDER.rglob("*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_text_is_in_the_catalogue(path):
    known = {
        entry.msgid for entry in polib.pofile(str(translations.LOCALE / "en/LC_MESSAGES/django.po"))
    }
    tree = jinja.environment("th").parse(path.read_text(encoding="utf-8"))
    filters = [node for node in tree.find_all(nodes.Filter) if node.name == "translate"]
    assert {node.node.value for node in filters} <= known


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_text_is_left_untranslated(path):
    tree = jinja.environment("th").parse(path.read_text(encoding="utf-8"))
    data = "".join(node.data for node in tree.find_all(nodes.TemplateData))
    assert not [letter for letter in data if "\u0e00" <= letter <= "\u0e7f"]


@pytest.mark.parametrize("language", ["th", "en"])
def test_an_address_is_that_of_reverse(language):
    pk = uuid.uuid4()
    with translation.override(language):
        for name, *arguments in (
            ("public:home",),
            ("public:agency", "X-1"),
            ("public:document-download", "21003004", pk),
            ("ereports:document-history", "21003004", pk),
        ):
            expected = reverse(name, args=arguments)
            assert address_of(name, *arguments) == expected
            assert address_of(name, *arguments, language=language) == expected


@pytest.mark.parametrize("value", ["<b>&'\"", "ไทย", 8, Markup("<b>"), mark_safe("<i>")])
def test_a_value_is_escaped_as_markupsafe_does(value):
    assert jinja.html(value) == escape(value)
    made = jinja.environment("th").from_string(
        "{{ value }}{{ '<u>%(value)s'|filled(value=value) }}"
    )
    assert made.render(value=value) == f"{escape(value)}<u>{escape(value)}"


def test_a_name_that_is_misspelt_is_an_error():
    environment = jinja.environment("th")
    with pytest.raises(UndefinedError):
        environment.from_string("{{ agncy }}").render()
    with pytest.raises(AttributeError):
        environment.from_string("{{ agency.nmae }}").render(agency=Agency())
