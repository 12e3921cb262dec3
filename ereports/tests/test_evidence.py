"""Evidence of publication over HTTP: the page as it stood, intervals, certificates (B7, B8)."""

import datetime
import hashlib
import re

import pytest
from django.utils import timezone

from agencies import actions as agencies
from agencies.models import Agency
from ereports import actions
from ereports.models import Document, LicenceChannel, Report, Upload
from ereports.public.past import asked_of
from infoadmin.thai.dates import BuddhistDateError, parse_moment
from tests import publishing

YESTERDAY = datetime.timedelta(days=1)


def age(agency, *, by):
    """Let everything that happened so far have happened `by` (timedelta) earlier."""
    for model in (Agency, Document, LicenceChannel, Upload, Report):
        for row in model.history.all():
            model.history.filter(pk=row.pk).update(history_date=row.history_date - by)


@pytest.fixture
def withdrawn(tree, people):
    """A document that was on two days ago and has been switched off just now."""
    document = publishing.publish(tree.hospital, people.officer, name="ความลับ.pdf")
    age(tree.hospital, by=2 * YESTERDAY)
    publishing.switch(document, people.officer, on=False)
    return document


def at(client, agency, text, prefix=""):
    return client.get(f"{prefix}/agency/{agency.code}/", {"at": text})


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("12 ต.ค. 2565", "2022-10-12T23:59:59.999999+07:00"),
        ("๑๒/๑๐/๒๕๖๕", "2022-10-12T23:59:59.999999+07:00"),
        ("2022-10-12", "2022-10-12T23:59:59.999999+07:00"),
        ("12 October 2022", "2022-10-12T23:59:59.999999+07:00"),
        ("Oct 12, 2022", "2022-10-12T23:59:59.999999+07:00"),
        ("12 oct. 2022 (B.E. 2565)", "2022-10-12T23:59:59.999999+07:00"),
        ("2022-10-12T09:30", "2022-10-12T09:30:00+07:00"),
        ("2022-10-12T02:30:00+00:00", "2022-10-12T09:30:00+07:00"),
    ],
)
def test_b8_a_moment_is_read_as_people_and_machines_write_it(text, moment):
    assert parse_moment(text) == datetime.datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    "text",
    [
        *("", "เมื่อวาน", "31 ก.พ. 2565", "2565-10-12", "9999-99-99"),
        *("12 Octember 2022", "12 Ma 2022", "31 Feb 2022", "2023-02-29", "12 Oct 2565"),
        *("0001-01-01T00:00", "0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00"),
    ],
)
def test_b8_what_is_no_moment_is_refused_in_thai(text):
    with pytest.raises(BuddhistDateError) as refused:
        parse_moment(text)
    assert re.search("[ก-ฮ]", str(refused.value))


def test_b8_the_page_stands_as_it_stood_without_what_was_withdrawn(client, tree, withdrawn):
    answer = at(client, tree.hospital, (timezone.localdate() - YESTERDAY).isoformat())
    page = answer.content.decode()
    assert "รายการที่ไม่ได้เผยแพร่แล้ว" in page
    assert "ความลับ" not in page
    assert str(withdrawn.pk) not in page
    assert answer["X-Robots-Tag"] == "noindex"
    assert not answer.cookies


def test_b8_a_licence_written_anew_is_not_read_in_its_old_words(client, tree, people):
    channel = actions.Channel(name="ชื่อเดิม", url="https://licence.example/1")
    report = publishing.save(tree.hospital, people.officer, channels=[channel])
    age(tree.hospital, by=2 * YESTERDAY)
    pk = report.licence_channels.get().pk
    renamed = actions.Channel(name="ชื่อใหม่", url="https://licence.example/1", pk=pk)
    publishing.save(tree.hospital, people.officer, channels=[renamed])
    page = at(client, tree.hospital, (timezone.localdate() - YESTERDAY).isoformat())
    assert "ชื่อเดิม" not in page.content.decode()


