"""1.2: licences or not, gazetted or not, the gazette's link, where licences can be checked."""

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ereports.actions import Channel
from ereports.forms.fields import LinkField, QuietForm, RowToggles, YesNoField
from infoadmin.forms.fields import OneLineField

MAX_CHANNELS = 500


class LicenceForm(QuietForm):
    """The two questions of section 13 (1) and the link to the Royal Gazette."""

    prefix = "licence"
    has_licences = YesNoField(
        _("มีใบอนุญาต"), _("ไม่มีใบอนุญาต"), label=_("หน่วยงานมีใบอนุญาตตามมาตรา 13 (1) หรือไม่")
    )
    is_gazetted = YesNoField(
        _("ลงประกาศแล้ว"),
        _("ยังไม่ได้ลงประกาศ"),
        label=_("ประกาศดังกล่าวได้ลงประกาศในราชกิจจานุเบกษาแล้วหรือไม่"),
    )
    link = LinkField(label=_("link ที่แสดงการเผยแพร่ประกาศตามมาตรา 13 (1) ในราชกิจจานุเบกษา"))

    def __init__(self, data, *, report, links, **kwargs):
        initial = {"has_licences": report.has_licences, "is_gazetted": report.is_gazetted}
        super().__init__(data, initial=initial, **kwargs)
        self.toggles = RowToggles(links, "link", data)

    def clean_link(self):
        link = self.cleaned_data["link"]
        if link and any(row.url == link for row in self.toggles.rows):
            raise forms.ValidationError(_("link นี้มีอยู่ในรายการประวัติแล้ว เปิดการใช้งานได้จากตาราง"))
        return link

    def check_against(self, documents, channels):
        """Rules that span the section: what was given must fit the two answers."""
        answers = self.cleaned_data
        new_channels = [row for row in channels.typed_channels() if row.pk is None]
        gives = documents.staged or answers.get("link") or new_channels
        if gives and answers.get("has_licences") is not True:
            self.add_error("has_licences", _("เลือก “มีใบอนุญาต” ก่อน จึงจะบันทึกข้อมูลในส่วนนี้ได้"))
        if answers.get("link") and answers.get("is_gazetted") is not True:
            self.add_error("is_gazetted", _("เลือก “ลงประกาศแล้ว” เมื่อกรอก link ราชกิจจานุเบกษา"))
        if documents.staged and answers.get("is_gazetted") is None:
            self.add_error("is_gazetted", _("เลือกว่าประกาศนี้ลงในราชกิจจานุเบกษาแล้วหรือไม่"))
        if (
            documents.staged
            and answers.get("is_gazetted")
            and not documents.cleaned_data.get("date")
        ):
            documents.add_error("date", _("กรอกวันที่ประกาศในราชกิจจานุเบกษาให้ครบ"))


class ChannelForm(QuietForm):
    """One row: a licence and where to check it; empty rows are passed over."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = OneLineField(
        label=_("ชื่อใบอนุญาต"),
        required=False,
        max_length=300,
        error_messages={"max_length": _("ชื่อใบอนุญาตยาวเกินไป (ไม่เกิน 300 ตัวอักษร)")},
    )
    url = LinkField(label=_("link ช่องทางการตรวจสอบใบอนุญาต"))

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("url") and not cleaned.get("name"):
            self.add_error("name", _("กรอกชื่อใบอนุญาตของ link นี้"))
        if cleaned.get("name") and not cleaned.get("url") and "url" not in self.errors:
            self.add_error("url", _("กรอก link สำหรับตรวจสอบใบอนุญาตนี้"))
        return cleaned


class ChannelForms:
    """The rows of section 13 (2), any number of them: a formset that can be shown unjudged."""

    def __init__(self, data, *, rows, extra=1, quiet=False):
        if data is None:
            initial = [{"id": row.pk, "name": row.name, "url": row.url} for row in rows]
            initial += [{}] * max(extra, 1)
            self.forms = [
                ChannelForm(None, initial=values, prefix=f"channel-{number}", quiet=quiet)
                for number, values in enumerate(initial)
            ]
        else:
            self.forms = [
                ChannelForm(data, prefix=f"channel-{number}", quiet=quiet)
                for number in range(self.count_in(data) + extra)
            ]
        findings = {(str(row.pk), row.url): row.finding for row in rows}
        for form in self.forms:
            form.finding = findings.get((str(form["id"].value() or ""), form["url"].value()))
        self.rows = rows
        self.known = {row.pk for row in rows}
        self.count = len(self.forms)
        self.is_too_long = data is not None and self._typed_count(data) > MAX_CHANNELS

    @cached_property
    def empty_form(self):
        """The row that the page's script copies."""
        return ChannelForm(None, prefix="channel-__number__")

    @staticmethod
    def _typed_count(data):
        typed = data.get("channel-count", "0")
        return int(typed) if typed.isdecimal() and len(typed) <= 6 else 0

    @classmethod
    def count_in(cls, data):
        """Number of rows in `data`, as far as they are kept."""
        return min(cls._typed_count(data), MAX_CHANNELS)

    def is_valid(self):
        """Validate every row (no short circuit: all errors are shown)."""
        wrong = sum(not form.is_valid() for form in self.forms)
        if self.is_too_long:
            sentence = _("บันทึกใบอนุญาตได้ไม่เกิน %d แถว กรุณาลดจำนวนแถว") % MAX_CHANNELS
            self.forms[-1].add_error("name", sentence)
        return not wrong and not self.is_too_long

    def has_changed(self):
        """Whether any row was typed otherwise, moved, added or emptied."""
        saved = [(row.position, row.pk, row.name, row.url) for row in self.rows]
        typed = enumerate(self.typed_channels())
        return saved != [(at, row.pk, row.name, row.url) for at, row in typed]

    def removed(self):
        """The known rows that the form shows emptied; rows that it does not show are not touched."""
        return {
            form.cleaned_data["id"]
            for form in self.forms
            if form.cleaned_data.get("id") in self.known
            and not form.cleaned_data.get("name")
            and not form.cleaned_data.get("url")
        }

    @classmethod
    def add_unseen(cls, data, report):
        """Put the rows that the form did not show into its `data`, after its own."""
        number = cls.count_in(data)
        shown = {data.get(f"channel-{index}-id") for index in range(number)}
        for row in report.licence_channels.all():
            if str(row.pk) not in shown:
                data[f"channel-{number}-id"] = str(row.pk)
                data[f"channel-{number}-name"], data[f"channel-{number}-url"] = row.name, row.url
                number += 1
        data["channel-count"] = str(number)

    def typed_channels(self):
        """The rows that hold something, as actions.Channel."""
        return [
            Channel(
                name=form.cleaned_data["name"],
                url=form.cleaned_data["url"],
                pk=form.cleaned_data["id"] if form.cleaned_data["id"] in self.known else None,
            )
            for form in self.forms
            if form.cleaned_data.get("name") and form.cleaned_data.get("url")
        ]
