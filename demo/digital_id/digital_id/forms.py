"""The login form and the registration form, with their Thai sentences."""

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from .citizen_id import arabic_digits, clean_citizen_id
from .models import Account

PASSWORD_SENTENCES = {
    "password_too_short": "รหัสผ่านต้องมีอย่างน้อย\u00a08\u00a0ตัวอักษร",
    "password_entirely_numeric": "รหัสผ่านต้องมีตัวอักษร อย่างน้อยหนึ่งตัว ไม่ใช่ตัวเลขทั้งหมด",
    "password_too_common": "รหัสผ่านนี้คาดเดาได้ง่าย กรุณากำหนดรหัสผ่านอื่น",
}


def _widget(widget_class, autocomplete, **attrs):
    return widget_class(attrs={"class": "form-control", "autocomplete": autocomplete, **attrs})


class LoginForm(AuthenticationForm):
    username = forms.CharField(
        label="ชื่อบัญชีผู้ใช้",
        max_length=150,
        widget=_widget(forms.TextInput, "username", autocapitalize="none", spellcheck="false"),
        error_messages={"required": "กรุณากรอกชื่อบัญชีผู้ใช้"},
    )
    password = forms.CharField(
        label="รหัสผ่าน",
        strip=False,
        widget=_widget(forms.PasswordInput, "current-password"),
        error_messages={"required": "กรุณากรอกรหัสผ่าน"},
    )
    error_messages = {
        "invalid_login": "ชื่อบัญชีผู้ใช้หรือรหัสผ่านไม่ถูกต้อง กรุณาตรวจสอบแล้วลองใหม่อีกครั้ง",
        "inactive": "บัญชีนี้ถูกระงับการใช้งาน",
    }


class RegistrationForm(forms.ModelForm):
    citizen_id = forms.CharField(
        label="เลขบัตรประจำตัวประชาชน",
        max_length=30,
        help_text="ตัวเลข\u00a013\u00a0หลัก ระบบนี้เป็นระบบจำลอง โปรดใช้เลขสมมติ",
        widget=_widget(forms.TextInput, "off", inputmode="numeric"),
    )
    phone_number = forms.CharField(
        label="เบอร์โทรศัพท์มือถือ",
        max_length=20,
        help_text="ตัวเลข\u00a010\u00a0หลัก เช่น\u00a00812345678",
        widget=_widget(forms.TextInput, "tel", type="tel"),
    )
    username = forms.CharField(
        label="ชื่อบัญชีผู้ใช้ (Username)",
        max_length=30,
        help_text="ตัวอักษรภาษาอังกฤษ ตัวเลข จุด ขีดกลาง หรือขีดล่าง\u00a03–30\u00a0ตัว",
        widget=_widget(forms.TextInput, "username", autocapitalize="none", spellcheck="false"),
        validators=[
            RegexValidator(
                r"\A[A-Za-z0-9._-]{3,30}\Z",
                "ชื่อบัญชีผู้ใช้ต้องเป็นตัวอักษรภาษาอังกฤษ ตัวเลข จุด ขีดกลาง หรือขีดล่าง\u00a03–30\u00a0ตัว",
            )
        ],
    )
    password = forms.CharField(
        label="รหัสผ่าน",
        strip=False,
        help_text="อย่างน้อย\u00a08\u00a0ตัวอักษร และไม่ใช่ตัวเลขทั้งหมด",
        widget=_widget(forms.PasswordInput, "new-password"),
    )
    password_confirmation = forms.CharField(
        label="ยืนยันรหัสผ่าน",
        strip=False,
        widget=_widget(forms.PasswordInput, "new-password"),
    )

    class Meta:
        model = Account
        fields = ["given_name", "family_name", "citizen_id", "phone_number", "email", "username"]
        widgets = {
            "given_name": _widget(forms.TextInput, "given-name"),
            "family_name": _widget(forms.TextInput, "family-name"),
            "email": _widget(forms.EmailInput, "email"),
        }
        error_messages = {
            "email": {"invalid": "รูปแบบอีเมลไม่ถูกต้อง เช่น\u00a0somying@moph.example"},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = f"กรุณากรอก{field.label}"

    def clean_citizen_id(self):
        return clean_citizen_id(self.cleaned_data["citizen_id"])

    def clean_phone_number(self):
        digits = arabic_digits(self.cleaned_data["phone_number"])
        if digits.startswith("+66"):
            digits = "0" + digits.removeprefix("+66")
        if not (digits.isascii() and digits.isdecimal() and len(digits) == 10):
            raise ValidationError("กรุณากรอกเบอร์โทรศัพท์มือถือ ให้ครบ\u00a010\u00a0หลัก")
        if not digits.startswith(("06", "08", "09")):
            raise ValidationError("เบอร์โทรศัพท์มือถือต้องขึ้นต้นด้วย\u00a006\u00a008\u00a0หรือ\u00a009")
        return digits

    def clean_username(self):
        return self.cleaned_data["username"].lower()

    def clean_password(self):
        password = self.cleaned_data["password"]
        try:
            password_validation.validate_password(password)
        except ValidationError as error:
            raise ValidationError([PASSWORD_SENTENCES[e.code] for e in error.error_list]) from error
        return password

    def clean(self):
        cleaned = super().clean()
        password, again = cleaned.get("password"), cleaned.get("password_confirmation")
        if password and again and password != again:
            self.add_error("password_confirmation", "รหัสผ่านทั้งสองช่องไม่ตรงกัน กรุณากรอกใหม่")
        return cleaned

    def save(self, commit=True):
        """Return the new account, with its password set."""
        self.instance.set_password(self.cleaned_data["password"])
        return super().save(commit)
