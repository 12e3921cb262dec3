"""Malware: a real clamd, a scanner that is down, and hostile ones (assurance F12, F13)."""

import datetime
import time
import uuid

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from ereports import actions, files, publication, scanner
from ereports.models import Document, Report, Upload
from ereports.sections import CHANNELS
from tests import clamd, forms, pdfs
from tests.threads import at_once

needs_clamd = pytest.mark.skipif(not clamd.find_clamd(), reason="clamav-daemon is not installed")


@pytest.fixture(scope="module")
def running():
    with clamd.Clamd() as server:
        yield server


@pytest.fixture(autouse=True)
def _no_failure_remembered():
    scanner._failed.clear()


@pytest.fixture
def scanned(settings, running):
    settings.CLAMD_URL = running.url
    return running


@pytest.fixture
def nowhere(settings):
    """A scanner that is configured and down."""
    settings.CLAMD_URL = f"tcp://127.0.0.1:{clamd.free_port()}"


@pytest.fixture
def url(tree):
    return f"/backend/reports/agency/{tree.hospital.code}/"


@pytest.fixture
def stage(tree, people):
    """stage(content) → the Upload, as the officer's."""

    def stage(content=None, **options):
        file = pdfs.pdf_file(content=content, **options)
        return actions.stage_upload(
            file=file, agency=tree.hospital, section=CHANNELS, by=people.officer
        )

    return stage


@pytest.fixture
def waiting(nowhere, signed_in, people, url):
    """file(content) → a Document that was saved while the scanner was down."""

    def file(content=None):
        report = Report.objects.filter().first()
        sent = forms.report_form(report, **forms.document("s10", content=content))
        assert signed_in(people.officer).post(url, sent).status_code == 302
        return Document.objects.latest("created_at")

    return file


def public_text(client, tree):
    return client.get(f"/agency/{tree.hospital.code}/").content.decode()


def address_of(tree, document):
    return f"/agency/{tree.hospital.code}/document/{document.pk}/"


@needs_clamd
def test_f12_malware_is_refused_at_once_and_nothing_is_kept(
    scanned, signed_in, people, url, tmp_path, caplog
):
    sent = {"section": "s10", "s10-file": pdfs.pdf_file("ลับ.pdf", content=pdfs.infected())}
    answer = signed_in(people.officer).post(f"{url}uploads/", sent)
    assert answer.status_code == 422
    assert "พบมัลแวร์" in answer.json()["error"]
    assert "สร้าง PDF ใหม่จากต้นฉบับ" in answer.json()["error"]
    assert not Upload.objects.exists()
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    told = [
        record.getMessage() for record in caplog.records if "malware_refused" in str(record.msg)
    ]
    assert len(told) == 1
    assert "Test.Eicar" in told[0]
    assert "ลับ" not in told[0]
    assert people.officer.username not in told[0]


@needs_clamd
def test_f12_without_javascript_the_form_says_so_and_keeps_the_rest(
    scanned, signed_in, people, url
):
    wrong = forms.document("s10", content=pdfs.infected())
    sent = forms.report_form(**wrong, **{"obstacle-obstacle_detail": "ยังอยู่"})
    page = signed_in(people.officer).post(url, sent).content.decode()
    assert "พบมัลแวร์" in page
    assert "ยังอยู่" in page
    assert not Report.objects.exists()


@needs_clamd
@pytest.mark.parametrize("by", ["url", "socket_url"])
def test_f12_a_clean_file_of_full_size_is_clean_over_tcp_and_unix_socket(settings, running, by):
    settings.CLAMD_URL = getattr(running, by)
    assert scanner.scan(ContentFile(bytes(settings.UPLOAD_MAX_BYTES))) is None
    assert scanner.scan(ContentFile(pdfs.infected())) == "Test.Eicar.UNOFFICIAL"
    assert scanner.answers()


