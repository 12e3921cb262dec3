"""What officers type about an agency."""

from django import forms
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from infoadmin.forms.versioned import VersionedForm


class OneEmailField(forms.EmailField):
    """One e-mail address; two in one box, or anything else, is answered in Thai."""

    default_validators = [
        EmailValidator(_("อีเมลไม่ถูกต้อง ตัวอย่างที่ถูกต้อง: contact@agency.go.th")),
    ]

    def __init__(self, **options):
        super().__init__(
            required=False,
            max_length=254,
            error_messages={"max_length": _("อีเมลยาวเกินไป (ไม่เกิน 254 ตัวอักษร)")},
            widget=forms.EmailInput({"autocomplete": "off", "inputmode": "email"}),
            **options,
        )

    def clean(self, value):
        typed = (value or "").strip()
        if typed.count("@") > 1 or any(mark in typed for mark in ",;\r\n\t "):
            raise forms.ValidationError(
                _("ช่องนี้ใส่ได้ 1 อีเมลเท่านั้น กรุณาเลือกอีเมลหลัก 1 อีเมล และไม่เว้นวรรค"), code="several"
            )
        return super().clean(typed)


class EmailsForm(VersionedForm):
    """The three addresses of an agency (manual: การจัดการอีเมลของหน่วยงาน)."""

    email_contact = OneEmailField(
        label=_("อีเมลสำหรับประชาชนติดต่อ"),
        help_text=_("เป็นอีเมลที่ไว้สำหรับให้ประชาชนสามารถติดต่อกับหน่วยงานได้"),
    )
    email_registered = OneEmailField(
        label=_("อีเมลที่ลงทะเบียนกับ สพร."),
        help_text=_("เป็นอีเมลของหน่วยงานที่ได้ทำการลงทะเบียนกับ สพร. ไว้"),
    )
    email_petition = OneEmailField(
        label=_("อีเมลสำหรับรับคำร้อง"), help_text=_("เป็นอีเมลสำหรับรับคำร้องเรียนต่าง ๆ")
    )

    @classmethod
    def opened_on(cls, agency):
        """The form as it opens on `agency`."""
        names = (*Agency.EMAIL_FIELDS, "version")
        return cls(initial={name: getattr(agency, name) for name in names})

    def emails(self):
        """Field name → address, as `actions.set_emails` takes them."""
        return {name: self.cleaned_data[name] for name in Agency.EMAIL_FIELDS}

    def rebased_on(self, agency):
        """The same typed texts on the version of `agency` as it is now."""
        data = self.data.copy()
        data["version"] = agency.version
        return type(self)(data)

    def differences(self, agency):
        """(label, as saved by somebody else, as typed here) for each field that differs."""
        return [
            (field.label, getattr(agency, name), self.cleaned_data.get(name, ""))
            for name, field in self.fields.items()
            if name in Agency.EMAIL_FIELDS
            and getattr(agency, name) != self.cleaned_data.get(name, "")
        ]
