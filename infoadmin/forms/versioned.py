"""Optimistic lock of forms: each carries the version it was opened with."""

from django import forms
from django.utils.translation import gettext_lazy as _

OLD_PAGE = _("หน้านี้เก่าเกินไป กรุณาเปิดใหม่แล้วลองอีกครั้ง")


class StaleVersion(Exception):
    """The object was saved by somebody else since the form was opened.

    `current` is the object as it is now.
    """

    def __init__(self, current):
        super().__init__("stale version")
        self.current = current


class VersionedForm(forms.Form):
    """A form that writes: it carries the version of the object it was opened with."""

    version = forms.IntegerField(
        label="",
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid"), OLD_PAGE),
    )
