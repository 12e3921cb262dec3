"""What a save publishes and takes down is seen before it happens (M22; assurance U4, R2)."""

import datetime

import pytest
from django.utils import timezone

from ereports.models import Document, Draft, Report, Upload
from tests import forms


@pytest.fixture
def report(officer, tree):
    """The hospital's report with something on in every section."""
    sent = forms.report_form(
        **forms.document("s10", "ช่องทาง.pdf"),
        **forms.document("s13", "ใบอนุญาต.pdf"),
        **{
            "licence-has_licences": "yes",
            "licence-is_gazetted": "yes",
            "licence-link": "https://a.example/1",
            "channel-count": "1",
        },
        **forms.channel_row(0, "ใบอนุญาต ก", "https://a.example/2"),
    )
    officer.post(forms.url(tree.hospital), sent)
    return Report.objects.get()


def lines(answer):
    """(what will be public, what will not be any more) on the summary page."""
    summary = answer.context["summary"]
    return [[line.title for line in side] for side in (summary.published, summary.withdrawn)]


def carried(answer, **buttons):
    """What the summary page sends."""
    data = {}
    for name, text in answer.context["carried"]:
        data.setdefault(name, []).append(text)
    return {**data, **buttons}


def test_m22_a_new_document_is_shown_first_and_published_when_confirmed(officer, tree, client):
    sent = forms.unconfirmed(**forms.document("s10"))
    answer = officer.post(forms.url(tree.hospital), sent)
    page = answer.content.decode()
    assert lines(answer) == [["ประกาศ.pdf"], []]
    for text in ("ประชาชนจะเห็น", "1.1 ช่องทางอิเล็กทรอนิกส์ (มาตรา 10)", "12 ตุลาคม 2566"):
        assert text in page
    assert not Report.objects.exists()
    for _press in range(2):
        confirmed = carried(answer, confirm="1")
        assert officer.post(forms.url(tree.hospital), confirmed).status_code == 302
    assert Document.objects.get().in_use
    assert (Report.objects.get().version, Upload.objects.count()) == (1, 1)
    assert not Draft.objects.exists()


def test_m22_back_to_the_form_keeps_everything(officer, tree):
    sent = forms.unconfirmed(
        **forms.document("s10", "ช่องทาง.pdf"), **{"obstacle-obstacle_detail": "พิมพ์ไว้"}
    )
    answer = officer.post(forms.url(tree.hospital), sent)
    page = officer.post(forms.url(tree.hospital), carried(answer, edit="1")).content.decode()
    for text in ("ช่องทาง.pdf", "พิมพ์ไว้", 'value="2566"', "data-unsaved"):
        assert text in page
    assert not Report.objects.exists()


def test_b1_what_waits_to_be_confirmed_is_a_draft(officer, tree):
    officer.post(forms.url(tree.hospital), forms.unconfirmed(**forms.document("s10", "ร่าง.pdf")))
    page = officer.get(forms.url(tree.hospital)).content.decode()
    assert "ร่างเมื่อ" in page
    assert "ร่าง.pdf" in page


def test_m22_a_save_that_changes_nothing_public_goes_through(officer, tree, report):
    sent = forms.unconfirmed(report, **{"obstacle-obstacle_detail": "ข้อความ"})
    assert officer.post(forms.url(tree.hospital), sent).status_code == 302
    report.refresh_from_db()
    assert report.obstacle_detail == "ข้อความ"


def test_m22_a_document_that_is_not_to_be_used_yet_needs_no_summary(officer, tree):
    sent = forms.unconfirmed(**forms.document("s10"))
    del sent["s10-in_use"]
    assert officer.post(forms.url(tree.hospital), sent).status_code == 302
    assert not Document.objects.get().in_use


def test_m22_what_is_switched_off_and_on_is_named(officer, tree, report):
    off = forms.unconfirmed(report, **{"s10-on": [], "link-on": []})
    answer = officer.post(forms.url(tree.hospital), off)
    assert lines(answer) == [[], ["ช่องทาง.pdf", "https://a.example/1"]]
    assert "จะหายไปจากหน้าประชาชน" in answer.content.decode()
    officer.post(forms.url(tree.hospital), carried(answer, confirm="1"))
    report.refresh_from_db()
    on = forms.unconfirmed(report, **{"s10-on": [str(report.documents.get(section="s10").pk)]})
    assert lines(officer.post(forms.url(tree.hospital), on)) == [["ช่องทาง.pdf"], []]


def test_m19_licences_changed_added_and_removed_are_named(officer, tree, report):
    row = report.licence_channels.get()
    changed = {
        **forms.channel_row(0, "ใบอนุญาต ข", row.url, row.pk),
        **forms.channel_row(1, "ใบอนุญาต ค", "https://a.example/3"),
        "channel-count": "2",
    }
    answer = officer.post(forms.url(tree.hospital), forms.unconfirmed(report, **changed))
    expected = ["ใบอนุญาต ข", "ใบอนุญาต ค"]
    assert lines(answer) == [expected, []]
    assert "แทน ใบอนุญาต ก https://a.example/2" in answer.content.decode()
    gone = forms.unconfirmed(report, **forms.channel_row(0, "", "", row.pk))
    answer = officer.post(forms.url(tree.hospital), gone)
    assert lines(answer) == [[], ["ใบอนุญาต ก"]]


