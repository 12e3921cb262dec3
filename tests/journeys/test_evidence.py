"""A citizen looks at a document and at the past; an officer prints a certificate (B7, B8)."""

import pytest
from django.utils import timezone

from infoadmin.thai.dates import format_date

pytestmark = pytest.mark.journey
DEPARTMENT = "21003000"


def test_b7_a_document_is_looked_at_certified_and_verified(traveller, tmp_path):
    citizen = traveller()
    citizen.go(f"/agency/{DEPARTMENT}/")
    citizen.page.locator(".doc-list .row-title a").first.click()
    citizen.sees("SHA-256", "จนถึงปัจจุบัน")
    citizen.shoot("public-document")
    file = tmp_path / "kept.pdf"
    with citizen.page.expect_download() as download:
        citizen.press("ดาวน์โหลด")
    download.value.save_as(file)

    officer = traveller()
    officer.sign_in("central")
    officer.go(f"/backend/reports/agency/{DEPARTMENT}/")
    officer.page.get_by_role("link", name="ประวัติ").first.wait_for()
    officer.page.locator('a[href*="/history/"][href*="/documents/"]').first.click()
    officer.shoot("document-history-with-intervals")
    officer.press("เอกสารรับรองการเผยแพร่")
    officer.shoot("certificate")
    officer.page.emulate_media(media="print")
    officer.shoot("certificate-on-paper")
    address = officer.page.locator(".verify-strip a").get_attribute("href")

    citizen.page.goto(address)
    citizen.sees("เอกสารรับรองนี้ออกโดยระบบนี้จริง")
    citizen.page.locator("[data-hash] input").set_input_files(file)
    citizen.page.locator("[data-same]:visible, [data-other]:visible").first.wait_for()
    citizen.shoot("certificate-verified")


def look_at(one, day):
    """Type a day into the box and press ดู."""
    one.page.get_by_label("ดูหน้านี้ตามที่เผยแพร่ ณ วันที่").fill(day)
    one.page.get_by_role("button", name="ดู", exact=True).click()


def test_b8_the_page_as_it_stood(traveller):
    one = traveller()
    one.go(f"/agency/{DEPARTMENT}/")
    one.page.locator("summary").click()
    one.shoot("public-agency-with-past")
    look_at(one, "เมื่อวาน")
    one.sees("กรอกวันที่ในรูปแบบ")
    one.shoot("public-past-refused")
    look_at(one, format_date(timezone.localdate(), "short"))
    one.sees("หน้านี้ตามที่เผยแพร่เมื่อ", "ช่องทางอิเล็กทรอนิกส์")
    one.shoot("public-past")
    one.go(f"/agency/{DEPARTMENT}/?at=1997-01-01")
    one.sees("ยังไม่มีหน่วยงานนี้ในระบบ")
    one.shoot("public-past-before-it-was")
