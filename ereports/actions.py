"""What can be done to a report: receive a file, save everything at once."""

import datetime
import re
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from agencies.models import Agency
from ereports import files, scanner
from ereports.models import (
    Document,
    Draft,
    FormPresence,
    FormPresenceQuerySet,
    GazetteLink,
    LicenceChannel,
    ObstacleKind,
    Report,
    Upload,
    report_of,
)
from ereports.sections import SECTIONS
from infoadmin.audit.history import erase, history_of, one_moment, record
from infoadmin.forms.versioned import StaleVersion
from infoadmin.prepared import PreparedDelete, PreparedUpdate, at_once

log = structlog.get_logger(__name__)

SWEPT_AFTER = datetime.timedelta(hours=24)
SCANNED_BESIDE = 2  # uploads that wait and are scanned along with a new one

# Control characters, and those that make a name read other than it is (a.pdf.exe shown as exe.pdf).
_DECEPTIVE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True)
class NewDocument:
    """A document to attach: a staged upload with what the officer says of it."""

    upload: Upload
    date: object = None  # datetime.date, or None in section 13 before gazetting
    scope: str = Document.Scope.OWN
    in_use: bool = True


@dataclass(frozen=True)
class Channel:
    """A row of section 13 (2) as typed; `pk` is None for a new one."""

    name: str
    url: str
    pk: int | None = None


@dataclass
class Answers:
    """Everything one press of บันทึก says; toggles hold only rows that the form showed.

    `channels` None leaves the licence rows as they are.
    """

    has_licences: bool | None = None
    is_gazetted: bool | None = None
    obstacles: tuple = (None, None, None)  # ObstacleKind.pk of rank 1, 2 and 3
    obstacle_detail: str = ""
    documents: list = field(default_factory=list)
    new_link: str = ""
    channels: list | None = field(default_factory=list)
    removed_channels: set = field(default_factory=set)  # LicenceChannel.pk
    document_toggles: dict = field(default_factory=dict)  # Document of the report → in_use
    link_toggles: dict = field(default_factory=dict)  # GazetteLink of the report → in_use


def stage_upload(*, file, agency, section, by):
    """Check `file` (an uploaded PDF) and keep it for a later save; answers the Upload.

    Raises files.FileRefused. Nothing is public before the Upload is attached by save_report, and
    clean: one that the scanner could not judge now waits until `scan_uploads` asks again.
    """
    pages = files.inspect(file)
    check_state = _first_scan(file)
    name = files.store(file)
    try:
        upload = Upload(
            owner=by,
            agency=agency,
            section=section.key,
            file=name,
            original_name=display_name(file.name),
            size=file.size,
            pages=pages,
            sha256=files.sha256_of(file),
            check_state=check_state,
        )
        record(upload, by=by)
    except BaseException:
        files.discard(name)
        raise
    if scanner.is_configured() and not upload.is_waiting:  # it answers again: so for the others too
        scan_uploads(limit=SCANNED_BESIDE)
    return upload


def _first_scan(file):
    """CLEAN, or WAITING where the scanner does not answer; raises files.FileRefused."""
    if not scanner.is_configured():
        return Upload.CheckState.CLEAN
    try:
        found = scanner.scan(file)
    except scanner.ScannerUnavailable as reason:
        log.warning("scanner_unavailable", reason=str(reason))
        return Upload.CheckState.WAITING
    if found:
        log.warning("malware_refused", found=found, sha256=files.sha256_of(file))
        raise files.malware()
    return Upload.CheckState.CLEAN


