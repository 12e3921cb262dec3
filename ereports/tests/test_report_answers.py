"""What the report form takes and what it refuses (M17-M21; U1, U3; odd input)."""

import pytest

from ereports.models import ObstacleKind, Report
from tests import forms, pdfs


def test_m17_m18_m19_licences_gazette_link_and_channels(officer, tree, client):
    sent = forms.report_form(
        **forms.document("s13", "ใบอนุญาต.pdf", (1, 9, 2566)),
        **{
            "licence-has_licences": "yes",
            "licence-is_gazetted": "yes",
            "licence-link": "https://ratchakitcha.soc.go.th/documents/1.pdf",
            "channel-count": "2",
        },
        **forms.channel_row(0, "ใบอนุญาตสถานพยาบาล", "https://licence.example/1"),
        **forms.channel_row(1, "", ""),
    )
    assert officer.post(forms.url(tree.hospital), sent).status_code == 302
    page = client.get(f"/agency/{tree.hospital.code}/").content.decode()
    for text in ("ใบอนุญาต", "ratchakitcha.soc.go.th", "ใบอนุญาตสถานพยาบาล", "1 กันยายน 2566"):
        assert text in page
    report = Report.objects.get()
    assert report.licence_channels.count() == 1


def test_m18_an_old_link_is_switched_off_and_a_new_one_given(officer, tree, client):
    first = {"licence-has_licences": "yes", "licence-is_gazetted": "yes"}
    officer.post(
        forms.url(tree.hospital),
        forms.report_form(**first, **{"licence-link": "https://a.example/1"}),
    )
    report = Report.objects.get()
    changed = {"link-on": [], "licence-link": "https://a.example/2"}
    officer.post(forms.url(tree.hospital), forms.report_form(report, **changed))
    states = dict(report.gazette_links.values_list("url", "in_use"))
    assert states == {"https://a.example/1": False, "https://a.example/2": True}
    page = client.get(f"/agency/{tree.hospital.code}/").content.decode()
    assert "a.example/2" in page
    assert "a.example/1" not in page


def test_m19_a_channel_is_changed_and_removed(officer, tree):
    yes = {"licence-has_licences": "yes", "channel-count": "2"}
    rows = {
        **forms.channel_row(0, "ก", "https://a.example"),
        **forms.channel_row(1, "ข", "https://b.example"),
    }
    officer.post(forms.url(tree.hospital), forms.report_form(**yes, **rows))
    report = Report.objects.get()
    gone = report.licence_channels.get(name="ก")
    kept = report.licence_channels.get(name="ข")
    changed = {
        **forms.channel_row(0, "", "", gone.pk),
        **forms.channel_row(1, "ค", "https://b.example", kept.pk),
    }
    officer.post(forms.url(tree.hospital), forms.report_form(report, **changed))
    assert list(report.licence_channels.values_list("pk", "name")) == [(kept.pk, "ค")]


def test_m19_more_rows_than_can_be_kept_are_told_not_dropped(officer, tree):
    sent = {"licence-has_licences": "yes", "channel-count": "501"}
    for number in range(501):
        sent |= forms.channel_row(number, f"ใบที่ {number}", "https://a.example")
    page = officer.post(forms.url(tree.hospital), forms.report_form(**sent)).content.decode()
    assert "ไม่เกิน 500 แถว" in page
    assert not Report.objects.exists()


def test_m21_obstacles_are_ranked(officer, tree):
    kinds = list(ObstacleKind.objects.all()[:3])
    chosen = {f"obstacle-obstacle_{n}": kind.pk for n, kind in enumerate(kinds, start=1)}
    officer.post(
        forms.url(tree.hospital),
        forms.report_form(**chosen, **{"obstacle-obstacle_detail": "งบน้อย"}),
    )
    report = Report.objects.get()
    assert [report.obstacle_1, report.obstacle_2, report.obstacle_3] == kinds
    assert report.obstacle_detail == "งบน้อย"


