"""Publishes in a test as a press of บันทึกและเผยแพร่ does: by the product's own actions."""

import datetime
import uuid

from ereports import actions
from ereports.models import Document, Report
from ereports.sections import BY_KEY
from tests.pdfs import pdf_file

WHEN = datetime.date(2022, 10, 12)


def save(agency, by, **answers):
    """Save the agency's report with these Answers beside what it says already."""
    report = Report.objects.filter(agency=agency).first()
    answers.setdefault("has_licences", True)
    return actions.save_report(
        agency=agency,
        answers=actions.Answers(**answers),
        version=report.version if report else 0,
        key=uuid.uuid4(),
        by=by,
    )


def publish(
    agency, by, section="s10", *, name="ประกาศ ๑.pdf", is_for_subtree=False, **file_options
):
    """A document that is on; answers it."""
    file_options.setdefault("mark", f"{agency.code} {name}")
    upload = actions.stage_upload(
        file=pdf_file(name, **file_options), agency=agency, section=BY_KEY[section], by=by
    )
    scope = Document.Scope.SUBTREE if is_for_subtree else Document.Scope.OWN
    save(agency, by, documents=[actions.NewDocument(upload=upload, date=WHEN, scope=scope)])
    return Document.objects.get(upload=upload)


def switch(document, by, *, on):
    """Slide the document's toggle and save."""
    saved = Document.objects.get(pk=document.pk)  # as a form reads it, whatever the caller holds
    save(document.report.agency, by, document_toggles={saved: on})


def publish_everything(tree, people):
    """Something of every kind: own and inherited documents, a link, a licence channel."""
    save(
        tree.hospital,
        people.officer,
        new_link="https://ratchakitcha.example/1.pdf",
        channels=[actions.Channel(name="ใบอนุญาตขับขี่", url="https://licence.example/1")],
    )
    return [
        publish(tree.department, people.dga, name="ประกาศกรม.pdf", is_for_subtree=True),
        publish(tree.hospital, people.officer, name="ประกาศโรงพยาบาล.pdf", pages=3),
        publish(tree.hospital, people.officer, "s16", name="คำสั่ง.pdf"),
    ]