@needs_clamd
def test_f13_a_document_waits_for_the_scanner_and_is_public_by_itself(
    waiting, signed_in, client, settings, running, tree, people, url
):
    document = waiting()
    assert document.upload.is_waiting
    officer = signed_in(people.officer)
    page = officer.get(url).content.decode()
    assert "รอตรวจไวรัส" in page
    assert "จะเผยแพร่เองเมื่อตรวจผ่าน" in page
    client.logout()
    assert "ประกาศ.pdf" not in public_text(client, tree)
    assert client.get(address_of(tree, document)).status_code == 404
    tree.hospital.refresh_from_db()
    stamp = tree.hospital.public_stamp

    settings.CLAMD_URL = running.url
    call_command("scan_uploads")
    assert str(document.pk) in public_text(client, tree)
    assert client.get(address_of(tree, document)).status_code == 200
    tree.hospital.refresh_from_db()
    assert tree.hospital.public_stamp != stamp
    (interval,) = publication.intervals_of(document)  # evidence (B7): public since it was clean
    settled = document.upload.history.latest()
    assert settled.check_state == "clean"
    assert interval.since == settled.history_date > document.created_at
    officer = signed_in(people.officer)
    for history in (f"{url}history/", f"{url}documents/{document.pk}/history/"):
        page = officer.get(history).content.decode()
        assert "ผลการตรวจ" in page
        assert "ระบบ" in page
        assert "รอตรวจไวรัส" in page
        assert "ปลอดภัย" in page


@needs_clamd
def test_f12_a_document_that_waited_and_is_infected_is_never_public(
    waiting, signed_in, client, settings, running, tree, people, url, capsys
):
    document = waiting(pdfs.infected())
    settings.CLAMD_URL = running.url
    call_command("scan_uploads")
    assert "0 clean, 1 refused, 0 still waiting" in capsys.readouterr().out
    document.upload.refresh_from_db()
    assert document.upload.is_refused
    client.logout()
    assert str(document.pk) not in public_text(client, tree)
    assert client.get(address_of(tree, document)).status_code == 404
    officer = signed_in(people.officer)
    page = officer.get(url).content.decode()
    assert "ไม่ผ่านการตรวจ" in page
    assert "อัปโหลดไฟล์ที่สร้างใหม่จากต้นฉบับ" in page
    assert officer.get(f"{url}documents/{document.pk}/").status_code == 404
    assert "Test.Eicar" in officer.get(f"{url}history/").content.decode()
    home = officer.get("/backend/home/").content.decode()
    assert "เปลี่ยนไฟล์ที่ไม่ผ่านการตรวจไวรัส 1 ไฟล์" in home
    assert "ไฟล์ไม่ผ่านการตรวจ" in officer.get("/backend/reports/").content.decode()


@needs_clamd
def test_f12_what_was_staged_and_then_refused_cannot_be_saved(
    nowhere, stage, signed_in, people, url, settings, running
):
    upload = stage(pdfs.infected())
    settings.CLAMD_URL = running.url
    assert actions.scan_uploads() == {"refused": 1}
    sent = forms.report_form(**forms.date("s10", 12, 10, 2566), **{"s10-upload": str(upload.pk)})
    page = signed_in(people.officer).post(url, sent)
    assert page.status_code == 200
    assert "พบมัลแวร์" in page.content.decode()
    assert not Document.objects.exists()


@needs_clamd
def test_f13_the_next_upload_that_is_scanned_settles_what_waits(nowhere, stage, settings, running):
    first = stage()
    settings.CLAMD_URL = running.url
    stage(mark="อีกไฟล์")
    first.refresh_from_db()
    assert first.check_state == "clean"


@needs_clamd
def test_f12_new_signatures_are_tried_on_what_was_clean(
    stage, signed_in, people, url, client, tree, settings, running
):
    sent = forms.report_form(**forms.document("s10", content=pdfs.infected()))
    signed_in(people.officer).post(url, sent)  # before there was a scanner
    document = Document.objects.get()
    client.logout()
    assert str(document.pk) in public_text(client, tree)
    settings.CLAMD_URL = running.url
    call_command("scan_uploads")
    assert str(document.pk) in public_text(client, tree)
    call_command("scan_uploads", "--again")
    assert str(document.pk) not in public_text(client, tree)


