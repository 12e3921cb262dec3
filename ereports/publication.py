"""THE one answer to "what is public for this agency (at this moment)?": all pages and files ask it.

A document is public when it is attached to a report, clean, in use, and its agency is open: on
the agency's own page, and with the scope สำหรับหน่วยงานภายใต้สังกัดทุกสาขา on every page of the subtree.
"""

import datetime
from dataclasses import dataclass

from django.db.models import F, Q

from agencies.models import Agency, path_range, remembered_lineage
from ereports.as_it_stood import standing_of, turns_of
from ereports.models import Document, GazetteLink, LicenceChannel, Report, Upload
from ereports.sections import LICENCES, SECTIONS, Section
from infoadmin.prepared import Prepared, at_once


@dataclass(frozen=True)
class PublishedSection:
    """One section of the Act as the public sees it."""

    section: Section
    documents: list
    gazette_links: list
    licence_channels: list

    @property
    def rows(self):
        """Everything in it, of whatever kind."""
        return [*self.documents, *self.gazette_links, *self.licence_channels]

    def __bool__(self):
        return bool(self.rows)


@dataclass(frozen=True)
class Publication:
    """Everything that is, or at `at` was, public for one agency."""

    agency: Agency
    ancestry: list
    sections: list
    updated_at: datetime.datetime
    at: datetime.datetime | None = None  # None: now

    @property
    def lineage_stamps(self):
        """The public stamps of the lineage, from the ministry down."""
        return [agency.public_stamp for agency in (*self.ancestry, self.agency)]

    @property
    def parent(self):
        """Who is directly above the agency; None above a ministry."""
        return self.ancestry[-1] if self.ancestry else None

    @property
    def published_sections(self):
        """The sections in which something is public."""
        return [section for section in self.sections if section]

    @property
    def documents(self):
        """All its documents, section by section."""
        return [document for section in self.sections for document in section.documents]


def public_documents():
    """Every document that is public somewhere, as a queryset."""
    return Document.objects.filter(
        in_use=True,
        upload__check_state=Upload.CheckState.CLEAN,
        report__agency__status=Agency.Status.OPEN,
    ).select_related("upload", "report__agency")


def refused_documents():
    """Every document that would be public had the virus scanner not refused it, as a queryset."""
    return Document.objects.filter(
        in_use=True,
        upload__check_state=Upload.CheckState.REFUSED,
        report__agency__status=Agency.Status.OPEN,
    )


def public_links():
    """Every link that is public somewhere: gazette links and licence channels, as two querysets."""
    is_public = {"report__has_licences": True, "report__agency__status": Agency.Status.OPEN}
    links = GazetteLink.objects.filter(in_use=True, **is_public)
    return links, LicenceChannel.objects.filter(**is_public)


def documents_of(agency):
    """The documents that are public for `agency`: its own, and what it inherits."""
    if agency.is_closed:
        return Document.objects.none()
    return _applying_at(agency.path, agency.lineage_paths)


def _applying_at(path, lineage_paths):
    # First the lineage alone: an OR across the joins would read every document of the state.
    lineage = public_documents().filter(report__agency__path__in=lineage_paths)
    applies = Q(report__agency__path=path) | Q(scope=Document.Scope.SUBTREE)
    return lineage.filter(applies).order_by(F("date").desc(nulls_last=True), "-created_at", "pk")


# Of wide rows what a page, a feed or the open data show.
_lineage_at = Prepared(
    lambda paths: (
        Agency.objects.filter(path__in=paths)
        .select_related("report")
        .only(
            *("path", "numchild", "code", "name", "name_en", "short_name", "status", "successor"),
            *(*Agency.EMAIL_FIELDS, "updated_at", "public_stamp"),
            *("report__has_licences", "report__saved_at"),
        )
        .order_by("path")
    )
)
_documents_at = Prepared(
    lambda path, lineage_paths: (
        _applying_at(path, lineage_paths)
        .select_related(None)
        .select_related("upload")
        .only(
            *("report_id", "section", "date", "scope", "in_use", "created_at"),
            *(f"upload__{name}" for name in ("original_name", "size", "pages", "sha256")),
        )
    )
)
_links_at = Prepared(
    lambda path: GazetteLink.objects.filter(report__agency__path=path, in_use=True)
)
_channels_at = Prepared(lambda path: LicenceChannel.objects.filter(report__agency__path=path))


