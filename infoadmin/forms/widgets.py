"""Widgets that are drawn without templates, because a long form has many of them."""

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join


class PlainSelect(forms.Select):
    """A drop-down without groups. Django's own draws every option by a template of its own."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = self.format_value(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, _SELECTED[str(key) in chosen], label) for key, label in self.choices),
        )
        drawn = flatatt({"name": name, **self.build_attrs(self.attrs, attrs)})
        return format_html("<select{}>{}</select>", drawn, options)


_SELECTED = {True: " selected", False: ""}