@needs_clamd
def test_f13_a_file_that_cannot_be_read_keeps_nobody_else_waiting(
    nowhere, stage, settings, running
):
    lost, other = stage(), stage(mark="อีกไฟล์")
    default_storage.delete(lost.file.name)
    settings.CLAMD_URL = running.url
    assert actions.scan_uploads() == {"clean": 1}
    other.refresh_from_db()
    assert other.check_state == "clean"


@needs_clamd
@pytest.mark.django_db(transaction=True)
def test_f13_two_runs_and_a_save_at_once_wait_for_nobody(
    nowhere, stage, tree, people, settings, running
):
    uploads = [stage(mark=str(number)) for number in range(6)]
    settings.CLAMD_URL = running.url
    new = [
        actions.NewDocument(upload=upload, date=datetime.date(2023, 10, 12)) for upload in uploads
    ]

    def save():
        answers = actions.Answers(documents=new)
        key = uuid.uuid4()
        return actions.save_report(
            agency=tree.hospital, answers=answers, version=0, key=key, by=people.officer
        )

    first, second, report = at_once(actions.scan_uploads, actions.scan_uploads, save)
    assert first["clean"] + second["clean"] == 6
    assert report.documents.filter(upload__check_state="clean").count() == 6
    for upload in uploads:
        assert upload.history.filter(history_type="~").count() == 1  # settled once


@pytest.mark.parametrize(
    "behave",
    [
        clamd.silent,
        clamd.deaf,
        clamd.closing,
        clamd.dripping,
        clamd.saying(b"stream: OK"),
        clamd.saying(b"OK\0"),
        clamd.saying(b"\xff\xfe\0"),
        clamd.saying(b"stream: OK\nstream: Test.Eicar FOUND\0"),
        clamd.saying(b"INSTREAM size limit exceeded. ERROR\0"),
        clamd.saying(b"x" * 100_000),
    ],
)
def test_f13_a_hostile_scanner_never_makes_a_file_clean(settings, stage, behave):
    settings.CLAMD_TIMEOUT = 0.5
    with clamd.HostileScanner(behave) as hostile:
        settings.CLAMD_URL = hostile.url
        upload = stage(content=pdfs.pdf_of(5_000_000))
        assert upload.is_waiting
        assert not scanner.answers(seconds=0.3)
        assert actions.scan_uploads() == {}
    upload.refresh_from_db()
    assert upload.is_waiting


def test_f13_nobody_waits_twice_for_a_silent_scanner(settings, stage):
    settings.CLAMD_TIMEOUT = 1
    with clamd.HostileScanner(clamd.silent) as hostile:
        settings.CLAMD_URL = hostile.url
        assert [stage().is_waiting for _number in range(3)] == [True] * 3
        assert hostile.asked == 1


@pytest.mark.parametrize("wrong", ["127.0.0.1:3310", "http://127.0.0.1", "unix://", "tcp://[::"])
def test_f13_a_wrong_setting_fails_closed(settings, stage, wrong):
    settings.CLAMD_URL = wrong
    assert stage().is_waiting


def test_without_a_scanner_files_are_accepted_after_the_other_checks(stage):
    assert stage().check_state == "clean"
    with pytest.raises(files.FileRefused):
        stage(content=b"no PDF")
    with pytest.raises(CommandError, match="CLAMD_URL"):
        call_command("scan_uploads")


@needs_clamd
@pytest.mark.django_db
def test_b22_readiness_tells_of_the_scanner_and_stays_ready(client, settings, running):
    assert "scanner" not in client.get("/health/ready/").json()
    settings.CLAMD_URL = running.url
    assert client.get("/health/ready/").json()["scanner"] is True
    settings.CLAMD_URL = f"tcp://127.0.0.1:{clamd.free_port()}"
    answer = client.get("/health/ready/")
    assert answer.status_code == 200
    assert answer.json()["scanner"] is False
    with clamd.HostileScanner(clamd.silent) as hostile:
        settings.CLAMD_URL = hostile.url
        began = time.monotonic()
        assert client.get("/health/ready/").json()["ready"] is True
        assert time.monotonic() - began < 2
