"""The report form as a page: nothing is lost, nothing is saved twice (M22; P9, R2, R5, U10)."""

from ereports.models import Document, Report, Upload
from infoadmin.audit import entries
from tests import forms, pdfs


def test_r5_u10_an_error_in_1_3_keeps_the_file_of_1_1(officer, tree):
    sent = forms.report_form(
        **forms.document("s10", "ช่องทาง.pdf"), **{"s16-file": pdfs.pdf_file("คำสั่ง.pdf")}
    )
    answer = officer.post(forms.url(tree.hospital), sent)
    page = answer.content.decode()
    assert "ช่องทาง.pdf" in page
    assert "คำสั่ง.pdf" in page
    uploads = {f"{upload.section}-upload": str(upload.pk) for upload in Upload.objects.all()}
    assert set(uploads) == {"s10-upload", "s16-upload"}
    mended = forms.report_form(
        **uploads, **forms.date("s10", 12, 10, 2566), **forms.date("s16", 1, 3, 2566)
    )
    assert officer.post(forms.url(tree.hospital), mended).status_code == 302
    assert Document.objects.count() == 2


def test_a_staged_file_can_be_taken_out_again(officer, tree):
    staged = forms.report_form(**forms.document("s10", "ผิด.pdf"), **{"discard": "s10"})
    page = officer.post(forms.url(tree.hospital), staged).content.decode()
    assert "ผิด.pdf" not in page
    assert not Report.objects.exists()


def test_a_licence_row_can_be_added_and_removed_without_script(officer, tree):
    rows = {"channel-count": "1"} | forms.channel_row(0, "ใบอนุญาต ก", "https://a.example")
    page = officer.post(forms.url(tree.hospital), forms.report_form(**rows, add_channel="1"))
    assert 'name="channel-1-name"' in page.content.decode()
    assert "ใบอนุญาต ก" in page.content.decode()
    page = officer.post(forms.url(tree.hospital), forms.report_form(**rows, remove_channel="0"))
    assert "ใบอนุญาต ก" not in page.content.decode()
    assert not Report.objects.exists()


def test_r2_the_same_form_sent_twice_is_saved_once(officer, tree):
    sent = forms.report_form(**{"obstacle-obstacle_detail": "ครั้งเดียว"})
    officer.post(forms.url(tree.hospital), sent)
    answer = officer.post(forms.url(tree.hospital), sent)
    assert answer.status_code == 302
    assert Report.objects.get().version == 1
    assert Report.objects.get().history.count() == 1


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
        assert officer.post(forms.url(tree.hospital), sent()).status_code == 302
    assert Report.objects.get().version == 1
    assert Document.objects.count() == 1


def test_the_history_knows_what_was_before_even_where_it_is_too_long_to_show(
    officer, tree, filed, monkeypatch
):
    monkeypatch.setattr(entries, "MAX_ENTRIES", 2)
    old = filed.documents.get()
    for number in range(6):
        filed.refresh_from_db()
        new = forms.document("s10", f"{number}.pdf")
        officer.post(forms.url(tree.hospital), forms.report_form(filed, **new))
    filed.refresh_from_db()
    on = [str(document.pk) for document in filed.documents.exclude(pk=old.pk)]
    officer.post(forms.url(tree.hospital), forms.report_form(filed, **{"s10-on": on}))
    page = officer.get(f"{forms.url(tree.hospital)}history/")
    switched = next(entry for entry in page.context["entries"] if entry.verb == "แก้ไข")
    assert switched.subject == "ประกาศ.pdf"
    assert [(c.label, c.before, c.after) for c in switched.changes] == [("การใช้งาน", "เปิด", "ปิด")]


def test_p9_a_right_withdrawn_while_the_form_is_open_answers_403(officer, tree, people):
    people.officer.grants.update(may_report=False)
    assert officer.post(forms.url(tree.hospital), forms.report_form()).status_code == 403


def test_the_form_asks_the_database_a_fixed_number_of_times(
    officer, signed_in, people, tree, filed, django_assert_num_queries
):
    officer.get(forms.url(tree.hospital))
    for number in range(3):
        filed.refresh_from_db()
        officer.post(
            forms.url(tree.hospital),
            forms.report_form(filed, **forms.document("s10", f"{number}.pdf")),
        )
    with django_assert_num_queries(11):
        officer.get(forms.url(tree.hospital))
    officer = signed_in(people.head)  # who may publish for the subtree, and is told its size
    officer.get(forms.url(tree.hospital))
    with django_assert_num_queries(12):
        officer.get(forms.url(tree.hospital))


def test_the_history_page_tells_every_deed(officer, tree, people, filed):
    officer.post(forms.url(tree.hospital), forms.report_form(filed, **{"s10-on": []}))
    entries = officer.get(f"{forms.url(tree.hospital)}history/").context["entries"]
    switched = next(entry for entry in entries if entry.subject == "ประกาศ.pdf")
    assert switched.by == people.officer.display_name
    assert [(c.label, c.before, c.after) for c in switched.changes] == [("การใช้งาน", "เปิด", "ปิด")]


def test_w5_a_save_asks_only_for_what_it_changes(officer, tree, filed, django_assert_num_queries):
    officer.post(forms.url(tree.hospital), forms.report_form(filed, **forms.document("s16")))
    filed.refresh_from_db()
    sent = forms.report_form(filed, **{"obstacle-obstacle_detail": "ข้อความ", "s10-on": []})
    with django_assert_num_queries(16):  # two of them are the test's own savepoint
        officer.post(forms.url(tree.hospital), sent)
    filed.refresh_from_db()
    assert filed.obstacle_detail == "ข้อความ"
    assert not filed.documents.get(section="s10").in_use
