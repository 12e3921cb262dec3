"""The report form, over HTTP (M15-M22; assurance P4, P5, P9, F20, R1, R2, R5, U3, U4, U10)."""

import pytest

from agencies.models import Agency
from ereports.models import Document, ObstacleKind, Report, Upload
from tests import forms, pdfs


def url(agency):
    return f"/backend/reports/agency/{agency.code}/"


@pytest.fixture
def officer(signed_in, people):
    return signed_in(people.officer)


@pytest.fixture
def filed(officer, tree):
    """The hospital's report, with one document under section 10."""
    officer.post(url(tree.hospital), forms.report_form(**forms.document("s10")))
    return Report.objects.get(agency=tree.hospital)


def test_m15_a_saved_document_is_public_at_once(officer, tree, client):
    answer = officer.post(url(tree.hospital), forms.report_form(**forms.document("s10")))
    assert answer.status_code == 302
    document = Document.objects.get()
    assert (document.section, document.scope, document.in_use) == ("s10", "own", True)
    assert str(document.date) == "2023-10-12"
    page = client.get(f"/agency/{tree.hospital.code}/").content.decode()
    assert "12 ตุลาคม 2566" in page
    assert str(document.pk) in page


def test_m24_the_download_is_the_upload_byte_for_byte(officer, tree, client):
    content = pdfs.pdf_bytes(mark="ต้นฉบับ")
    officer.post(url(tree.hospital), forms.report_form(**forms.document("s10", content=content)))
    document = Document.objects.get()
    answer = client.get(f"/agency/{tree.hospital.code}/document/{document.pk}/download/")
    assert b"".join(answer.streaming_content) == content
    assert "filename*=utf-8''%E0%B8%9B" in answer["Content-Disposition"]
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_f14_what_is_switched_off_is_gone_at_once_and_f15_back_at_the_same_address(
    officer, tree, client, filed
):
    document = filed.documents.get()
    address = f"/agency/{tree.hospital.code}/document/{document.pk}/download/"
    officer.post(url(tree.hospital), forms.report_form(filed, **{"s10-on": []}))
    filed.refresh_from_db()
    for path in (address, address.replace("download/", "")):
        assert client.get(path).status_code == 404
    assert str(document.pk) not in client.get(f"/agency/{tree.hospital.code}/").content.decode()
    officer.post(url(tree.hospital), forms.report_form(filed, **{"s10-on": [str(document.pk)]}))
    assert client.get(address).status_code == 200


def test_m16_subtree_scope_shows_on_every_page_below_and_only_there(
    signed_in, tree, people, client
):
    central = signed_in(people.central)
    sent = forms.report_form(**forms.document("s10", "ของกรม.pdf"), **{"s10-scope": "subtree"})
    assert central.post(url(tree.department), sent).status_code == 302
    for agency in (tree.department, tree.hospital, tree.point, tree.sibling):
        assert "ของกรม" in client.get(f"/agency/{agency.code}/").content.decode()
    for agency in (tree.ministry, tree.stranger):
        assert "ของกรม" not in client.get(f"/agency/{agency.code}/").content.decode()
    form = signed_in(people.officer).get(url(tree.hospital)).content.decode()
    assert "จาก กรมการแพทย์" in form


def test_m16_own_scope_shows_on_the_own_page_alone(signed_in, tree, people, client):
    central = signed_in(people.central)
    central.post(url(tree.department), forms.report_form(**forms.document("s10", "ของกรม.pdf")))
    assert "ของกรม" in client.get(f"/agency/{tree.department.code}/").content.decode()
    assert "ของกรม" not in client.get(f"/agency/{tree.hospital.code}/").content.decode()


def test_p4_subtree_scope_wants_a_grant_over_the_subtree(officer, tree):
    sent = forms.report_form(**forms.document("s10"), **{"s10-scope": "subtree"})
    assert officer.post(url(tree.hospital), sent).status_code == 403
    assert not Document.objects.exists()


