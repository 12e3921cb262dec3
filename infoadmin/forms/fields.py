"""Fields that forms of several parts share."""

from django import forms

from infoadmin.thai.text import one_line


class OneLineField(forms.CharField):
    """A name or another short text: what is pasted into it stays on one line."""

    def to_python(self, value):
        return one_line(super().to_python(value))