def scan_uploads(*, limit=None, again=False):
    """Ask the scanner about the uploads that wait, oldest first; answers {new state: number}.

    `again` asks about every published or once published file as well: the scanner learns. What it
    cannot judge keeps its state.
    """
    chosen = Q(check_state=Upload.CheckState.WAITING)
    if again:
        chosen |= Q(check_state=Upload.CheckState.CLEAN, document__isnull=False)
    settled = Counter()
    for upload in Upload.objects.filter(chosen).order_by("created_at")[:limit]:
        try:
            with upload.file.open("rb") as file:
                found = scanner.scan(file, insist=True)
        except scanner.ScannerUnavailable as reason:
            log.warning("scanner_unavailable", upload=str(upload.pk), reason=str(reason))
            if not scanner.answers():
                break
        except Exception as error:  # whatever a store raises: the others must not wait for this one
            log.error("upload_unreadable", upload=str(upload.pk), reason=type(error).__name__)
        else:
            state = Upload.CheckState.REFUSED if found else Upload.CheckState.CLEAN
            settled[state] += _settle(upload, state, found or "")
    return settled


@transaction.atomic
def _settle(upload, state, found):
    """Write what the scanner said, and renew the pages of the agency; whether anything changed."""
    upload = Upload.objects.select_for_update(no_key=True).filter(pk=upload.pk).first()
    if upload is None or upload.check_state == state:  # swept meanwhile, or settled by another run
        return False
    upload.check_state = state
    upload._change_reason = found[:100] or None
    record(upload, by=None)
    Agency.objects.filter(pk=upload.agency_id).update(public_stamp=uuid.uuid4())
    log.info("upload_settled", upload=str(upload.pk), state=state, found=found)
    return True


def sweep_uploads():
    """Remove what was staged more than a day ago and is held by no report and no draft.

    Answers (uploads removed, files without a row removed). A file goes after its row: what fails
    half-way is a file without a row, which the next sweep finds.
    """
    before = timezone.now() - SWEPT_AFTER
    drafted = {
        text
        for data in Draft.objects.values_list("data", flat=True)
        for section in SECTIONS
        for text in data.get(f"{section.key}-upload", [])
    }
    stale = Upload.objects.filter(document=None, created_at__lt=before)
    unused = [upload for upload in stale if str(upload.pk) not in drafted]
    for upload in unused:
        name = upload.file.name
        erase(upload, by=None)
        files.discard(name)
    known = set(Upload.objects.values_list("file", flat=True))
    orphans = [name for name in files.stored_before(before) if name not in known]
    for name in orphans:
        files.discard(name)
    return len(unused), len(orphans)


def display_name(name):
    """A file's name as it may be shown: no path, nothing invisible or misleading, ≤ 300."""
    bare = PurePosixPath(_DECEPTIVE.sub("", name).replace("\\", "/")).name.strip()
    if bare.lower() in ("", ".pdf"):
        bare = "เอกสาร.pdf"
    elif not bare.lower().endswith(".pdf"):
        bare = f"{bare}.pdf"
    return bare if len(bare) <= 300 else f"{bare[:296]}.pdf"


def save_draft(*, agency, data, by):
    """Keep what is typed in the report form ({field: [texts]}) for `by` alone; publishes nothing."""
    draft, _created = Draft.objects.update_or_create(
        user=by, agency=agency, defaults={"data": data}
    )
    return draft


def discard_draft(*, agency, by):
    """Throw the draft of `by` away; the files that it staged are swept later."""
    _discard_draft(agency, by)


_discard_draft = PreparedDelete(lambda agency, by: Draft.objects.filter(agency=agency, user=by))


def note_presence(*, agency, by):
    """`by` has the report form of `agency` open; answers who else has, first come first.

    Called again and again by an open form. Kept in the database: a cache may be one per process.
    """
    now = timezone.now()
    rows = FormPresence.objects.filter(agency=agency)
    if not rows.fresh().filter(user=by).update(seen_at=now):
        rows.filter(seen_at__lt=now - FormPresenceQuerySet.LASTS).delete()
        FormPresence.objects.update_or_create(
            agency=agency, user=by, defaults={"opened_at": now, "seen_at": now}
        )
    return rows.fresh().exclude(user=by).select_related("user").order_by("opened_at")