def test_p5_a_child_cannot_switch_off_what_it_inherits(signed_in, tree, people, client):
    central = signed_in(people.central)
    sent = forms.report_form(**forms.document("s10", "ของกรม.pdf"), **{"s10-scope": "subtree"})
    central.post(url(tree.department), sent)
    inherited = str(Document.objects.get().pk)
    officer = signed_in(people.officer)
    officer.post(url(tree.hospital), forms.report_form(**{"s10-rows": [inherited], "s10-on": []}))
    assert Document.objects.get().in_use
    assert "ของกรม" in client.get(f"/agency/{tree.hospital.code}/").content.decode()


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
    assert officer.post(url(tree.hospital), sent).status_code == 302
    page = client.get(f"/agency/{tree.hospital.code}/").content.decode()
    for text in ("ใบอนุญาต", "ratchakitcha.soc.go.th", "ใบอนุญาตสถานพยาบาล", "1 กันยายน 2566"):
        assert text in page
    report = Report.objects.get()
    assert report.licence_channels.count() == 1


def test_m18_an_old_link_is_switched_off_and_a_new_one_given(officer, tree, client):
    first = {"licence-has_licences": "yes", "licence-is_gazetted": "yes"}
    officer.post(
        url(tree.hospital), forms.report_form(**first, **{"licence-link": "https://a.example/1"})
    )
    report = Report.objects.get()
    changed = {"link-on": [], "licence-link": "https://a.example/2"}
    officer.post(url(tree.hospital), forms.report_form(report, **changed))
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
    officer.post(url(tree.hospital), forms.report_form(**yes, **rows))
    report = Report.objects.get()
    gone = report.licence_channels.get(name="ก")
    kept = report.licence_channels.get(name="ข")
    changed = {
        **forms.channel_row(0, "", "", gone.pk),
        **forms.channel_row(1, "ค", "https://b.example", kept.pk),
    }
    officer.post(url(tree.hospital), forms.report_form(report, **changed))
    assert list(report.licence_channels.values_list("pk", "name")) == [(kept.pk, "ค")]


def test_m21_obstacles_are_ranked(officer, tree):
    kinds = list(ObstacleKind.objects.all()[:3])
    chosen = {f"obstacle-obstacle_{n}": kind.pk for n, kind in enumerate(kinds, start=1)}
    officer.post(
        url(tree.hospital), forms.report_form(**chosen, **{"obstacle-obstacle_detail": "งบน้อย"})
    )
    report = Report.objects.get()
    assert [report.obstacle_1, report.obstacle_2, report.obstacle_3] == kinds
    assert report.obstacle_detail == "งบน้อย"


def test_u3_the_same_obstacle_twice_is_refused(officer, tree):
    kind = ObstacleKind.objects.first()
    twice = {"obstacle-obstacle_1": kind.pk, "obstacle-obstacle_2": kind.pk}
    answer = officer.post(url(tree.hospital), forms.report_form(**twice))
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
    answer = officer.post(url(tree.hospital), forms.report_form(**sent))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not Report.objects.exists()


def test_a_file_without_its_date_asks_for_it(officer, tree):
    sent = forms.report_form(**{"s10-file": pdfs.pdf_file()})
    assert "ให้ครบ" in officer.post(url(tree.hospital), sent).content.decode()


def test_a_file_that_is_no_pdf_is_explained_and_the_texts_are_kept(officer, tree):
    sent = forms.report_form(
        **{"s10-file": pdfs.pdf_file("x.pdf", b"<html>")}, **forms.date("s10", 12, 10, 2566)
    )
    page = officer.post(url(tree.hospital), sent).content.decode()
    assert "ไฟล์นี้ไม่ใช่ PDF" in page
    assert 'value="2566"' in page


def test_f2_a_file_over_the_limit_is_refused_before_it_is_stored(officer, tree, settings, tmp_path):
    settings.UPLOAD_MAX_BYTES = 100
    sent = forms.report_form(**forms.document("s10"))
    page = officer.post(url(tree.hospital), sent).content.decode()
    assert "ไฟล์ใหญ่เกิน" in page
    assert not Upload.objects.exists()
    assert not (tmp_path / "files").exists()


def test_r5_u10_an_error_in_1_3_keeps_the_file_of_1_1(officer, tree):
    sent = forms.report_form(
        **forms.document("s10", "ช่องทาง.pdf"), **{"s16-file": pdfs.pdf_file("คำสั่ง.pdf")}
    )
    answer = officer.post(url(tree.hospital), sent)
    page = answer.content.decode()
    assert "ช่องทาง.pdf" in page
    assert "คำสั่ง.pdf" in page
    uploads = {f"{upload.section}-upload": str(upload.pk) for upload in Upload.objects.all()}
    assert set(uploads) == {"s10-upload", "s16-upload"}
    mended = forms.report_form(
        **uploads, **forms.date("s10", 12, 10, 2566), **forms.date("s16", 1, 3, 2566)
    )
    assert officer.post(url(tree.hospital), mended).status_code == 302
    assert Document.objects.count() == 2


