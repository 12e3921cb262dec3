"""What officers type about an agency."""

from django import forms
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from agencies.searching import listed
from infoadmin.forms.csvform import CSVForm
from infoadmin.forms.fields import OneLineField
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
    def opened_on(cls, agency, kept=()):
        """The form as it opens on `agency`, with texts kept from before (field name → text)."""
        names = (*Agency.EMAIL_FIELDS, "version")
        return cls(initial={name: getattr(agency, name) for name in names} | dict(kept))

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


class AgencySearchForm(forms.Form):
    """The filters of the list, in the URL; the list and its export share them."""

    MISSING = [
        ("any", _("ขาดอีเมล")),
        ("email_contact", _("ขาดอีเมลสำหรับประชาชนติดต่อ")),
        ("email_registered", _("ขาดอีเมลที่ลงทะเบียนกับ สพร.")),
        ("email_petition", _("ขาดอีเมลสำหรับรับคำร้อง")),
    ]

    q = forms.CharField(required=False, max_length=200)
    kind = forms.ChoiceField(choices=[("", _("ทุกประเภท")), *Agency.Kind.choices], required=False)
    ministry = forms.ChoiceField(required=False)
    status = forms.ChoiceField(choices=[("", _("ทุกสถานะ")), *Agency.Status.choices], required=False)
    missing = forms.ChoiceField(choices=[("", _("อีเมลทั้งหมด")), *MISSING], required=False)

    def __init__(self, data, *, agencies, ministries):
        super().__init__(data)
        self.agencies = agencies
        self.ministries = [(ministry.code, ministry.name) for ministry in ministries]
        self.fields["ministry"].choices = [("", _("ทุกกระทรวง")), *self.ministries]

    def found(self):
        """The agencies that search and filters leave, for `page_of`."""
        return listed(self._narrowed(), self._text())

    def exported(self):
        """The same agencies as a queryset."""
        return self._narrowed().search(self._text()).in_thai_order()

    def _text(self):
        return self.cleaned_data.get("q", "").strip()

    def _narrowed(self):
        """The agencies that the filters leave; nonsense in the URL filters nothing."""
        self.is_valid()
        wanted, found = self.cleaned_data, self.agencies
        if wanted.get("kind"):
            found = found.filter(kind=wanted["kind"])
        if wanted.get("ministry"):
            found = found & Agency.objects.under(Agency.objects.get(code=wanted["ministry"]))
        if wanted.get("status"):
            found = found.filter(status=wanted["status"])
        if missing := wanted.get("missing"):
            found = found.open().lacking(*(Agency.EMAIL_FIELDS if missing == "any" else [missing]))
        return found

    @property
    def is_filtered(self):
        """Whether anything but the search text narrows the list."""
        return any(
            self.cleaned_data.get(name) for name in ("kind", "ministry", "status", "missing")
        )


class DetailsForm(VersionedForm):
    """Code, names and kind of an agency; for dga."""

    code = forms.RegexField(
        r"^[0-9A-Z-]{1,20}$",
        label=_("รหัสหน่วยงาน"),
        help_text=_("ตัวเลข A-Z และ - ไม่เกิน 20 ตัว ที่อยู่ตามรหัสเดิมจะนำไปยังรหัสใหม่เสมอ"),
        error_messages={
            "required": _("กรอกรหัสหน่วยงาน"),
            "invalid": _("รหัสใช้ได้เฉพาะตัวเลข A-Z และ - ไม่เกิน 20 ตัว"),
        },
    )
    name = OneLineField(
        label=_("ชื่อหน่วยงาน"),
        max_length=300,
        error_messages={
            "required": _("กรอกชื่อหน่วยงาน"),
            "max_length": _("ชื่อยาวเกิน 300 ตัวอักษร"),
        },
    )
    name_en = OneLineField(
        label=_("ชื่อภาษาอังกฤษ"),
        max_length=300,
        required=False,
        error_messages={"max_length": _("ชื่อยาวเกิน 300 ตัวอักษร")},
    )
    short_name = OneLineField(
        label=_("ชื่อย่อ"),
        max_length=60,
        required=False,
        error_messages={"max_length": _("ชื่อย่อยาวเกิน 60 ตัวอักษร")},
    )
    kind = forms.ChoiceField(
        label=_("ประเภท"),
        choices=[("", _("– เลือกประเภท –")), *Agency.Kind.choices],
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("เลือกประเภทจากรายการ")),
    )

    NAMES = ("code", "name", "name_en", "short_name", "kind")

    @classmethod
    def opened_on(cls, agency):
        """The form as it opens on `agency`."""
        return cls(initial={name: getattr(agency, name) for name in (*cls.NAMES, "version")})

    def details(self):
        """Field name → value, as the actions take them."""
        return {name: self.cleaned_data[name] for name in self.NAMES}


class CloseForm(VersionedForm):
    """Why an agency closes; its successor is chosen by search beside it."""

    reason = OneLineField(
        label=_("เหตุผล"),
        max_length=100,
        help_text=_("เช่น ยุบเลิกตามพระราชกฤษฎีกา พ.ศ. 2569 แสดงในประวัติ"),
        error_messages={
            "required": _("กรอกเหตุผล"),
            "max_length": _("เหตุผลยาวเกิน 100 ตัวอักษร"),
        },
    )


class TreeFileForm(CSVForm):
    """A CSV file of agencies; one of the whole tree is for the command import_agencies."""

    MAX_BYTES = 4 * 1024 * 1024  # it travels twice, the second time as text of the form
