"""The rows of an agency's lineage as they stood at a moment, read from the history.

What of these rows was public is the rule of `publication.py`, not this module's.
"""

from copy import copy
from dataclasses import dataclass

from agencies.models import Agency, AgencyMove
from ereports.models import Document, GazetteLink, LicenceChannel, Report, Upload


@dataclass(frozen=True)
class Standing:
    """An agency's lineage (root first, itself last) and all that hung on it at a moment."""

    lineage: list
    report: Report | None
    documents: list  # of the whole lineage, on or off, each with its upload and report
    gazette_links: list
    licence_channels: list

    @property
    def agency(self):
        """The agency itself, as it stood."""
        return self.lineage[-1]


def standing_of(agency, at):
    """The Standing of `agency` at `at` (aware datetime); None when there was no such agency yet."""
    lineage = _lineage(agency, at)
    if lineage is None:
        return None
    reports = _reports(lineage, at)
    own = next((report for report in reports.values() if report.agency_id == agency.pk), None)
    return Standing(
        lineage=lineage,
        report=own,
        documents=_documents(reports, at),
        gazette_links=_instances(GazetteLink, at, own),
        licence_channels=_instances(LicenceChannel, at, own),
    )


def agency_at(agency, at):
    """A copy of `agency` with the name, code and all else that it had at `at` (aware datetime)."""
    rows = _latest(Agency, at, id=agency.pk)
    return _lay_over(copy(agency), rows[0]) if rows else agency


def _lineage(agency, at):
    """The agency below those that were above it then, root first, with the names they had."""
    nodes = [agency]
    while (parent := _parent(nodes[0], at)) and parent not in nodes:  # a clock may have gone back
        nodes.insert(0, parent)
    rows = {row.id: row for row in _latest(Agency, at, id__in=[node.pk for node in nodes])}
    if agency.pk not in rows:
        return None
    return [_lay_over(node, rows[node.pk]) if node.pk in rows else node for node in nodes]


def _parent(agency, at):
    """What was directly above `agency` then: what its first later move took it away from."""
    later = AgencyMove.objects.filter(agency=agency, moved_at__gt=at).select_related("old_parent")
    if move := later.order_by("moved_at", "pk").first():
        return move.old_parent
    return Agency.objects.filter(path=agency.path[: -agency.steplen]).first()


def _reports(lineage, at):
    """Report.pk → the report as it stood, for those of `lineage` that had one."""
    by_pk = {node.pk: node for node in lineage}
    reports = {report.pk: report for report in Report.objects.filter(agency__in=by_pk)}
    rows = _latest(Report, at, id__in=reports)
    for row in rows:
        _lay_over(reports[row.id], row).agency = by_pk[row.agency_id]
    return {row.id: reports[row.id] for row in rows}


def _documents(reports, at):
    documents = [row.instance for row in _latest(Document, at, report_id__in=reports)]
    uploads = _latest(Upload, at, id__in=[document.upload_id for document in documents])
    by_pk = {row.id: row.instance for row in uploads}
    for document in documents:
        document.upload = by_pk[document.upload_id]
        document.report = reports[document.report_id]
    return documents


def _instances(model, at, report):
    rows = _latest(model, at, report_id=report.pk) if report else []
    # Not `row.instance`: for a column that the history leaves out it asks the database row by row.
    return [_lay_over(model(), row) for row in rows]


def turns_of(document):
    """(moment, in_use, check_state, status of its agency) at each change of one, oldest first.

    Of what was written at one moment, as by one save, only the last counts.
    """
    rows = []
    for changed in (document, document.upload, document.report.agency):
        rows += changed.history.order_by("history_date", "history_id")
    newest, turns = {}, {}
    for row in sorted(rows, key=lambda row: row.history_date):
        newest[row.instance_type] = row
        if len(newest) == 3:
            turns[row.history_date] = (
                newest[Document].in_use,
                newest[Upload].check_state,
                newest[Agency].status,
            )
    for moment, facts in turns.items():
        yield moment, *facts


def _latest(model, at, **which):
    """The newest history row of each object of `which` at `at`, without those deleted by then."""
    rows = model.history.filter(history_date__lte=at, **which)
    newest = {row.id: row for row in rows.order_by("history_date", "history_id")}
    return [row for row in newest.values() if row.history_type != "-"]


def _lay_over(instance, row):
    """`instance` with the values that its history row `row` has."""
    for column in row.tracked_fields:
        setattr(instance, column.attname, getattr(row, column.attname))
    return instance