def test_a_staged_file_can_be_taken_out_again(officer, tree):
    staged = forms.report_form(**forms.document("s10", "ผิด.pdf"), **{"discard": "s10"})
    page = officer.post(url(tree.hospital), staged).content.decode()
    assert "ผิด.pdf" not in page
    assert not Report.objects.exists()


def test_a_licence_row_can_be_added_and_removed_without_script(officer, tree):
    rows = {"channel-count": "1"} | forms.channel_row(0, "ใบอนุญาต ก", "https://a.example")
    page = officer.post(url(tree.hospital), forms.report_form(**rows, add_channel="1"))
    assert 'name="channel-1-name"' in page.content.decode()
    assert "ใบอนุญาต ก" in page.content.decode()
    page = officer.post(url(tree.hospital), forms.report_form(**rows, remove_channel="0"))
    assert "ใบอนุญาต ก" not in page.content.decode()
    assert not Report.objects.exists()


def test_u4_saying_no_licences_asks_before_it_switches_off(officer, tree):
    sent = forms.report_form(
        **forms.document("s13"), **{"licence-has_licences": "yes", "licence-is_gazetted": "yes"}
    )
    officer.post(url(tree.hospital), sent)
    report = Report.objects.get()
    answer = officer.post(
        url(tree.hospital), forms.report_form(report, **{"licence-has_licences": "no"})
    )
    assert "กรุณายืนยันว่าต้องการปิดทั้งหมด" in answer.content.decode()
    assert Document.objects.get().in_use
    confirmed = {"licence-has_licences": "no", "licence-confirm_off": "on"}
    officer.post(url(tree.hospital), forms.report_form(report, **confirmed))
    assert not Document.objects.get().in_use


def test_r1_a_stale_save_shows_both_and_loses_nothing(signed_in, tree, people, filed):
    stale = forms.report_form(
        filed, **forms.document("s16", "คำสั่ง.pdf"), **{"obstacle-obstacle_detail": "ของฉัน"}
    )
    central = signed_in(people.central)
    central.post(
        url(tree.hospital), forms.report_form(filed, **{"obstacle-obstacle_detail": "ของเขา"})
    )
    officer = signed_in(people.officer)
    page = officer.post(url(tree.hospital), stale).content.decode()
    for text in ("คุณcentral บันทึกรายงานนี้ไปก่อน", "ของเขา", "ของฉัน", "คำสั่ง.pdf"):
        assert text in page
    filed.refresh_from_db()
    assert filed.obstacle_detail == "ของเขา"
    upload = Upload.objects.get(section="s16")
    again = forms.report_form(
        filed,
        **{"s16-upload": str(upload.pk), "obstacle-obstacle_detail": "ของฉัน"},
        **forms.date("s16", 1, 3, 2566),
    )
    assert officer.post(url(tree.hospital), again).status_code == 302
    filed.refresh_from_db()
    assert filed.obstacle_detail == "ของฉัน"
    assert filed.documents.count() == 2


def test_r1_a_row_that_the_form_did_not_show_is_not_switched_off(
    signed_in, tree, people, filed, officer
):
    opened = forms.report_form(filed)
    central = signed_in(people.central)
    central.post(url(tree.hospital), forms.report_form(filed, **forms.document("s10", "ใหม่.pdf")))
    officer = signed_in(people.officer)
    answer = officer.post(url(tree.hospital), opened)
    again = {**opened, "version": answer.context["report"].version}
    officer.post(url(tree.hospital), again)
    assert filed.documents.filter(in_use=True).count() == 2


def test_r2_the_same_form_sent_twice_is_saved_once(officer, tree):
    sent = forms.report_form(**{"obstacle-obstacle_detail": "ครั้งเดียว"})
    officer.post(url(tree.hospital), sent)
    answer = officer.post(url(tree.hospital), sent)
    assert answer.status_code == 302
    assert Report.objects.get().version == 1
    assert Report.objects.get().history.count() == 1


