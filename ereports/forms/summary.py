"""What a save is about to make public and to take down, and what in it looks odd."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ereports.models import Document
from ereports.sections import LICENCES
from infoadmin.thai.dates import format_date


@dataclass(frozen=True)
class Line:
    """A document, link or licence that the save shows to the public, or hides from it."""

    part: str
    icon: str
    title: str
    date: str = ""
    note: str = ""
    for_subtree: bool = False


class Summary:
    """The public consequences of saving `form` (a valid ReportForm) over `report`.

    `published` and `withdrawn` are lists of Line; `warnings` are sentences on odd dates.
    """

    def __init__(self, form, report):
        self.form, self.report = form, report
        self.published, self.withdrawn, self.warnings = [], [], []
        self.had_licences = report.has_licences is True
        self.has_licences = form.licences.cleaned_data["has_licences"] is True
        self.closes_licences = form.licences.cleaned_data["has_licences"] is False
        for documents in form.documents.values():
            self._compare_documents(documents)
        self._compare_links()
        self._compare_channels()

    def __bool__(self):
        """Whether there is anything to look at before saving."""
        return bool(self.published or self.withdrawn or self.warnings)

    @property
    def reaches_subtree(self):
        """Whether the pages of every agency below change as well."""
        return any(line.for_subtree for line in (*self.published, *self.withdrawn))

    @property
    def shows_to_subtree(self):
        """Whether they will show something more."""
        return any(line.for_subtree for line in self.published)

    @property
    def ends_licences(self):
        """Whether something goes because the officer says that there are no licences."""
        return self.closes_licences and bool(self.withdrawn)

    def _note_change(self, was_public, is_public, line):
        if is_public and not was_public:
            self.published.append(line)
        elif was_public and not is_public:
            self.withdrawn.append(line)

    def _compare_documents(self, documents):
        section = documents.section
        is_passed_over = section is LICENCES and self.closes_licences
        part = _part(section)
        for row in documents.toggles.rows:
            if not row.upload.is_refused:  # malware is public in no state of its toggle
                is_public = row.is_on and not is_passed_over
                self._note_change(row.in_use, is_public, _document_line(part, row))
        new = documents.new_document()
        if new:
            self._note_change(False, new.in_use, _document_line(part, new))
            self.warnings += documents.date_warnings()

    def _compare_links(self):
        part, licences = _part(LICENCES), self.form.licences
        for row in licences.toggles.rows:
            was_public = row.in_use and self.had_licences
            self._note_change(
                was_public, row.is_on and self.has_licences, _link_line(part, row.url)
            )
        if licences.cleaned_data["link"]:
            self._note_change(
                False, self.has_licences, _link_line(part, licences.cleaned_data["link"])
            )

    def _compare_channels(self):
        part, channels = _part(LICENCES), self.form.channels
        before = {row.pk: row for row in channels.rows} if self.had_licences else {}
        typed = channels.typed_channels() if self.has_licences else []
        for channel in typed:
            old = before.get(channel.pk)
            if old is None:
                self.published.append(_channel_line(part, channel))
            elif (old.name, old.url) != (channel.name, channel.url):
                self.published.append(_channel_line(part, channel, instead_of=old))
        removed = channels.removed() if self.has_licences else before.keys()
        self.withdrawn += [_channel_line(part, before[pk]) for pk in before if pk in removed]


def _part(section):
    return f"{section.number} {section.short_title} ({section.act})"


def _document_line(part, document):
    """A Line of a Document, or of a NewDocument."""
    return Line(
        part=part,
        icon="bi-file-earmark-pdf",
        title=document.upload.original_name,
        date=format_date(document.date) if document.date else "",
        note=_("เผยแพร่เมื่อตรวจไวรัสผ่านแล้ว") if document.upload.is_waiting else "",
        for_subtree=document.scope == Document.Scope.SUBTREE,
    )


def _link_line(part, url):
    return Line(part=part, icon="bi-link-45deg", title=url)


def _channel_line(part, channel, instead_of=None):
    note = channel.url
    if instead_of:
        old = f"{instead_of.name} {instead_of.url}"
        note = _("%(url)s แทน %(old)s") % {"url": channel.url, "old": old}
    return Line(part=part, icon="bi-patch-check", title=channel.name, note=note)
