"""Unfinished work is never lost (B1, B4; assurance P9, R1, R4)."""

import time

from django.utils import timezone

from ereports.models import Document, Draft, Report
from tests import forms, pdfs


def unfinished(**changes):
    """A form that could not be saved yet: its date is impossible."""
    return forms.report_form(
        **{"s10-file": pdfs.pdf_file("ร่าง.pdf"), "obstacle-obstacle_detail": "พิมพ์ค้างไว้"},
        **forms.date("s10", 31, 2, 2566),
        **changes,
    )


def test_b4_a_draft_publishes_nothing_and_opens_as_it_was_left(officer, tree):
    answer = officer.post(forms.url(tree.hospital), unfinished(save_draft="1"), follow=True)
    page = answer.content.decode()
    for text in ("บันทึกร่างแล้ว", "ร่างเมื่อ", "พิมพ์ค้างไว้", "ร่าง.pdf", 'value="2566"'):
        assert text in page
    assert "กรุณาแก้ไข" not in page
    assert not Report.objects.exists()
    assert "csrfmiddlewaretoken" not in Draft.objects.get().data


def test_b4_a_draft_is_saved_by_itself_and_answers_when(officer, tree):
    sent = unfinished(save_draft="1")
    answer = officer.post(forms.url(tree.hospital), sent, headers={"Accept": "application/json"})
    assert answer.json()["saved_at"].startswith(str(timezone.localdate().day))


def test_b4_a_draft_becomes_the_report_and_is_gone(officer, tree):
    officer.post(forms.url(tree.hospital), unfinished(save_draft="1"))
    upload = Draft.objects.get().data["s10-upload"][0]
    mended = forms.report_form(**{"s10-upload": upload}, **forms.date("s10", 1, 3, 2566))
    officer.post(forms.url(tree.hospital), mended)
    assert Document.objects.get().upload.original_name == "ร่าง.pdf"
    assert not Draft.objects.exists()


def test_a_draft_can_be_thrown_away(officer, tree):
    officer.post(forms.url(tree.hospital), unfinished(save_draft="1"))
    page = officer.post(
        forms.url(tree.hospital), {"discard_draft": "1"}, follow=True
    ).content.decode()
    assert "พิมพ์ค้างไว้" not in page
    assert not Draft.objects.exists()


def test_a_draft_is_seen_by_its_author_alone(officer, signed_in, tree, people):
    officer.post(forms.url(tree.hospital), unfinished(save_draft="1"))
    page = signed_in(people.central).get(forms.url(tree.hospital)).content.decode()
    assert "พิมพ์ค้างไว้" not in page


def test_r4_a_session_that_ends_before_the_save_keeps_texts_and_files(
    officer, signed_in, tree, people
):
    officer.get(forms.url(tree.hospital))
    session = officer.session
    session["seen_at"] = int(time.time()) - 16 * 60
    session.save()
    answer = officer.post(forms.url(tree.hospital), unfinished())
    assert "notice=session-ended" in answer.url
    assert not Report.objects.exists()
    page = signed_in(people.officer).get(forms.url(tree.hospital)).content.decode()
    assert "พิมพ์ค้างไว้" in page
    assert "ร่าง.pdf" in page


def test_p9_a_right_withdrawn_while_the_form_is_open_keeps_the_text(officer, tree, people):
    people.officer.grants.update(may_report=False)
    assert officer.post(forms.url(tree.hospital), unfinished()).status_code == 403
    assert Draft.objects.get().data["obstacle-obstacle_detail"] == ["พิมพ์ค้างไว้"]
