"""The date field of every form: three boxes วัน · เดือน · ปี พ.ศ. that answer in Thai.

A whole date typed or pasted into the first box is understood as well.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from infoadmin.forms.widgets import PlainSelect
from infoadmin.thai.dates import (
    BUDDHIST_OFFSET,
    MONTHS,
    BuddhistDateError,
    parse_parts,
    parse_text,
)


class BuddhistDateWidget(forms.MultiWidget):
    """Day, month and Buddhist year as three inputs named `…_day`, `…_month`, `…_year`."""

    template_name = "forms/date_fields.html"
    use_fieldset = True

    def __init__(self, attrs=None):
        months = [("", _("เดือน")), *((str(n), name) for n, (name, _abbr) in enumerate(MONTHS, 1))]
        number = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(
            {
                "day": forms.TextInput({**number, "maxlength": 40, "placeholder": "1-31"}),
                "month": PlainSelect(choices=months),
                "year": forms.TextInput({**number, "maxlength": 4, "placeholder": "25xx"}),
            },
            attrs,
        )

    def render(self, name, value, attrs=None, renderer=None):
        """The three boxes, each drawn by its own widget and with its own label."""
        values = value if isinstance(value, list) else self.decompress(value)
        identifier = (attrs or {}).get("id")
        shared = {key: text for key, text in (attrs or {}).items() if key != "id"}
        parts = [
            part.render(
                name + suffix,
                text,
                {**shared, "id": f"{identifier}{suffix}"} if identifier else shared,
                renderer,
            )
            for part, suffix, text in zip(self.widgets, self.widgets_names, values, strict=True)
        ]
        context = {"id": identifier, **dict(zip(("day", "month", "year"), parts, strict=True))}
        return mark_safe(renderer.render(self.template_name, context))  # noqa: S308 - a template's

    def decompress(self, value):
        """`date` → what the three boxes show."""
        if not value:
            return ["", "", ""]
        return [str(value.day), str(value.month), str(value.year + BUDDHIST_OFFSET)]


class BuddhistDateField(forms.Field):
    """A date typed in พ.ศ.; cleans to `datetime.date`, or None when optional and empty."""

    widget = BuddhistDateWidget
    default_error_messages = {"required": _("กรอกวัน เดือน และปี พ.ศ. ให้ครบ")}

    def to_python(self, value):
        parts = [(part or "").strip() for part in value or []]
        if not any(parts):
            return None
        is_whole = len(parts[0]) > 2 and not any(parts[1:])
        try:
            return parse_text(parts[0]) if is_whole else parse_parts(*parts)
        except BuddhistDateError as error:
            raise ValidationError(str(error), code="date") from None

    def has_changed(self, initial, data):
        return [part or "" for part in data or []] != self.widget.decompress(initial)