def test_f20_an_upload_of_somebody_else_agency_or_section_is_not_taken(
    officer, signed_in, tree, people
):
    officer.post(url(tree.hospital), forms.report_form(**{"s16-file": pdfs.pdf_file()}))
    upload = str(Upload.objects.get().pk)
    dated = forms.date("s10", 12, 10, 2566)
    head = signed_in(people.head)
    for agency in (tree.hospital, tree.point):
        sent = forms.report_form(**{"s16-upload": upload}, **forms.date("s16", 1, 1, 2566))
        assert "ไม่พบไฟล์" in head.post(url(agency), sent).content.decode()
    officer = signed_in(people.officer)
    sent = forms.report_form(**{"s10-upload": upload}, **dated)
    assert "ไม่พบไฟล์" in officer.post(url(tree.hospital), sent).content.decode()
    assert not Document.objects.exists()


def test_p9_a_right_withdrawn_while_the_form_is_open_answers_403(officer, tree, people):
    people.officer.grants.update(may_report=False)
    assert officer.post(url(tree.hospital), forms.report_form()).status_code == 403


def test_p8_a_closed_agency_publishes_nothing_and_cannot_be_reported(officer, tree, client, filed):
    document = filed.documents.get()
    Agency.objects.filter(pk=tree.hospital.pk).update(status="closed")
    assert officer.post(url(tree.hospital), forms.report_form(filed)).status_code == 403
    address = f"/agency/{tree.hospital.code}/document/{document.pk}/download/"
    assert client.get(address).status_code == 404


def test_p12_a_document_is_not_found_under_another_agency(client, tree, filed):
    document = filed.documents.get()
    for agency in (tree.sibling, tree.point, tree.department):
        assert client.get(f"/agency/{agency.code}/document/{document.pk}/").status_code == 404


def test_a_staged_file_is_not_public(officer, tree, client):
    staged = {"section": "s10", "s10-file": pdfs.pdf_file()}
    answer = officer.post(f"{url(tree.hospital)}uploads/", staged)
    upload = Upload.objects.get()
    assert answer.json() == {
        "id": str(upload.pk),
        "name": "ประกาศ.pdf",
        "size": upload.size,
        "pages": 1,
        "is_waiting": False,
    }
    assert client.get(f"/agency/{tree.hospital.code}/document/{upload.pk}/").status_code == 404


def test_a_refused_upload_answers_why(officer, tree):
    answer = officer.post(
        f"{url(tree.hospital)}uploads/",
        {"section": "s10", "s10-file": pdfs.pdf_file("x.pdf", b"MZ")},
    )
    assert answer.status_code == 422
    assert "ไม่ใช่ PDF" in answer.json()["error"]
    assert officer.post(f"{url(tree.hospital)}uploads/", {"section": "s99"}).status_code == 400


def test_the_form_asks_the_database_a_fixed_number_of_times(
    officer, signed_in, people, tree, filed, django_assert_num_queries
):
    officer.get(url(tree.hospital))
    for number in range(3):
        filed.refresh_from_db()
        officer.post(
            url(tree.hospital), forms.report_form(filed, **forms.document("s10", f"{number}.pdf"))
        )
    with django_assert_num_queries(11):
        officer.get(url(tree.hospital))
    officer = signed_in(people.head)  # who may publish for the subtree, and is told its size
    officer.get(url(tree.hospital))
    with django_assert_num_queries(12):
        officer.get(url(tree.hospital))


def test_the_history_page_tells_every_deed(officer, tree, people, filed):
    officer.post(url(tree.hospital), forms.report_form(filed, **{"s10-on": []}))
    entries = officer.get(f"{url(tree.hospital)}history/").context["entries"]
    switched = next(entry for entry in entries if entry.subject == "ประกาศ.pdf")
    assert switched.by == people.officer.display_name
    assert [(c.label, c.before, c.after) for c in switched.changes] == [("การใช้งาน", "เปิด", "ปิด")]


def test_r2_a_double_click_with_files_and_links_is_saved_once(officer, tree):
    content = pdfs.pdf_bytes(mark="ครั้งเดียว")

    def sent():
        return forms.report_form(
            key="5c5e5d0e-0000-4000-8000-000000000001",
            **forms.document("s10", content=content),
            **{
                "licence-has_licences": "yes",
                "licence-is_gazetted": "yes",
                "licence-link": "https://a.example/1",
            },
        )

    for _press in range(2):
        assert officer.post(url(tree.hospital), sent()).status_code == 302
    assert Report.objects.get().version == 1
    assert Document.objects.count() == 1


