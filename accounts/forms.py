"""What people type at the door and on the token pages."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from infoadmin.forms.csvform import FormKeyField
from infoadmin.forms.versioned import VersionedForm


class ActivationForm(forms.Form):
    """The one field of a first visit; how a token is typed is forgiven in `accounts.tokens`."""

    token = forms.CharField(
        label=_("Token"),
        max_length=100,
        strip=True,
        help_text=_("ตัวอักษรและตัวเลข 24 ตัว พิมพ์เล็กหรือใหญ่ มีขีดหรือเว้นวรรคก็ได้"),
        error_messages={
            "required": _("กรอก Token ที่ได้รับ"),
            "max_length": _("Token หรือสิทธิ์ไม่ถูกต้อง กรุณาติดต่อเจ้าหน้าที่ส่วนกลางต้นสังกัด"),
        },
        widget=forms.TextInput(
            {
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "token-input",
                "placeholder": "XXXX-XXXX-XXXX-XXXX-XXXX-XXXX",
            }
        ),
    )


class GrantForm(VersionedForm):
    """What a grant allows; offers only what the person who changes it may hand out."""

    covers_subtree = forms.BooleanField(label=_("รวมหน่วยงานภายใต้สังกัดทุกสาขา"), required=False)
    may_manage_agency = forms.BooleanField(
        label=_("ผู้มีสิทธิ์ในการจัดการรายละเอียดของหน่วยงาน"), required=False
    )
    may_report = forms.BooleanField(label=_("ผู้ได้รับสิทธิ์ในการจัดการแบบฟอร์มรายงาน"), required=False)

    CHOICES = ("covers_subtree", "may_manage_agency", "may_report")

    def __init__(self, *args, grant, **kwargs):
        initial = {name: getattr(grant, name) for name in (*self.CHOICES, "version")}
        super().__init__(*args, initial=initial, **kwargs)
        if grant.role != Role.OFFICER:  # central always covers the subtree, a service point never
            del self.fields["covers_subtree"]

    def changes(self):
        """The form's answers as keywords of `actions.change_grant`."""
        return {"covers_subtree": False, **self.cleaned_data}


class TokenForm(forms.Form):
    """What a token promises; offers only what the issuer may hand out at the agency."""

    role = forms.ChoiceField(
        label=_("บทบาท"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("เลือกบทบาทของผู้รับ Token"),
            "invalid_choice": _("เลือกบทบาทจากรายการ"),
        },
    )
    covers_subtree = forms.BooleanField(
        label=_("รวมหน่วยงานภายใต้สังกัดทุกสาขา"),
        required=False,
        help_text=_("ใช้กับเจ้าหน้าที่หน่วยงาน ส่วนเจ้าหน้าที่ส่วนกลางครอบคลุมทุกสาขาอยู่แล้ว"),
    )
    may_manage_agency = forms.BooleanField(
        label=_("ผู้มีสิทธิ์ในการจัดการรายละเอียดของหน่วยงาน"), required=False, initial=True
    )
    may_report = forms.BooleanField(
        label=_("ผู้ได้รับสิทธิ์ในการจัดการแบบฟอร์มรายงาน"), required=False, initial=True
    )
    note = forms.CharField(
        label=_("ออกให้แก่"),
        max_length=200,
        help_text=_("ชื่อผู้รับหรือตำแหน่ง เพื่อให้ทราบว่า Token นี้เป็นของใคร"),
        error_messages={
            "required": _("กรอกชื่อหรือตำแหน่งของผู้รับ Token"),
            "max_length": _("กรอกไม่เกิน 200 ตัวอักษร"),
        },
    )
    email = forms.EmailField(
        label=_("ส่ง Token ทางอีเมลถึง"),
        required=False,
        max_length=254,
        help_text=_("เว้นว่างหากจะส่งมอบ Token ด้วยตนเอง"),
        error_messages={
            "invalid": _("อีเมลไม่ถูกต้อง ตัวอย่างที่ถูกต้อง: somchai@agency.go.th"),
            "max_length": _("อีเมลยาวเกินไป (ไม่เกิน 254 ตัวอักษร)"),
        },
    )
    key = FormKeyField()

    def __init__(self, *args, rights, agency, **kwargs):
        super().__init__(*args, **kwargs)
        if not settings.EMAIL_URL:
            del self.fields["email"]
        self.fields["role"].choices = [
            (role, Role(role).label) for role in rights.issuable_roles(agency)
        ]
        for name in ("may_manage_agency", "may_report"):
            if not getattr(rights, name)(agency):
                del self.fields[name]

    def promise(self):
        """The form's answers as keywords of `actions.issue_token`."""
        answers = {"may_manage_agency": False, "may_report": False, **self.cleaned_data}
        answers.pop("email", None)
        return answers