_restamp = PreparedUpdate(
    lambda agency, stamp: (Agency.objects.filter(pk=agency), {"public_stamp": stamp})
)


@transaction.atomic
@one_moment()
def save_report(*, agency, answers, version, key, by):
    """Write and publish everything of `answers` at once, or nothing; answers the Report.

    `key` (UUID) names the form: the same form sent twice is saved once. Raises StaleVersion
    when the report was saved since `version` was read (0: there was none).
    """
    # Renews the public pages, and locks: one save of a report at a time.
    _none, reports = at_once((_restamp, agency, uuid.uuid4()), (report_of, agency))
    report = reports[0] if reports else Report()
    report.agency = agency
    if report.last_save_key == key:
        return report
    if report.version != version:
        raise StaleVersion(report)
    report.has_licences = answers.has_licences
    report.is_gazetted = answers.is_gazetted
    report.obstacle_1_id, report.obstacle_2_id, report.obstacle_3_id = answers.obstacles
    report.obstacle_detail = answers.obstacle_detail
    report.version += 1
    report.last_save_key = key
    report.saved_by = by
    record(report, by=by)
    at_once(
        *_switching(answers.document_toggles, by),
        *_switching(answers.link_toggles, by),
        (_discard_draft, agency, by),
    )
    for new in answers.documents:
        record(
            Document(
                report=report,
                upload=new.upload,
                section=new.upload.section,
                date=new.date,
                scope=new.scope,
                in_use=new.in_use,
                created_by=by,
            ),
            by=by,
        )
    if answers.new_link:
        record(GazetteLink(report=report, url=answers.new_link, created_by=by), by=by)
    if answers.has_licences is False:
        _switch_off_licences(report, by)
    elif answers.channels is not None:
        _set_channels(report, answers, by)
    return report


def _switching(toggles, by):
    """What writes `toggles` {row of one model: in use} where they differ, for `at_once`.

    The rows may have been read before the lock: the version is the same.
    """
    changed = [row for row, in_use in toggles.items() if row.in_use is not in_use]
    for row in changed:
        row.in_use = toggles[row]
    for state in {row.in_use for row in changed}:
        chosen = [row.pk for row in changed if row.in_use is state]
        yield _switch[type(changed[0])], chosen, state
    yield from history_of(changed, by=by)


_switch = {
    model: PreparedUpdate(
        lambda pks, state, model=model: (model.objects.filter(pk__in=pks), {"in_use": state})
    )
    for model in (Document, GazetteLink)
}


def _switch_off_licences(report, by):
    """ไม่มีใบอนุญาต: nothing of section 13 stays on; publication.py leaves the channels out."""
    for rows in (report.documents.filter(section="s13"), report.gazette_links.all()):
        at_once(*_switching(dict.fromkeys(rows.filter(in_use=True), False), by))


def _set_channels(report, answers, by):
    """Write the rows as typed; a row is erased only where the form shows it emptied."""
    present = {channel.pk: channel for channel in report.licence_channels.all()}
    for position, typed in enumerate(answers.channels):
        row = present.get(typed.pk) or LicenceChannel(report=report)
        values = (position, typed.name, typed.url)
        if (row.position, row.name, row.url) != values:
            row.position, row.name, row.url = values
            record(row, by=by)
    for pk in answers.removed_channels & present.keys():
        erase(present[pk], by=by)


@transaction.atomic
def set_obstacle_kind(*, kind, version, name, is_offered, by):
    """Write one kind of problem (an ObstacleKind, unsaved for a new one) and answer it.

    Raises StaleVersion when somebody else changed it since `version`.
    """
    if kind.pk is None:
        kind = ObstacleKind(position=ObstacleKind.objects.count() + 1)
    else:
        kind = ObstacleKind.objects.select_for_update(no_key=True).get(pk=kind.pk)
    if kind.version != version:
        raise StaleVersion(kind)
    kind.name, kind.is_offered = name, is_offered
    kind.version += 1
    return record(kind, by=by)
