"""The whole report as one form: its parts in the manual's order, validated and saved together."""

import hashlib
import json
import uuid

from ereports.actions import Answers
from ereports.forms.documents import DocumentForm
from ereports.forms.licences import ChannelForms, LicenceForm
from ereports.forms.obstacles import ObstacleForm
from ereports.models import Document, GazetteLink, LicenceChannel, Upload
from ereports.sections import LICENCES, SECTIONS
from infoadmin.forms.versioned import VersionedForm
from infoadmin.prepared import Prepared, at_once
from infoadmin.thai.forms import BuddhistDateField


class ReportForm:
    """The parts of the report form. `data` None: as saved; `quiet`: as typed, not judged."""

    def __init__(self, data, *, report, agency, by, file_errors=None, quiet=False, extra_rows=0):
        options = {"report": report, "quiet": quiet}
        self.lock = VersionedForm(data, initial={"version": report.version})
        self.key = (data or {}).get("key") or str(uuid.uuid4())
        self.quiet = quiet
        documents, links, channels = _rows_of(report)
        self.documents = {
            section.key: DocumentForm(
                data,
                section=section,
                rows=[row for row in documents if row.section == section.key],
                agency=agency,
                by=by,
                file_error=(file_errors or {}).get(section.key),
                quiet=quiet,
            )
            for section in SECTIONS
        }
        self.licences = LicenceForm(data, links=links, **options)
        self.channels = ChannelForms(
            data, rows=channels, quiet=quiet, extra=extra_rows if data else 1
        )
        self.obstacles = ObstacleForm(data, **options)

    def is_valid(self):
        """Validate every part, then what spans parts; all errors are shown at once."""
        validity = [self.lock.is_valid(), self.channels.is_valid()]
        validity += [form.is_valid() for form in self._simple_forms()]
        self.licences.check_against(self.documents[LICENCES.key], self.channels)
        return all(validity) and not self.error_list()

    def _simple_forms(self):
        return [*self.documents.values(), self.licences, self.obstacles]

    def error_list(self):
        """(id of the field, its label, what to do) for the summary at the top of the page."""
        if self.quiet or not self.lock.is_bound:
            return []
        forms = [self.lock, self.documents["s10"], self.licences, self.documents["s13"]]
        forms += [*self.channels.forms, self.documents["s16"], self.obstacles]
        return [
            (_focus_id(form[name]), form[name].label, message)
            for form in forms
            for name, messages in form.errors.items()
            for message in messages
        ]

    def publishes_to_subtree(self):
        """Whether the save changes what is published for every agency below, on or off."""
        channels = self.documents["s10"]
        new = channels.new_document()
        switched = [row for row in channels.toggles.rows if row.is_changed]
        scopes = {row.scope for row in switched} | ({new.scope} if new else set())
        return Document.Scope.SUBTREE in scopes

    def answers(self):
        """The form's content as actions.save_report takes it."""
        new = [form.new_document() for form in self.documents.values()]
        toggles = {}
        for form in self.documents.values():
            toggles |= form.toggles.changes()
        return Answers(
            has_licences=self.licences.cleaned_data["has_licences"],
            is_gazetted=self.licences.cleaned_data["is_gazetted"],
            obstacles=self.obstacles.ranked(),
            obstacle_detail=self.obstacles.cleaned_data["obstacle_detail"],
            documents=[document for document in new if document],
            new_link=self.licences.cleaned_data["link"],
            channels=self.channels.typed_channels() if self.channels.has_changed() else None,
            removed_channels=self.channels.removed(),
            document_toggles=toggles,
            link_toggles=self.licences.toggles.changes(),
        )


def content_of(data):
    """The form's own fields in `data` (a QueryDict) as {name: [texts]}: no buttons, no steps."""
    return {
        name: data.getlist(name)
        for name in data
        if name not in _STEPS and not name.startswith("choice-")
    }


# What the buttons and the pages between form and save add.
_STEPS = {
    *("csrfmiddlewaretoken", "save_draft", "discard_draft", "discard", "edit"),
    *("add_channel", "remove_channel", "resolving", "confirm", "confirm_subtree"),
}


def save_key(data):
    """UUID of this very form with this very content (`data`: QueryDict with staged uploads).

    The same form sent again has the same key; changed after the browser's Back, another one. A
    file counts by its hash: sent twice, it is staged twice.
    """
    content = content_of(data)
    for section in SECTIONS:
        name = f"{section.key}-upload"
        if _is_uuid(data.get(name)):
            hashes = Upload.objects.filter(pk=data[name]).values_list("sha256", flat=True)
            content[name] = list(hashes)
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    return uuid.uuid5(_SAVES, digest)


_SAVES = uuid.UUID("0f6c5a52-65d1-4b1e-9f0b-256500000022")


def _is_uuid(text):
    try:
        return bool(uuid.UUID(text or ""))
    except ValueError:
        return False


def _rows_of(report):
    """The documents, the gazette links and the licence channels of `report`."""
    if not report.pk:
        return [], [], []
    documents, links, channels = at_once(
        (_documents_of, report), (_links_of, report), (_channels_of, report)
    )
    for document in documents:
        document.report = report
    return documents, links, channels


_documents_of = Prepared(
    lambda report: Document.objects.filter(report=report).select_related("upload", "created_by")
)
_links_of = Prepared(
    lambda report: GazetteLink.objects.filter(report=report).select_related(
        "created_by", "link_check"
    )
)
_channels_of = Prepared(
    lambda report: LicenceChannel.objects.filter(report=report).select_related("link_check")
)


def _focus_id(bound_field):
    """Id of the first input of a field, where the summary's link leads."""
    if isinstance(bound_field.field, BuddhistDateField):
        return f"{bound_field.auto_id}_day"
    return bound_field.id_for_label or bound_field.auto_id