def test_b8_what_is_still_on_can_be_opened_from_the_past(client, tree, people):
    document = publishing.publish(tree.hospital, people.officer)
    age(tree.hospital, by=2 * YESTERDAY)
    page = at(client, tree.hospital, (timezone.localdate() - YESTERDAY).isoformat())
    assert f"document/{document.pk}/" in page.content.decode()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("เมื่อวาน", "กรอกวันที่ในรูปแบบ"),
        ("1 ม.ค. 2590", "ยังมาไม่ถึง"),
        ("2023-02-29", "ไม่มีวันที่นี้ในปฏิทิน"),
        ("1 ม.ค. 2540", "ยังไม่มีหน่วยงานนี้ในระบบ"),
        ("<script>", "กรอกวันที่ในรูปแบบ"),
    ],
)
def test_b8_a_day_that_cannot_be_shown_says_why(client, tree, text, words):
    answer = at(client, tree.hospital, text)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert "<script>" not in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "prefix", "shown"),
    [
        ("2022-10-12", "", "12 ต.ค. 2565"),
        ("๑๒/๑๐/๒๕๖๕", "", "12 ต.ค. 2565"),
        ("12 ต.ค. 2565", "/en", "2022-10-12"),
        ("2022-10-12T09:30", "", "2022-10-12T09:30"),
        ("เมื่อวาน", "", "เมื่อวาน"),
    ],
)
def test_b8_the_box_shows_the_day_as_its_reader_writes_it(client, tree, typed, prefix, shown):
    assert f'value="{shown}"' in at(client, tree.hospital, typed, prefix).content.decode()


def test_b8_paper_names_the_moment_that_it_shows(client, tree):
    page = at(client, tree.hospital, "2022-10-12T02:30:00+00:00").content.decode()
    assert f"/agency/{tree.hospital.code}/?at=2022-10-12T09:30:00<" in page


def test_b8_of_today_nothing_is_claimed_that_has_yet_to_come(rf):
    before = timezone.now()
    asked = asked_of(rf.get("/", {"at": timezone.localdate().isoformat()}))
    assert before <= asked.at <= timezone.now()
    tomorrow = timezone.localtime() + YESTERDAY
    elsewhere = tomorrow.astimezone(datetime.timezone(datetime.timedelta(hours=-12))).isoformat()
    assert "ยังมาไม่ถึง" in asked_of(rf.get("/", {"at": elsewhere})).error


def test_b8_officers_see_what_was_withdrawn_too(signed_in, people, tree, withdrawn):
    day = (timezone.localdate() - YESTERDAY).isoformat()
    url = f"/backend/reports/agency/{tree.hospital.code}/as-of/"
    page = signed_in(people.officer).get(url, {"at": day}).content.decode()
    assert "ความลับ.pdf" in page
    assert "ความลับ.pdf" not in signed_in(people.officer).get(url).content.decode()
    assert "ยังมาไม่ถึง" in signed_in(people.officer).get(url, {"at": "1 ม.ค. 2590"}).content.decode()


def test_b7_the_intervals_of_a_document_are_told_as_json(
    client, signed_in, people, tree, withdrawn
):
    path = f"agency/{tree.hospital.code}/document"
    url = f"/backend/reports/{path}s/{withdrawn.pk}/publication.json"
    (span,) = signed_in(people.officer).get(url).json()["published"]
    assert span["since"] < span["until"]
    assert client.get(f"/{path}/{withdrawn.pk}/publication.json").status_code == 404
    publishing.switch(withdrawn, people.officer, on=True)
    told = client.get(f"/{path}/{withdrawn.pk}/publication.json").json()
    assert [bool(span["until"]) for span in told["published"]] == [True, False]


def test_b8_an_agency_closed_or_moved_since_still_shows_what_is_public_elsewhere(
    client, tree, people
):
    wide = publishing.publish(tree.department, people.dga, name="ของกรม.pdf", is_for_subtree=True)
    own = publishing.publish(tree.sibling, people.dga, name="ของเลิดสิน.pdf")
    for agency in (tree.department, tree.sibling):
        age(agency, by=2 * YESTERDAY)
    agencies.close(agency=tree.sibling, successor=tree.hospital, reason="รวม", by=people.dga)
    page = at(client, tree.sibling, (timezone.localdate() - YESTERDAY).isoformat())
    words = page.content.decode()
    place = f"/agency/{tree.department.code}/document/{wide.pk}/"
    assert f'href="{place}"' in words
    assert client.get(place).status_code == 200
    assert "จาก กรมการแพทย์" in words
    assert words.count("รายการที่ไม่ได้เผยแพร่แล้ว") == 1
    assert "ของเลิดสิน" not in words
    assert str(own.pk) not in words


