"""Fields and form bases that the parts of the report share."""

from urllib.parse import urlsplit

from django import forms
from django.core.validators import URLValidator
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

LINK_HELP = _("ขึ้นต้นด้วย https:// หรือ http://")


class QuietForm(forms.Form):
    """A form that can be shown again as typed, without judging it (`quiet=True`)."""

    def __init__(self, *args, quiet=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.quiet = quiet

    def full_clean(self):
        if self.quiet:
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()


class LinkField(forms.CharField):
    """An address on the web: http(s) only, no credentials; Thai answers to anything else."""

    def __init__(self, **options):
        options.setdefault("required", False)
        options.setdefault("help_text", LINK_HELP)
        super().__init__(
            max_length=800,
            error_messages={
                "required": _("กรอกลิงก์"),
                "max_length": _("ลิงก์ยาวเกินไป (ไม่เกิน 800 ตัวอักษร)"),
            },
            widget=forms.TextInput(
                {"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}
            ),
            **options,
        )

    def clean(self, value):
        typed = super().clean(value)
        if not typed:
            return ""
        wrong = forms.ValidationError(
            _("ลิงก์ไม่ถูกต้อง คัดลอกที่อยู่ทั้งหมดจากเบราว์เซอร์ เช่น https://ratchakitcha.soc.go.th/…"),
            code="link",
        )
        try:
            URLValidator(schemes=["http", "https"])(typed)
            parts = urlsplit(typed)
        except (forms.ValidationError, ValueError):
            raise wrong from None
        if parts.username or parts.password:
            raise forms.ValidationError(_("ลิงก์มีชื่อผู้ใช้หรือรหัสผ่านอยู่ด้วย กรุณานำออก"), code="credentials")
        return typed


class YesNoField(forms.TypedChoiceField):
    """Two radio buttons; cleans to True, False, or None when not answered yet."""

    def __init__(self, yes, no, **options):
        super().__init__(
            choices=[("yes", yes), ("no", no)],
            coerce=lambda value: value == "yes",
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": _("เลือกคำตอบจากรายการ")},
            **options,
        )

    def prepare_value(self, value):
        """True/False from the database → the radio's value."""
        return {True: "yes", False: "no"}.get(value, value)


class RowToggles:
    """The history table of one part: which rows were shown, and which of them are on.

    A row that the form did not show (somebody added it since) is not touched by it.
    """

    def __init__(self, rows, prefix, data):
        self.rows = list(rows)
        self.rows_name, self.on_name = f"{prefix}-rows", f"{prefix}-on"
        shown = data.getlist(self.rows_name) if data is not None else []
        on = data.getlist(self.on_name) if data is not None else []
        for row in self.rows:
            row.is_on = str(row.pk) in on if str(row.pk) in shown else row.in_use
            row.is_changed = row.is_on != row.in_use

    def changes(self):
        """{row: in use} of the rows whose toggle was moved."""
        return {row: row.is_on for row in self.rows if row.is_changed}