def test_r2_an_edit_after_going_back_is_not_taken_for_the_same_form(officer, tree):
    first = forms.report_form(**{"obstacle-obstacle_detail": "ก่อน"})
    officer.post(url(tree.hospital), first)
    changed = {**first, "obstacle-obstacle_detail": "หลังกด Back"}
    page = officer.post(url(tree.hospital), changed).content.decode()
    assert "บันทึกรายงานนี้ไปก่อน" in page
    assert "หลังกด Back" in page


def test_r1_licence_rows_that_somebody_else_added_survive_a_conflict(
    signed_in, tree, people, officer
):
    yes = {"licence-has_licences": "yes", "channel-count": "1"}
    opened = forms.report_form(**yes, **forms.channel_row(0, "ของฉัน", "https://mine.example"))
    theirs = forms.report_form(**yes, **forms.channel_row(0, "ของเขา", "https://theirs.example"))
    signed_in(people.central).post(url(tree.hospital), theirs)
    officer = signed_in(people.officer)
    answer = officer.post(url(tree.hospital), opened)
    assert ("ใบอนุญาต", "ของเขา https://theirs.example", "") in [
        (str(label), theirs, mine) for label, theirs, mine in answer.context["conflict"]
    ]
    again = {
        **opened,
        "version": "1",
        "channel-count": "2",
        **forms.channel_row(1, "ของเขา", "https://theirs.example", "1"),
    }
    pk = Report.objects.get().licence_channels.get().pk
    again["channel-1-id"] = pk
    officer.post(url(tree.hospital), again)
    names = Report.objects.get().licence_channels.values_list("name", flat=True)
    assert set(names) == {"ของฉัน", "ของเขา"}


def test_p4_a_document_of_the_subtree_is_switched_by_those_with_a_grant_over_it(
    signed_in, tree, people
):
    head = signed_in(people.head)
    sent = forms.report_form(**forms.document("s10"), **{"s10-scope": "subtree"})
    head.post(url(tree.hospital), sent)
    report = Report.objects.get()
    officer = signed_in(people.officer)
    off = forms.report_form(report, **{"s10-on": []})
    assert officer.post(url(tree.hospital), off).status_code == 403
    assert Document.objects.get().in_use
    untouched = forms.report_form(report, **{"s10-rows": [], "s10-on": []})
    assert officer.post(url(tree.hospital), untouched).status_code == 302
    assert Document.objects.get().in_use


def test_m17_no_licences_can_be_said_although_channels_are_there(officer, tree, client):
    rows = {"licence-has_licences": "yes", "channel-count": "1"}
    rows |= forms.channel_row(0, "ใบอนุญาตเดิม", "https://a.example")
    officer.post(url(tree.hospital), forms.report_form(**rows))
    report = Report.objects.get()
    no = forms.report_form(report, **{"licence-has_licences": "no"})
    assert "กรุณายืนยัน" in officer.post(url(tree.hospital), no).content.decode()
    confirmed = {**no, "licence-confirm_off": "on"}
    assert officer.post(url(tree.hospital), confirmed).status_code == 302
    assert "ใบอนุญาตเดิม" not in client.get(f"/agency/{tree.hospital.code}/").content.decode()
    assert report.licence_channels.count() == 1  # kept for the day it says yes again


def test_m19_more_rows_than_can_be_kept_are_told_not_dropped(officer, tree):
    sent = {"licence-has_licences": "yes", "channel-count": "501"}
    for number in range(501):
        sent |= forms.channel_row(number, f"ใบที่ {number}", "https://a.example")
    page = officer.post(url(tree.hospital), forms.report_form(**sent)).content.decode()
    assert "ไม่เกิน 500 แถว" in page
    assert not Report.objects.exists()


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
    assert officer.post(url(tree.hospital), forms.report_form(**sent)).status_code in (200, 302)


def test_a_nul_character_is_a_bad_request(officer, tree):
    sent = forms.report_form(**{"obstacle-obstacle_detail": "a\0b"})
    answer = officer.post(url(tree.hospital), sent)
    assert answer.status_code == 400
    assert "Null" not in answer.content.decode()
    for path in ("/search/?q=%00", "/agency/%00/", "/backend/agencies/?q=%00"):
        assert officer.get(path).status_code in (400, 404)


def test_odd_searches_are_never_an_error_of_ours(client, tree):
    assert client.get("/search/", {"page": "9" * 5000, "q": "ก"}).status_code == 200
    assert client.get("/search/", {"q": "ก " * 1500}).status_code == 200
    assert list(client.get("/search/", {"q": "…"}).context["page"]) == []