def test_u3_the_same_obstacle_twice_is_refused(officer, tree):
    kind = ObstacleKind.objects.first()
    twice = {"obstacle-obstacle_1": kind.pk, "obstacle-obstacle_2": kind.pk}
    answer = officer.post(forms.url(tree.hospital), forms.report_form(**twice))
    assert "เลือกปัญหานี้ไปแล้ว" in answer.content.decode()
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (forms.date("s10", 31, 2, 2566), "ไม่มีวันที่ 31 กุมภาพันธ์ 2566"),
        (forms.date("s10", 1, 1, 2023), "หมายถึง พ.ศ. 2566 ใช่หรือไม่"),
        (forms.date("s10", 1, 1, 2566), "กรุณาเลือกไฟล์ด้วย"),
        ({"licence-has_licences": "yes", "licence-link": "javascript:alert(1)"}, "ลิงก์ไม่ถูกต้อง"),
        ({"licence-has_licences": "yes", "licence-link": "ftp://a.example"}, "ลิงก์ไม่ถูกต้อง"),
        ({"licence-has_licences": "yes", "licence-link": "https://u:p@a.example"}, "นำออก"),
        ({"licence-link": "https://a.example"}, "มีใบอนุญาต”"),
        (
            {"channel-count": "1", "licence-has_licences": "yes"} | forms.channel_row(0, "ก", ""),
            "กรอก link สำหรับตรวจสอบ",
        ),
        ({"obstacle-obstacle_2": "1"}, "เลือกลำดับก่อนหน้า"),
        ({"s10-upload": "00000000-0000-0000-0000-000000000000"}, "ไม่พบไฟล์ที่อัปโหลดไว้"),
        ({"s10-upload": "not-a-uuid"}, "ไม่พบไฟล์ที่อัปโหลดไว้"),
        ({"version": ""}, "หน้านี้เก่าเกินไป"),
    ],
)
def test_bad_input_is_explained_and_nothing_is_saved(officer, tree, sent, sentence):
    answer = officer.post(forms.url(tree.hospital), forms.report_form(**sent))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not Report.objects.exists()


def test_a_file_without_its_date_asks_for_it(officer, tree):
    sent = forms.report_form(**{"s10-file": pdfs.pdf_file()})
    assert "ให้ครบ" in officer.post(forms.url(tree.hospital), sent).content.decode()


def test_a_file_that_is_no_pdf_is_explained_and_the_texts_are_kept(officer, tree):
    sent = forms.report_form(
        **{"s10-file": pdfs.pdf_file("x.pdf", b"<html>")}, **forms.date("s10", 12, 10, 2566)
    )
    page = officer.post(forms.url(tree.hospital), sent).content.decode()
    assert "ไฟล์นี้ไม่ใช่ PDF" in page
    assert 'value="2566"' in page


@pytest.mark.parametrize(
    "sent",
    [
        forms.date("s10", "²", 1, 2566),
        forms.date("s10", 1, "²", 2566),
        forms.date("s10", 1, 1, "²²²²"),
        forms.date("s10", "9" * 5000, 1, 2566),
        {"channel-count": "9" * 5000},
        {"channel-count": "²"},
        {"version": "9" * 30},
        {"key": "no-uuid"},
        {"obstacle-obstacle_1": "99999"},
        {"s10-scope": "everywhere"},
    ],
)
def test_odd_input_is_never_an_error_of_ours(officer, tree, sent):
    assert officer.post(forms.url(tree.hospital), forms.report_form(**sent)).status_code in (
        200,
        302,
    )


def test_a_nul_character_is_a_bad_request(officer, tree):
    sent = forms.report_form(**{"obstacle-obstacle_detail": "a\0b"})
    answer = officer.post(forms.url(tree.hospital), sent)
    assert answer.status_code == 400
    assert "Null" not in answer.content.decode()
    for path in ("/search/?q=%00", "/agency/%00/", "/backend/agencies/?q=%00"):
        assert officer.get(path).status_code in (400, 404)


def test_odd_searches_are_never_an_error_of_ours(client, tree):
    assert client.get("/search/", {"page": "9" * 5000, "q": "ก"}).status_code == 200
    assert client.get("/search/", {"q": "ก " * 1500}).status_code == 200
    assert list(client.get("/search/", {"q": "…"}).context["page"]) == []
