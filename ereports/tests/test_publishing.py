"""What a save publishes, for whom, and what it hides (M15, M16, M24; P4, P5, P8, P12, F2, F14, F15, F20)."""

from agencies.models import Agency
from ereports.models import Document, Report, Upload
from tests import forms, pdfs


def test_m15_a_saved_document_is_public_at_once(officer, tree, client):
    answer = officer.post(forms.url(tree.hospital), forms.report_form(**forms.document("s10")))
    assert answer.status_code == 302
    document = Document.objects.get()
    assert (document.section, document.scope, document.in_use) == ("s10", "own", True)
    assert str(document.date) == "2023-10-12"
    page = client.get(f"/agency/{tree.hospital.code}/").content.decode()
    assert "12 ตุลาคม 2566" in page
    assert str(document.pk) in page


def test_m24_the_download_is_the_upload_byte_for_byte(officer, tree, client):
    content = pdfs.pdf_bytes(mark="ต้นฉบับ")
    officer.post(
        forms.url(tree.hospital), forms.report_form(**forms.document("s10", content=content))
    )
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
    officer.post(forms.url(tree.hospital), forms.report_form(filed, **{"s10-on": []}))
    filed.refresh_from_db()
    for path in (address, address.replace("download/", "")):
        assert client.get(path).status_code == 404
    assert str(document.pk) not in client.get(f"/agency/{tree.hospital.code}/").content.decode()
    officer.post(
        forms.url(tree.hospital), forms.report_form(filed, **{"s10-on": [str(document.pk)]})
    )
    assert client.get(address).status_code == 200


def test_m16_subtree_scope_shows_on_every_page_below_and_only_there(
    signed_in, tree, people, client
):
    central = signed_in(people.central)
    sent = forms.report_form(**forms.document("s10", "ของกรม.pdf"), **{"s10-scope": "subtree"})
    assert central.post(forms.url(tree.department), sent).status_code == 302
    for agency in (tree.department, tree.hospital, tree.point, tree.sibling):
        assert "ของกรม" in client.get(f"/agency/{agency.code}/").content.decode()
    for agency in (tree.ministry, tree.stranger):
        assert "ของกรม" not in client.get(f"/agency/{agency.code}/").content.decode()
    form = signed_in(people.officer).get(forms.url(tree.hospital)).content.decode()
    assert "จาก กรมการแพทย์" in form


def test_m16_own_scope_shows_on_the_own_page_alone(signed_in, tree, people, client):
    central = signed_in(people.central)
    central.post(
        forms.url(tree.department), forms.report_form(**forms.document("s10", "ของกรม.pdf"))
    )
    assert "ของกรม" in client.get(f"/agency/{tree.department.code}/").content.decode()
    assert "ของกรม" not in client.get(f"/agency/{tree.hospital.code}/").content.decode()


def test_p4_subtree_scope_wants_a_grant_over_the_subtree(officer, tree):
    sent = forms.report_form(**forms.document("s10"), **{"s10-scope": "subtree"})
    assert officer.post(forms.url(tree.hospital), sent).status_code == 403
    assert not Document.objects.exists()


def test_p4_a_document_of_the_subtree_is_switched_by_those_with_a_grant_over_it(
    signed_in, tree, people
):
    head = signed_in(people.head)
    sent = forms.report_form(**forms.document("s10"), **{"s10-scope": "subtree"})
    head.post(forms.url(tree.hospital), sent)
    report = Report.objects.get()
    officer = signed_in(people.officer)
    off = forms.report_form(report, **{"s10-on": []})
    assert officer.post(forms.url(tree.hospital), off).status_code == 403
    assert Document.objects.get().in_use
    untouched = forms.report_form(report, **{"s10-rows": [], "s10-on": []})
    assert officer.post(forms.url(tree.hospital), untouched).status_code == 302
    assert Document.objects.get().in_use


def test_p5_a_child_cannot_switch_off_what_it_inherits(signed_in, tree, people, client):
    central = signed_in(people.central)
    sent = forms.report_form(**forms.document("s10", "ของกรม.pdf"), **{"s10-scope": "subtree"})
    central.post(forms.url(tree.department), sent)
    inherited = str(Document.objects.get().pk)
    officer = signed_in(people.officer)
    officer.post(
        forms.url(tree.hospital), forms.report_form(**{"s10-rows": [inherited], "s10-on": []})
    )
    assert Document.objects.get().in_use
    assert "ของกรม" in client.get(f"/agency/{tree.hospital.code}/").content.decode()


def test_p8_a_closed_agency_publishes_nothing_and_cannot_be_reported(officer, tree, client, filed):
    document = filed.documents.get()
    Agency.objects.filter(pk=tree.hospital.pk).update(status="closed")
    assert officer.post(forms.url(tree.hospital), forms.report_form(filed)).status_code == 403
    address = f"/agency/{tree.hospital.code}/document/{document.pk}/download/"
    assert client.get(address).status_code == 404


def test_p12_a_document_is_not_found_under_another_agency(client, tree, filed):
    document = filed.documents.get()
    for agency in (tree.sibling, tree.point, tree.department):
        assert client.get(f"/agency/{agency.code}/document/{document.pk}/").status_code == 404


def test_a_staged_file_is_not_public(officer, tree, client):
    staged = {"section": "s10", "s10-file": pdfs.pdf_file()}
    answer = officer.post(f"{forms.url(tree.hospital)}uploads/", staged)
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
        f"{forms.url(tree.hospital)}uploads/",
        {"section": "s10", "s10-file": pdfs.pdf_file("x.pdf", b"MZ")},
    )
    assert answer.status_code == 422
    assert "ไม่ใช่ PDF" in answer.json()["error"]
    assert (
        officer.post(f"{forms.url(tree.hospital)}uploads/", {"section": "s99"}).status_code == 400
    )


def test_f2_a_file_over_the_limit_is_refused_before_it_is_stored(officer, tree, settings, tmp_path):
    settings.UPLOAD_MAX_BYTES = 100
    sent = forms.report_form(**forms.document("s10"))
    page = officer.post(forms.url(tree.hospital), sent).content.decode()
    assert "ไฟล์ใหญ่เกิน" in page
    assert not Upload.objects.exists()
    assert not (tmp_path / "files").exists()


def test_f20_an_upload_of_somebody_else_agency_or_section_is_not_taken(
    officer, signed_in, tree, people
):
    officer.post(forms.url(tree.hospital), forms.report_form(**{"s16-file": pdfs.pdf_file()}))
    upload = str(Upload.objects.get().pk)
    dated = forms.date("s10", 12, 10, 2566)
    head = signed_in(people.head)
    for agency in (tree.hospital, tree.point):
        sent = forms.report_form(**{"s16-upload": upload}, **forms.date("s16", 1, 1, 2566))
        assert "ไม่พบไฟล์" in head.post(forms.url(agency), sent).content.decode()
    officer = signed_in(people.officer)
    sent = forms.report_form(**{"s10-upload": upload}, **dated)
    assert "ไม่พบไฟล์" in officer.post(forms.url(tree.hospital), sent).content.decode()
    assert not Document.objects.exists()
