"""What a PDF must be to be accepted, decided by content (assurance F2-F10)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ereports import actions, files, pdf_gate
from ereports.models import Upload
from ereports.sections import CHANNELS
from tests import pdfs


def test_f1_an_honest_pdf_is_accepted_and_its_pages_are_counted():
    assert files.inspect(pdfs.pdf_file(pages=3)) == 3


def test_f8_a_harmless_open_action_is_accepted():
    assert files.inspect(pdfs.pdf_file(change=pdfs.with_harmless_open_action)) == 1


@pytest.mark.parametrize("target", ["https://info.go.th", "mailto:contact@dga.or.th"])
def test_f8_a_plain_link_is_accepted(target):
    assert files.inspect(pdfs.pdf_file(change=pdfs.linking(target))) == 1


@pytest.mark.parametrize("make", [pdfs.object_bomb, pdfs.array_bomb])
def test_f11_a_bomb_is_stopped_and_explained(make, monkeypatch):
    monkeypatch.setattr(pdf_gate, "MAX_SECONDS", 5)
    with pytest.raises(files.FileRefused, match="ซับซ้อนผิดปกติ"):
        files.inspect(pdfs.pdf_file(content=make()))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "ว่างเปล่า"),
        (b"<html><script>alert(1)</script></html>", "ไม่ใช่ PDF"),
        (b"PK\x03\x04" + b"\x00" * 100, "ไม่ใช่ PDF"),
        (b"MZ" + b"\x00" * 100, "ไม่ใช่ PDF"),
        (b"<html>" + pdfs.pdf_bytes(), "ไม่ใช่ PDF"),
        (b"%PDF-1.7 and nothing else", "เสียหาย"),
        (pdfs.pdf_bytes()[:400], "เสียหาย"),
        (pdfs.pdf_bytes() + b"PK\x03\x04", "ข้อมูลอื่นต่ออยู่"),
        (pdfs.pdf_with_zip(), "ข้อมูลอื่นต่ออยู่"),
    ],
)
def test_f3_f4_f5_what_is_no_pdf_is_refused_by_its_content(content, sentence):
    lying = SimpleUploadedFile("ประกาศ.pdf", content, content_type="application/pdf")
    with pytest.raises(files.FileRefused, match=sentence):
        files.inspect(lying)


@pytest.mark.parametrize("object_streams", [False, True])
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (pdfs.with_script, "สคริปต์"),
        (pdfs.with_inline_script, "สคริปต์"),
        (pdfs.with_launch, "สคริปต์"),
        (pdfs.with_xfa, "แบบฟอร์ม"),
        (pdfs.with_attachment, "แนบ"),
        (pdfs.with_external_stream, "แนบ"),
        (pdfs.opening("/URI", URI="https://evil.example"), "สคริปต์"),
        (pdfs.opening("/GoToR", F="\\\\host\\share"), "สคริปต์"),
        (pdfs.opening("/GoToE"), "สคริปต์"),
        (pdfs.linking("javascript:alert(1)"), "สคริปต์"),
        (pdfs.linking("file:///etc/passwd"), "สคริปต์"),
        (pdfs.linking_to("/Movie"), "สคริปต์"),
        (pdfs.linking_to("/RichMediaExecute"), "สคริปต์"),
    ],
)
def test_f8_active_content_is_refused_with_the_reason(change, sentence, object_streams):
    import pikepdf

    mode = pikepdf.ObjectStreamMode.generate if object_streams else pikepdf.ObjectStreamMode.disable
    spoiled = pdfs.pdf_file(change=change, object_stream_mode=mode)
    with pytest.raises(files.FileRefused, match=sentence):
        files.inspect(spoiled)


@pytest.mark.parametrize("password", ["", "secret"])
def test_f9_an_encrypted_pdf_is_refused_with_how_to_mend_it(password):
    import pikepdf

    locked = pdfs.pdf_file(encryption=pikepdf.Encryption(owner="owner", user=password))
    with pytest.raises(files.FileRefused, match="ไม่ตั้งรหัสผ่าน"):
        files.inspect(locked)


def test_f2_a_file_over_the_limit_is_refused(settings):
    content = pdfs.pdf_bytes()
    settings.UPLOAD_MAX_BYTES = len(content)
    assert files.inspect(pdfs.pdf_file(content=content)) == 1
    with pytest.raises(files.FileRefused, match="MB"):
        files.inspect(pdfs.pdf_file(content=content + b"\n"))


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("ประกาศ ฉบับที่ 1.pdf", "ประกาศ ฉบับที่ 1.pdf"),
        ("a.pdf.html", "a.pdf.html.pdf"),
        ("exe\u202efdp.exe", "exefdp.exe.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\ประกาศ\\ไฟล์.pdf", "ไฟล์.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie: x=1.pdf"),
        ("ก" * 400 + ".pdf", "ก" * 296 + ".pdf"),
        (".pdf", "เอกสาร.pdf"),
        ("\u200b", "เอกสาร.pdf"),
    ],
)
def test_f6_a_name_is_shown_as_typed_but_for_what_misleads(sent, shown):
    assert actions.display_name(sent) == shown


def test_f6_the_storage_name_is_opaque(tree, people):
    upload = actions.stage_upload(
        file=pdfs.pdf_file("ประกาศ.pdf"), agency=tree.hospital, section=CHANNELS, by=people.officer
    )
    assert "ประกาศ" not in upload.file.name
    assert upload.original_name == "ประกาศ.pdf"
    assert upload.sha256 == files.sha256_of(upload.file)


def test_f10_bytes_are_kept_as_they_came(tree, people):
    content = pdfs.pdf_bytes(mark="เดิม") + b"\r\n"
    upload = actions.stage_upload(
        file=pdfs.pdf_file(content=content),
        agency=tree.hospital,
        section=CHANNELS,
        by=people.officer,
    )
    with upload.file.open("rb") as stored:
        assert stored.read() == content


def test_r6_a_row_that_cannot_be_written_leaves_no_file(tree, people, monkeypatch, tmp_path):
    monkeypatch.setattr(Upload, "save", lambda *_args, **_options: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.stage_upload(
            file=pdfs.pdf_file(), agency=tree.hospital, section=CHANNELS, by=people.officer
        )
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