def test_u4_no_licences_takes_all_of_section_13_down_after_a_look_at_it(
    officer, tree, report, client
):
    no = forms.unconfirmed(report, **{"licence-has_licences": "no"})
    answer = officer.post(forms.url(tree.hospital), no)
    goes = ["ใบอนุญาต.pdf", "https://a.example/1", "ใบอนุญาต ก"]
    assert lines(answer) == [[], goes]
    assert "เพราะเลือก “ไม่มีใบอนุญาต”" in answer.content.decode()
    assert report.documents.get(section="s13").in_use
    officer.post(forms.url(tree.hospital), carried(answer, confirm="1"))
    assert not report.documents.get(section="s13").in_use
    page = client.get(f"/agency/{tree.hospital.code}/").content.decode()
    assert "ใบอนุญาต ก" not in page
    assert report.licence_channels.count() == 1  # kept for the day it says yes again

    report.refresh_from_db()
    yes = forms.unconfirmed(report, **{"licence-has_licences": "yes"})
    answer = officer.post(forms.url(tree.hospital), yes)
    assert lines(answer) == [["ใบอนุญาต ก"], []]


def test_m16_publishing_for_the_subtree_wants_its_box_ticked(signed_in, tree, people):
    central = signed_in(people.central)
    sent = forms.unconfirmed(**forms.document("s10"), **{"s10-scope": "subtree"})
    answer = central.post(forms.url(tree.department), sent)
    words = "ประกาศนี้จะแสดงในหน้าของหน่วยงานภายใต้สังกัด 3 แห่ง"
    assert words in answer.content.decode()
    unticked = central.post(forms.url(tree.department), carried(answer, confirm="1"))
    assert "ทำเครื่องหมายเพื่อยืนยัน" in unticked.content.decode()
    assert not Document.objects.exists()
    ticked = carried(unticked, confirm="1", confirm_subtree="on")
    assert central.post(forms.url(tree.department), ticked).status_code == 302
    assert Document.objects.get().scope == "subtree"


@pytest.mark.parametrize(
    ("when", "sentence"),
    [
        ((9, 1, 2566), "อยู่ก่อนวันที่พระราชบัญญัติฯ มีผลใช้บังคับ (10 มกราคม 2566)"),
        ((10, 1, 2566), None),
        ((31, 12, 2600), "ยังมาไม่ถึง"),
    ],
)
def test_u1_an_odd_date_is_asked_about_and_may_be_meant(officer, tree, when, sentence):
    sent = forms.unconfirmed(**forms.document("s16", when=when))
    del sent["s16-in_use"]  # nothing becomes public: the date alone brings the page
    answer = officer.post(forms.url(tree.hospital), sent)
    if sentence is None:
        assert answer.status_code == 302
        return
    assert sentence in answer.content.decode()
    assert officer.post(forms.url(tree.hospital), carried(answer, confirm="1")).status_code == 302
    assert Document.objects.exists()


def test_u1_today_is_no_odd_date(officer, tree):
    today = timezone.localdate()
    when = (today.day, today.month, today.year + 543)
    sent = forms.unconfirmed(**forms.document("s16", when=when))
    assert officer.post(forms.url(tree.hospital), sent).context["summary"].warnings == []
    tomorrow = today + datetime.timedelta(days=1)
    when = (tomorrow.day, tomorrow.month, tomorrow.year + 543)
    sent = forms.unconfirmed(**forms.document("s16", when=when))
    assert officer.post(forms.url(tree.hospital), sent).context["summary"].warnings


def test_m16_an_agency_with_nothing_below_it_has_no_box_to_tick(signed_in, tree, people):
    dga = signed_in(people.dga)
    sent = forms.unconfirmed(**forms.document("s10"), **{"s10-scope": "subtree"})
    answer = dga.post(forms.url(tree.point), sent)
    assert "confirm_subtree" not in answer.content.decode()
    assert dga.post(forms.url(tree.point), carried(answer, confirm="1")).status_code == 302
    assert "ยังไม่มีหน่วยงานภายใต้สังกัด" in dga.get(forms.url(tree.point)).content.decode()


def test_m22_the_message_says_whether_the_public_sees_anything_new(officer, tree):
    quiet = forms.report_form(**{"obstacle-obstacle_detail": "ข้อความ"})
    page = officer.post(forms.url(tree.hospital), quiet, follow=True).content.decode()
    assert "ข้อมูลในหน้าประชาชนไม่เปลี่ยนแปลง" in page
    loud = forms.report_form(Report.objects.get(), **forms.document("s10"))
    page = officer.post(forms.url(tree.hospital), loud, follow=True).content.decode()
    assert "ประชาชนเห็นข้อมูลนี้ทันที" in page
