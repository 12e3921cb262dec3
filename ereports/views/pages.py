"""The pages of a report's save: the form, what it would publish, what somebody else saved first."""

from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.rights import Rights
from agencies.models import Agency, attach_ancestry
from ereports import actions, publication
from ereports.forms.report import content_of
from ereports.sections import LICENCES, SECTIONS
from infoadmin.addresses import address_of
from infoadmin.templatetags.thai import file_size
from infoadmin.thai.dates import format_date, format_datetime


def form_page(request, agency, report, form, draft=None):
    """The form of all four parts: as saved, as a draft left it, or as sent, with its errors."""
    attach_ancestry([agency])
    inherited = publication.inherited_documents_of(agency)
    may_publish = Rights.of(request.user).may_publish_to_subtree(agency)
    context = {
        "agency": agency,
        "report": report,
        "form": form,
        "draft": draft,
        "errors": form.error_list(),
        "sections": [_part(section, form, report, inherited, agency) for section in SECTIONS],
        "subtree_size": subtree_size(agency) if may_publish else None,
        "may_publish_to_subtree": may_publish,
    }
    return render(request, "ereports/report_edit.html", context)


def summary_page(request, agency, report, data, summary):
    """What the save would make public and take down; it happens when the page is confirmed."""
    return _step_page(
        request,
        agency,
        data,
        "ereports/report_confirm.html",
        report=report,
        summary=summary,
        subtree_size=subtree_size(agency) if summary.reaches_subtree else 0,
        is_unticked="confirm" in data,
    )


def conflict_page(request, agency, report, data, conflict):
    """What somebody else saved since the form was opened, to choose from value by value."""
    return _step_page(
        request,
        agency,
        data,
        "ereports/report_conflict.html",
        report=report,
        conflict=conflict,
        errors=[(each.field, each.label, _("เลือกว่าจะใช้ค่าของใคร")) for each in conflict.unanswered],
    )


def _step_page(request, agency, data, template, **context):
    """A page between the form and its save: it carries the whole form, which also stays a draft."""
    content = content_of(data)
    actions.save_draft(agency=agency, data=content, by=request.user)
    attach_ancestry([agency])
    carried = [(name, text) for name, texts in content.items() for text in texts]
    return render(request, template, {"agency": agency, "carried": carried, **context})


def subtree_size(agency):
    """Number of open agencies below `agency`."""
    return Agency.objects.below(agency).open().count()


def _part(section, form, report, inherited, agency):
    """What the template shows of one section."""
    documents = form.documents[section.key]
    _attach_words(documents.toggles.rows, agency)
    inherited = [row for row in inherited if row.section == section.key]
    is_passed_over = section is LICENCES and report.has_licences is False
    is_in_use = any(row.in_use for row in documents.toggles.rows)
    return {
        "info": section,
        "date_label": str(section.date_label),
        "form": documents,
        "inherited": inherited,
        "is_done": bool(is_in_use or inherited or is_passed_over),
    }


def _attach_words(rows, agency):
    """Give each Document of a history table its words and addresses; a template would be slow.

    `.facts` (size and pages), `.date_words`, `.created_words`, `.file_url`, `.history_url`.
    """
    for row in rows:
        pages = _("%d หน้า") % row.upload.pages
        row.facts = f"{file_size(row.upload.size)} · {pages}"
        row.date_words = format_date(row.date, "short") if row.date else "–"
        row.created_words = format_datetime(row.created_at)
        row.file_url = address_of("ereports:document-file", agency.code, row.pk)
        row.history_url = address_of("ereports:document-history", agency.code, row.pk)
