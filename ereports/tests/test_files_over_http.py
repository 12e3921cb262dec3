"""Files on their way in and out, over HTTP, on local files (assurance F1-F7, F10, F14, F15, F17)."""

import re
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ereports.models import Document, Report, Upload
from tests import forms, pdfs, signed


@pytest.fixture
def url(tree):
    return f"/backend/reports/agency/{tree.hospital.code}/"


@pytest.fixture
def officer(signed_in, people):
    return signed_in(people.officer)


@pytest.fixture
def send(officer, url):
    """send(file) → the answer to a file sent as soon as it is chosen."""

    def send(file):
        return officer.post(f"{url}uploads/", {"section": "s10", "s10-file": file})

    return send


@pytest.fixture
def publish(officer, url, tree):
    """publish(name, content) → public addresses (view, download) of the document."""

    def publish(name="ประกาศ.pdf", content=None):
        sent = forms.report_form(
            Report.objects.first(), **forms.document("s10", name, content=content)
        )
        assert officer.post(url, sent).status_code == 302
        document = Document.objects.latest("created_at")
        address = f"/agency/{tree.hospital.code}/document/{document.pk}/"
        return f"{address}file/", f"{address}download/"

    return publish


def body_of(response):
    return b"".join(response.streaming_content)


def stored_files(tmp_path):
    return [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


def test_f1_a_file_of_the_full_size_is_taken_and_given_back(publish, client, settings):
    content = pdfs.pdf_of(settings.UPLOAD_MAX_BYTES)
    assert len(content) == 20 * 1024 * 1024
    _view, download = publish(content=content)
    assert body_of(client.get(download)) == content
    assert Upload.objects.get().size == len(content)


def test_f2_one_byte_more_is_refused_before_it_is_stored(send, settings, tmp_path):
    answer = send(pdfs.pdf_file(content=pdfs.pdf_of(settings.UPLOAD_MAX_BYTES + 1)))
    assert answer.status_code == 422
    assert "20 MB" in answer.json()["error"]
    assert stored_files(tmp_path) == []
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "ว่างเปล่า"),
        (b"<html><script>alert(1)</script></html>", "ไม่ใช่ PDF"),
        (b"PK\x03\x04" + b"\0" * 100, "ไม่ใช่ PDF"),
        (b"MZ" + b"\0" * 100, "ไม่ใช่ PDF"),
        (b"\x7fELF" + b"\0" * 100, "ไม่ใช่ PDF"),
    ],
)
def test_f4_what_is_called_pdf_and_is_none_is_refused(send, content, sentence, tmp_path):
    answer = send(SimpleUploadedFile("ประกาศ.pdf", content, content_type="application/pdf"))
    assert answer.status_code == 422
    assert sentence in answer.json()["error"]
    assert stored_files(tmp_path) == []


@pytest.mark.parametrize(
    "content",
    [
        b"<html>" + pdfs.pdf_bytes(),
        b"GIF89a" + pdfs.pdf_bytes(),
        pdfs.pdf_bytes() + b"PK\x03\x04",
        pdfs.pdf_bytes() + b"<script>alert(1)</script>",
        pdfs.pdf_with_zip(),
    ],
)
def test_f5_a_file_that_is_two_things_is_refused(send, content, tmp_path):
    assert send(pdfs.pdf_file(content=content)).status_code == 422
    assert stored_files(tmp_path) == []


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("ประกาศ ฉบับที่ ๑.pdf", "ประกาศ ฉบับที่ ๑.pdf"),
        ("a'b;c, d%22.pdf", "a'b;c, d%22.pdf"),
        ("a.pdf.html", "a.pdf.html.pdf"),
        ("exe\u202efdp.exe", "exefdp.exe.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("ก" * 400 + ".pdf", "ก" * 251 + ".pdf"),  # no file system knows names so long
    ],
)
def test_f6_a_name_comes_back_by_rfc_6266(publish, client, tmp_path, sent, shown):
    _view, download = publish(sent)
    header = client.get(download)["Content-Disposition"]
    quoted = re.search(r"filename\*=utf-8''(\S+)", header)
    plain = re.search(r'filename="((?:[^"\\]|\\.)*)"', header)
    name = unquote(quoted[1]) if quoted else re.sub(r"\\(.)", r"\1", plain[1])
    assert name == shown
    assert header.startswith("attachment;")
    assert not re.search(r"[\r\n\u202e]", header)
    (stored,) = stored_files(tmp_path)
    assert re.fullmatch(r"[0-9a-f]{32}\.pdf", stored.name)