@pytest.fixture
def certificate(signed_in, people, tree):
    """certificate(document) → (the page that is printed, the address on it)."""

    def print_it(document):
        code = tree.hospital.code
        url = f"/backend/reports/agency/{code}/documents/{document.pk}/certificate/"
        page = signed_in(people.officer).get(url).content.decode()
        return page, re.search(r'href="(http://testserver/verify/[^"]+)"', page)[1]

    return print_it


def test_b7_a_certificate_can_be_verified_by_anybody(client, certificate, withdrawn):
    page, address = certificate(withdrawn)
    verified = client.get(address).content.decode()
    for text in (withdrawn.upload.sha256, "ความลับ.pdf", "มาตรา 10"):
        assert text in page
        assert text in verified
    assert client.get(address)["X-Robots-Tag"] == "noindex"
    assert page.count("<time") == verified.count("<time") == 2
    with withdrawn.upload.file.open() as file:
        assert hashlib.sha256(file.read()).hexdigest() in verified


def test_b7_a_certificate_says_what_was_true_when_it_was_issued(
    client, certificate, people, tree, withdrawn
):
    _page, address = certificate(withdrawn)
    age(tree.hospital, by=YESTERDAY)
    publishing.switch(withdrawn, people.officer, on=True)
    verified = client.get(address).content.decode()
    assert "จนถึง" not in verified
    assert "ขณะนี้เอกสารยังเผยแพร่อยู่" in verified


def test_b7_a_certificate_claims_nothing_of_the_time_after_it(client, certificate, people, tree):
    document = publishing.publish(tree.hospital, people.officer)
    page, address = certificate(document)
    publishing.switch(document, people.officer, on=False)
    agency = Agency.objects.get(pk=tree.hospital.pk)
    details = {"name": "โรงพยาบาลชื่อใหม่", "code": "99000001"}
    agencies.set_details(agency=agency, details=details, version=agency.version, by=people.dga)
    verified = client.get(address).content.decode()
    for text in (page, verified):
        assert "จนถึงเวลาที่ออกเอกสารรับรองนี้" in text
        assert "จนถึงปัจจุบัน" not in text
        assert f"{tree.hospital.name} ({tree.hospital.code})" in text
    assert "ขณะนี้เอกสารไม่ได้เผยแพร่แล้ว" in verified
    assert "ปัจจุบันหน่วยงานนี้คือ โรงพยาบาลชื่อใหม่ (99000001)" in verified


def test_b7_a_certificate_knows_nothing_of_a_change_that_was_being_saved(
    client, certificate, people, tree
):
    """Its moment in the history is before that of the certificate, its commit after it."""
    document = publishing.publish(tree.hospital, people.officer)
    page, address = certificate(document)
    publishing.switch(document, people.officer, on=False)
    published, switched = document.history.order_by("history_id")
    switched.history_date = published.history_date + datetime.timedelta(microseconds=1)
    switched.save()
    assert page.count("<time") == client.get(address).content.decode().count("<time") == 1


def test_b7_a_changed_reference_is_no_certificate(client, certificate, withdrawn):
    _page, address = certificate(withdrawn)
    for forged in (address[:-3] + "x/", "http://testserver/verify/x/"):
        answer = client.get(forged)
        assert answer.status_code == 404
        assert "ไม่พบเอกสารรับรองนี้" in answer.content.decode()


def test_f17_the_preview_may_frame_our_own_file_and_nobody_elses(client, tree, people):
    document = publishing.publish(tree.hospital, people.officer)
    page = client.get(f"/agency/{tree.hospital.code}/document/{document.pk}/")
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    file = client.get(f"/agency/{tree.hospital.code}/document/{document.pk}/file/")
    assert file["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in file["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