def _is_on(in_use, check_state, status):
    """The same rule for rows of the past: whether a document was public on its agency's page."""
    return in_use and check_state == Upload.CheckState.CLEAN and status == Agency.Status.OPEN


def _was_public(document, agency):
    """Whether a document of the lineage, as it stood, was public for `agency`, as it stood."""
    owner = document.report.agency
    is_on = _is_on(document.in_use, document.upload.check_state, owner.status)
    applies = owner.pk == agency.pk or document.scope == Document.Scope.SUBTREE
    return is_on and applies and not agency.is_closed


@dataclass(frozen=True)
class Interval:
    """A stretch of time in which a document was public; `until` is None while it is."""

    since: datetime.datetime
    until: datetime.datetime | None = None


def intervals_of(document):
    """The Intervals in which `document` was public on its agency's page, oldest first (B7)."""
    found, since = [], None
    for moment, *facts in turns_of(document):
        is_on = _is_on(*facts)
        if is_on and since is None:
            since = moment
        elif not is_on and since is not None:
            found.append(Interval(since, moment))
            since = None
    return [*found, Interval(since)] if since else found


def mark_withdrawn(publication):
    """Give all that a Publication of the past shows `.is_withdrawn`: the public may no more see it.

    What is switched off is to be had by nobody outside, its name included (M24): the page as it
    stood says that something was there, and no more. A document that is public somewhere also gets
    `.public_code`, of the agency below which it is: this one may have been closed or moved since.
    """
    pks = [document.pk for document in publication.documents]
    codes = dict(public_documents().filter(pk__in=pks).values_list("pk", "report__agency__code"))
    shown = {
        _words_of(row)
        for rows in public_links()
        for row in rows.filter(report__agency=publication.agency.pk)
    }
    for section in publication.sections:
        for document in section.documents:
            document.public_code = codes.get(document.pk)
            document.is_withdrawn = document.public_code is None
        for row in (*section.gazette_links, *section.licence_channels):
            row.is_withdrawn = _words_of(row) not in shown
    return publication


def _words_of(row):
    """What the public reads of a link; a licence channel may have been written anew since."""
    return type(row), row.pk, getattr(row, "name", ""), row.url


def inherited_documents_of(agency):
    """The documents that `agency` owes to the agencies above it."""
    return documents_of(agency).exclude(report__agency=agency)


def publication_by_code(code):
    """The Publication of the agency with this code, or None; one trip if it stands where it stood."""
    paths = remembered_lineage(code)
    if paths:
        lineage, *rows = _read_at(paths)
        if len(lineage) == len(paths) and lineage[-1].code == code:
            return _published(lineage[-1], lineage, *rows)
    agency = Agency.objects.filter(code=code).first()
    if agency is None:
        return None
    remembered_lineage.cache_clear()  # it has moved, or was not there when somebody first asked
    return publication_of(agency)


def publication_of(agency):
    """The Publication of `agency` as it stands, in four queries whatever its size."""
    lineage, *rows = _read_at(agency.lineage_paths)
    if not lineage or lineage[-1].pk != agency.pk:  # it has moved since it was read
        return publication_of(Agency.objects.get(pk=agency.pk))
    return _published(agency, lineage, *rows)


def _read_at(paths):
    """The lineage at `paths` and, in one trip, all that the last of it may have published.

    The lineage first: its stamps may be older than what is published, never newer.
    """
    path = paths[-1]
    return at_once(
        (_lineage_at, paths), (_documents_at, path, paths), (_links_at, path), (_channels_at, path)
    )


def _published(agency, lineage, documents, links, channels):
    reports = {owner.report.pk: owner.report for owner in lineage if hasattr(owner, "report")}
    report = getattr(lineage[-1], "report", None)
    if agency.is_closed:
        documents = []
    if agency.is_closed or not (report and report.has_licences):
        links, channels = [], []
    documents = [document for document in documents if document.report_id in reports]
    for document in documents:  # as `document.report = …`, without what that looks after
        Document.report.field.set_cached_value(document, reports[document.report_id])
    return _composed(agency, lineage, report, documents, links, channels)


def publication_at(agency, at):
    """The Publication of `agency` as it stood at `at` (aware datetime), read from the history.

    None when the agency did not exist yet. `agency` is laid over with what it was.
    """
    then = standing_of(agency, at)
    if then is None:
        return None
    documents = [row for row in then.documents if _was_public(row, then.agency)]
    documents.sort(key=lambda row: str(row.pk))
    documents.sort(key=lambda row: row.created_at, reverse=True)
    documents.sort(key=lambda row: row.date or datetime.date.min, reverse=True)
    links, channels = [], []
    if then.report and then.report.has_licences and not then.agency.is_closed:
        links = sorted(
            (link for link in then.gazette_links if link.in_use),
            key=lambda link: (link.created_at, link.pk),
            reverse=True,
        )
        channels = sorted(then.licence_channels, key=lambda row: (row.position, row.pk))
    return _composed(then.agency, then.lineage, then.report, documents, links, channels, at)