@pytest.mark.parametrize("lie", ["text/html", "image/svg+xml", "application/x-msdownload", ""])
def test_f7_a_lying_content_type_is_ignored(publish, send, client, lie):
    answer = send(SimpleUploadedFile("ประกาศ.pdf", pdfs.pdf_bytes(), content_type=lie))
    assert answer.status_code == 200
    assert (
        send(SimpleUploadedFile("x.pdf", b"<html>", content_type="application/pdf")).status_code
        == 422
    )
    view, _download = publish()
    assert client.get(view)["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(
    "options",
    [{}, {"times": 2}, {"visible": True}, {"certify": True}],
    ids=["once", "twice", "visible", "certified"],
)
def test_f10_a_signed_pdf_comes_back_with_its_signatures_intact(publish, client, options):
    content = signed.signed_pdf(**options)
    assert signed.signatures_hold(content)
    _view, download = publish(content=content)
    given = body_of(client.get(download))
    assert given == content
    assert signed.signatures_hold(given)


def test_f10_the_test_would_notice_a_changed_byte():
    content = signed.signed_pdf()
    assert not signed.signatures_hold(content.replace(b"%PDF-1", b"%PDF-2", 1))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Range": "bytes=0-99"},
        {"If-None-Match": "*"},
        {"If-Modified-Since": "Sat, 01 Jan 2050 00:00:00 GMT"},
        {"If-Range": "*", "Range": "bytes=0-"},
    ],
)
def test_f14_switched_off_means_gone_whatever_the_request_knows(
    publish, officer, client, url, headers
):
    addresses = publish()
    etag = client.get(addresses[0]).get("ETag")
    if etag and "If-None-Match" in headers:
        headers = {"If-None-Match": etag}
    officer.post(url, forms.report_form(Report.objects.get(), **{"s10-on": []}))
    for address in addresses:
        answer = client.get(address, headers=headers)
        assert answer.status_code == 404
        assert b"%PDF" not in answer.content
        assert client.head(address, headers=headers).status_code == 404


def test_f15_on_again_it_has_the_same_address(publish, officer, client, url):
    content = pdfs.pdf_bytes(mark="เดิม")
    view, download = publish(content=content)
    officer.post(url, forms.report_form(Report.objects.get(), **{"s10-on": []}))
    assert client.get(download).status_code == 404
    on = {"s10-on": [str(Document.objects.get().pk)]}
    officer.post(url, forms.report_form(Report.objects.get(), **on))
    assert body_of(client.get(download)) == content
    assert body_of(client.get(view)) == content


def test_f17_a_file_can_do_nothing_in_our_name(publish, client):
    view, download = publish()
    for address, disposition in ((view, "inline"), (download, "attachment")):
        answer = client.get(address)
        assert answer["Content-Type"] == "application/pdf"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Disposition"].startswith(f"{disposition};")
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'self'" in policy
        assert "script-src" not in policy
        assert ("sandbox" in policy) == (disposition == "attachment")
        assert answer["Cache-Control"] == "no-cache"
        assert not answer.cookies


def test_r5_a_refused_file_of_1_3_keeps_that_of_1_1(officer, url):
    good, bad = forms.document("s10", "ดี.pdf"), forms.document("s16", "เสีย.pdf", content=b"MZ")
    page = officer.post(url, forms.report_form(**good, **bad))
    assert page.status_code == 200
    kept = Upload.objects.get()
    assert kept.original_name == "ดี.pdf"
    text = page.content.decode()
    assert f'value="{kept.pk}"' in text
    assert "ไม่ใช่ PDF" in text
    again = {"s10-upload": str(kept.pk), **forms.date("s10", 12, 10, 2566)}
    assert officer.post(url, forms.report_form(**again)).status_code == 302
    assert Document.objects.get().upload == kept
