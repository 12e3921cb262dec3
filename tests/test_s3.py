"""Documents on a real S3-compatible server: the same way as on local files (assurance F1, F10-F16)."""

import contextlib
import hashlib
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.core.files.storage import default_storage

from ereports import actions
from ereports.models import Document, Report
from tests import clamd, forms, pdfs, signed


@pytest.fixture
def published(on_s3, signed_in, tree, people):
    """(content, document, its public address) of a document that is on."""
    content = pdfs.pdf_bytes(mark="บน S3")
    officer = signed_in(people.officer)
    url = f"/backend/reports/agency/{tree.hospital.code}/"
    sent = forms.report_form(**forms.document("s10", "ประกาศ ๑.pdf", content=content))
    assert officer.post(url, sent).status_code == 302
    document = Document.objects.get()
    return content, document, f"/agency/{tree.hospital.code}/document/{document.pk}/download/"


def test_m24_the_download_is_the_upload_byte_for_byte(published, client):
    content, _document, address = published
    answer = client.get(address)
    assert answer.status_code == 302
    fetched = requests.get(answer.url, timeout=10)
    assert fetched.content == content
    assert fetched.headers["Content-Type"] == "application/pdf"
    assert "filename*=utf-8''%E0%B8%9B" in fetched.headers["Content-Disposition"]


def test_f16_without_us_the_storage_denies_and_signed_addresses_live_a_minute(published, client):
    _content, document, address = published
    signed = urlsplit(client.get(address).url)
    assert int(parse_qs(signed.query)["X-Amz-Expires"][0]) <= 60
    bare = signed._replace(query="").geturl()
    assert requests.get(bare, timeout=10).status_code == 403
    tampered = signed.geturl().replace("X-Amz-Expires=60", "X-Amz-Expires=6000")
    assert requests.get(tampered, timeout=10).status_code == 403
    assert document.upload.original_name not in signed.path


def test_f14_what_is_switched_off_gets_no_signed_address(
    published, client, signed_in, people, tree
):
    _content, document, address = published
    officer = signed_in(people.officer)
    url = f"/backend/reports/agency/{tree.hospital.code}/"
    officer.post(url, forms.report_form(Report.objects.get(), **{"s10-on": []}))
    assert client.get(address).status_code == 404
    report = Report.objects.get()
    officer.post(url, forms.report_form(report, **{"s10-on": [str(document.pk)]}))
    assert client.get(address).status_code == 302


def test_f1_a_file_of_the_full_size_goes_through_in_parts(on_s3, signed_in, tree, people, client):
    content = pdfs.pdf_of(20 * 1024 * 1024)
    url = f"/backend/reports/agency/{tree.hospital.code}/"
    sent = forms.report_form(**forms.document("s10", content=content))
    assert signed_in(people.officer).post(url, sent).status_code == 302
    document = Document.objects.get()
    answer = client.get(f"/agency/{tree.hospital.code}/document/{document.pk}/download/")
    fetched = requests.get(answer.url, timeout=30).content
    assert hashlib.sha256(fetched).hexdigest() == document.upload.sha256
    assert fetched == content


def test_f10_a_signed_pdf_comes_back_with_its_signature_intact(
    on_s3, signed_in, tree, people, client
):
    url = f"/backend/reports/agency/{tree.hospital.code}/"
    sent = forms.report_form(**forms.document("s10", content=signed.signed_pdf()))
    signed_in(people.officer).post(url, sent)
    document = Document.objects.get()
    answer = client.get(f"/agency/{tree.hospital.code}/document/{document.pk}/download/")
    assert signed.signatures_hold(requests.get(answer.url, timeout=10).content)


@pytest.mark.parametrize("make", [pdfs.object_bomb, pdfs.infected])
def test_f11_f12_what_is_refused_leaves_nothing_in_the_store(
    on_s3, signed_in, tree, people, settings, make
):
    if make is pdfs.infected and not clamd.find_clamd():
        pytest.skip("clamav-daemon is not installed")
    before = set(default_storage.listdir("documents")[0])
    with clamd.Clamd() if make is pdfs.infected else contextlib.nullcontext() as running:
        settings.CLAMD_URL = running.url if running else ""
        file = pdfs.pdf_file(content=make())
        answer = signed_in(people.officer).post(
            f"/backend/reports/agency/{tree.hospital.code}/uploads/",
            {"section": "s10", "s10-file": file},
        )
    assert answer.status_code == 422
    assert set(default_storage.listdir("documents")[0]) == before


@pytest.mark.skipif(not clamd.find_clamd(), reason="clamav-daemon is not installed")
def test_f13_a_file_that_waits_is_read_back_and_becomes_public(
    on_s3, signed_in, tree, people, client, settings
):
    settings.CLAMD_URL = f"tcp://127.0.0.1:{clamd.free_port()}"
    url = f"/backend/reports/agency/{tree.hospital.code}/"
    signed_in(people.officer).post(url, forms.report_form(**forms.document("s10")))
    address = f"/agency/{tree.hospital.code}/document/{Document.objects.get().pk}/download/"
    assert client.get(address).status_code == 404
    with clamd.Clamd() as running:
        settings.CLAMD_URL = running.url
        assert actions.scan_uploads() == {"clean": 1}
    assert client.get(address).status_code == 302