def _composed(agency, lineage, report, documents, links, channels, at=None):
    sections = [
        PublishedSection(
            section=section,
            documents=[document for document in documents if document.section == section.key],
            gazette_links=links if section is LICENCES else [],
            licence_channels=channels if section is LICENCES else [],
        )
        for section in SECTIONS
    ]
    times = [agency.updated_at, *(document.created_at for document in documents)]
    times += [report.saved_at] if report else []
    return Publication(agency, lineage[:-1], sections, max(times), at)


@dataclass(frozen=True)
class SectionState:
    """How far an agency has come with one section: a chip of the report list."""

    section: Section
    is_published: bool = False
    is_inherited: bool = False
    is_not_applicable: bool = False  # section 13: the agency has no licences
    is_unanswered: bool = False  # section 13: nobody has said whether it has

    @property
    def is_missing(self):
        """Whether somebody still has to do something."""
        return not (self.is_published or self.is_inherited or self.is_not_applicable)


def attach_states(agencies):
    """Give each agency of a page `.states`, one SectionState a section, and `.has_report`.

    Two queries, however many agencies.
    """
    agencies = list(agencies)
    paths = {path for agency in agencies for path in agency.lineage_paths}
    rows = public_documents().filter(report__agency__path__in=paths)
    published = set(rows.values_list("report__agency__path", "section", "scope"))
    reports = Report.objects.filter(agency__in=agencies)
    has_licences = dict(reports.values_list("agency_id", "has_licences"))
    for agency in agencies:
        agency.has_report = agency.pk in has_licences
        agency.states = [
            _state(agency, section, published, has_licences.get(agency.pk)) for section in SECTIONS
        ]
    return agencies


def _state(agency, section, published, has_licences):
    above = agency.lineage_paths[:-1]
    return SectionState(
        section=section,
        is_published=any(
            (agency.path, section.key, scope) in published for scope in Document.Scope
        ),
        is_inherited=any(
            (path, section.key, Document.Scope.SUBTREE) in published for path in above
        ),
        is_not_applicable=section is LICENCES and has_licences is False,
        is_unanswered=section is LICENCES and has_licences is None,
    )


def publications(*, within=None, of=None, section=None, since=None):
    """Every public document, oldest first: a list that only grows at its end while it is read.

    `within` an agency's subtree, or `of` an agency alone; of one section (its key); uploaded at
    `since` or later. Sorted by (created_at, id), which document_newest indexes.
    """
    documents = public_documents().order_by("created_at", "id")
    if within is not None:
        documents = documents.filter(report__agency__path__range=path_range(within.path))
    if of is not None:
        documents = documents.filter(report__agency=of)
    if section is not None:
        documents = documents.filter(section=section)
    if since is not None:
        documents = documents.filter(created_at__gte=since)
    return documents


def latest(limit, **where):
    """The newest `limit` public documents, newest first; `where` as for `publications`."""
    return publications(**where).reverse()[:limit]


def latest_of_page(agency, limit):
    """The newest documents of the agency's page, inherited ones with them, newest first."""
    return documents_of(agency).order_by("-created_at", "-id")[:limit]


def changed_pages(first, last):
    """(code, when its page changed last) of each open agency with `first` <= pk < `last`.

    Two queries: a page changes with its agency, its report, and what it inherits.
    """
    inherited = {}
    rows = (
        public_documents()
        .filter(scope=Document.Scope.SUBTREE)
        .values_list("report__agency__path", "created_at")
    )
    for path, created_at in rows.iterator():
        inherited[path] = max(created_at, inherited.get(path, created_at))
    agencies = Agency.objects.open().filter(pk__gte=first, pk__lt=last).order_by("pk")
    times = agencies.values_list("code", "path", "updated_at", "report__saved_at")
    step = Agency.steplen
    for code, path, updated_at, saved_at in times.iterator():
        lineage = (inherited.get(path[:end]) for end in range(step, len(path) + 1, step))
        yield code, max(filter(None, (updated_at, saved_at, *lineage)))
