"""THE one answer to "what is public for this agency?": every page and file asks it.

A document is public when it is attached to a report, clean, in use, and its agency is open: on
the agency's own page, and with the scope สำหรับหน่วยงานภายใต้สังกัดทุกสาขา on every page of the subtree.
"""

import datetime
from dataclasses import dataclass

from django.db.models import Q

from agencies.models import Agency
from ereports.models import Document, GazetteLink, LicenceChannel, Report, Upload
from ereports.sections import LICENCES, SECTIONS, Section


@dataclass(frozen=True)
class PublishedSection:
    """One section of the Act as the public sees it."""

    section: Section
    documents: list
    gazette_links: list
    licence_channels: list

    def __bool__(self):
        return bool(self.documents or self.gazette_links or self.licence_channels)


@dataclass(frozen=True)
class Publication:
    """Everything that is public for one agency."""

    agency: Agency
    ancestry: list
    sections: list
    updated_at: datetime.datetime

    @property
    def published_sections(self):
        """The sections in which something is public."""
        return [section for section in self.sections if section]


def public_documents():
    """Every document that is public somewhere, as a queryset."""
    return Document.objects.filter(
        in_use=True,
        upload__check_state=Upload.CheckState.CLEAN,
        report__agency__status=Agency.Status.OPEN,
    ).select_related("upload", "report__agency")


def documents_of(agency):
    """The documents that are public for `agency`: its own, and what it inherits."""
    if agency.is_closed:
        return Document.objects.none()
    # First the lineage alone: an OR across the joins would read every document of the state.
    lineage = public_documents().filter(report__agency__path__in=agency.lineage_paths)
    applies = Q(report__agency=agency) | Q(scope=Document.Scope.SUBTREE)
    return lineage.filter(applies).order_by("-date", "-created_at")


def inherited_documents_of(agency):
    """The documents that `agency` owes to the agencies above it."""
    return documents_of(agency).exclude(report__agency=agency)


def publication_of(agency):
    """The Publication of `agency`, in five queries whatever its size."""
    lineage = list(Agency.objects.filter(path__in=agency.lineage_paths).order_by("depth"))
    documents = list(documents_of(agency))
    links, channels = _links_and_channels(agency)
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
    times += Report.objects.filter(agency=agency).values_list("saved_at", flat=True)
    return Publication(agency, lineage[:-1], sections, max(times))


def _links_and_channels(agency):
    if agency.is_closed:
        return [], []
    licensed = {"report__agency": agency, "report__has_licences": True}
    links = GazetteLink.objects.filter(in_use=True, **licensed)
    return list(links), list(LicenceChannel.objects.filter(**licensed))


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
