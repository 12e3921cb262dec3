"""The form of every page that takes a CSV file: checked first, then taken."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from infoadmin.forms.versioned import OLD_PAGE


class FormKeyField(forms.UUIDField):
    """Names one form as it was opened, so that sending it twice does its deed once."""

    def __init__(self):
        super().__init__(
            label="",
            widget=forms.HiddenInput,
            initial=uuid.uuid4,
            error_messages=dict.fromkeys(("required", "invalid"), OLD_PAGE),
        )


class CSVForm(forms.Form):
    """A CSV file to check first and to take afterwards: the second time it travels as text."""

    file = forms.FileField(
        label=_("ไฟล์ CSV"),
        required=False,
        widget=forms.FileInput({"accept": ".csv,text/csv"}),
        help_text=_("บันทึกจาก Excel เป็น CSV UTF-8"),
    )
    content = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    key = FormKeyField()

    MAX_BYTES = 2 * 1024 * 1024

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("บันทึกจาก Excel เป็น CSV UTF-8 ไม่เกิน %d MB") % (
            self.MAX_BYTES // 1024**2
        )

    def clean(self):
        cleaned = super().clean()
        file = cleaned.get("file")
        if file and file.size > self.MAX_BYTES:
            raise forms.ValidationError(
                {"file": _("ไฟล์ใหญ่เกิน %d MB กรุณาแบ่งเป็นหลายไฟล์") % (self.MAX_BYTES // 1024**2)}
            )
        if not file and not cleaned.get("content"):
            raise forms.ValidationError({"file": _("เลือกไฟล์ CSV")})
        return cleaned

    def bytes(self):
        """The file's content, newly chosen or carried along."""
        file = self.cleaned_data.get("file")
        return file.read() if file else self.cleaned_data["content"].encode()
