"""The part of the report that all three sections share: upload, date, scope, history table."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ereports import files
from ereports.actions import NewDocument
from ereports.forms.fields import QuietForm, RowToggles
from ereports.models import Document, Upload
from ereports.sections import ACT_IN_FORCE
from infoadmin.thai.dates import format_date
from infoadmin.thai.forms import BuddhistDateField


class DocumentForm(QuietForm):
    """One new document of a section (optional), and the toggles of those there are (`rows`)."""

    upload = forms.CharField(required=False, widget=forms.HiddenInput)  # an Upload's id
    file = forms.FileField(
        required=False,
        widget=forms.FileInput({"accept": "application/pdf,.pdf"}),
        help_text=format_lazy(
            _("ไฟล์ PDF ไม่เกิน {megabytes} MB"), megabytes=settings.UPLOAD_MAX_BYTES // 1024**2
        ),
    )
    date = BuddhistDateField(required=False)
    scope = forms.ChoiceField(
        label=_("ตั้งค่าการประกาศ"),
        choices=Document.Scope,
        required=False,
        initial=Document.Scope.OWN,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("เลือกตั้งค่าการประกาศจากรายการ")},
    )
    in_use = forms.BooleanField(label=_("การใช้งาน"), required=False, initial=True)

    def __init__(self, data, *, section, rows, agency, by, file_error=None, **kwargs):
        super().__init__(data, prefix=section.key, **kwargs)
        self.section, self.agency, self.by, self.file_error = section, agency, by, file_error
        self.fields["file"].label = section.file_label
        self.fields["date"].label = section.date_label
        self.fields["date"].help_text = section.date_help
        if not section.has_scope:
            del self.fields["scope"]
        self.toggles = RowToggles(rows, section.key, data)
        self.staged = self._find_staged()

    def _find_staged(self):
        """The Upload that the form holds: of this person, agency and section, not yet used."""
        typed = self.data.get(self.add_prefix("upload")) if self.is_bound else None
        if not typed:
            return None
        uploads = Upload.objects.filter(
            owner=self.by, agency=self.agency, section=self.section.key, document=None
        )
        try:
            return uploads.filter(pk=typed).first()
        except ValidationError:  # no UUID at all
            return None

    def clean(self):
        cleaned = super().clean()
        if self.file_error:
            self.add_error("file", self.file_error)
        elif self.data.get(self.add_prefix("upload")) and self.staged is None:
            self.add_error("file", _("ไม่พบไฟล์ที่อัปโหลดไว้ กรุณาเลือกไฟล์อีกครั้ง"))
        elif self.staged and self.staged.is_refused:  # the scanner came to it after it was staged
            self.add_error("file", str(files.malware()))
        self._check_date(cleaned.get("date"))
        return cleaned

    def _check_date(self, date):
        if "date" in self.errors:
            return
        if self.staged and self.section.date_is_required and not date:
            self.add_error("date", self.fields["date"].default_error_messages["required"])
        if date and not self.staged and not self.errors:
            self.add_error("file", _("กรอกวันที่แล้ว กรุณาเลือกไฟล์ด้วย หรือลบวันที่ออก"))

    def date_warnings(self):
        """Sentences on a date that is possible but hardly meant; they ask, they do not refuse."""
        date = self.cleaned_data["date"]
        if date and date > timezone.localdate():
            sentence = _("%(label)s %(date)s ยังมาไม่ถึง กรุณาตรวจสอบกับไฟล์")
        elif date and date < ACT_IN_FORCE:
            sentence = _(
                "%(label)s %(date)s อยู่ก่อนวันที่พระราชบัญญัติฯ มีผลใช้บังคับ (%(act)s) กรุณาตรวจสอบกับไฟล์"
            )
        else:
            return []
        words = {"date": format_date(date), "act": format_date(ACT_IN_FORCE)}
        return [sentence % {"label": self.section.date_label, **words}]

    def new_document(self):
        """The NewDocument of this form, or None when no file was given."""
        if self.staged is None:
            return None
        return NewDocument(
            upload=self.staged,
            date=self.cleaned_data["date"],
            scope=self.cleaned_data.get("scope") or Document.Scope.OWN,
            in_use=self.cleaned_data["in_use"],
        )
