"""People, tokens by file, events and sessions, looked at in a browser (issue: doors and keys)."""

import pytest

pytestmark = pytest.mark.journey

TOKENS = "agency_code,role,note,may_report\n{rows}"


def test_people_are_found_changed_and_watched(traveller, tmp_path):
    one = traveller()
    one.sign_in("central")
    one.page.wait_for_url("**/backend/home/")
    one.press("ผู้ใช้งาน")
    one.page.wait_for_url("**/backend/people/")
    one.sees("ประเสริฐ ดีงาม", "โรงพยาบาลราชวิถี")
    one.shoot("people")
    one.page.locator('a[href^="/backend/people/grants/"]').first.click()
    one.page.wait_for_url("**/backend/people/grants/*/")
    one.shoot("grant")
    one.page.locator("button[data-save]").click()
    one.sees("บันทึกสิทธิ์แล้ว")
    one.go("/backend/events/")
    one.page.locator("main table").wait_for()
    one.shoot("events")

    file = tmp_path / "tokens.csv"
    file.write_text(TOKENS.format(rows="21003004,officer,คุณสมใจ,1\n99999999,chief,,x\n"))
    one.go("/backend/tokens/csv/")
    one.page.locator("input[type=file]").set_input_files(file)
    one.page.locator("main form button[type=submit]").last.click()
    one.sees("ไม่พบหน่วยงานรหัส “99999999”")
    one.shoot("token-csv-errors")
    file.write_text(TOKENS.format(rows="21003004,officer,คุณสมใจ,1\n21003005,officer,คุณสมศรี,0\n"))
    one.page.locator("input[type=file]").set_input_files(file)
    one.page.locator("main form button[type=submit]").last.click()
    one.sees("คุณสมใจ", "คุณสมศรี")
    one.shoot("token-csv-checked")
    one.page.locator("button[name=confirm], button:has-text('ออก Token ทั้งหมด')").first.click()
    one.page.locator("#token-2").wait_for()
    one.shoot("token-csv-issued")


def test_a_known_person_adds_a_right_and_ends_every_session(traveller, world):
    one, other = traveller(), traveller()
    for person in (one, other):
        person.sign_in("officer")
        person.page.wait_for_url("**/backend/home/")
    one.go("/backend/profile/token/")
    one.page.get_by_label("Token").fill("AAAA-BBBB-CCCC-DDDD-EEEE-FFFF")
    one.page.locator("main form button[type=submit]").first.click()
    one.sees("Token หรือสิทธิ์ไม่ถูกต้อง")
    one.shoot("token-redeem")
    one.go("/backend/profile/")
    one.press("ออกจากระบบทุกเครื่อง")
    one.sees("ออกจากระบบแล้ว")
    other.go("/backend/home/")
    assert "notice=login-first" in other.page.url


def test_former_accounts_are_brought_in_by_dga(traveller, tmp_path):
    one = traveller()
    one.sign_in("dga")
    one.page.wait_for_url("**/backend/home/")
    file = tmp_path / "accounts.csv"
    file.write_text("username,agency_code,role,name\nsomsri,21003005,officer,สมศรี ดีใจ\n")
    one.go("/backend/people/former/")
    one.page.locator("input[type=file]").set_input_files(file)
    one.page.locator("main form button[type=submit]").last.click()
    one.page.locator("[name=confirm]").wait_for(state="attached")
    one.shoot("former-accounts-checked")
    one.page.locator("main form button[type=submit]").first.click()
    one.sees("นำเข้าแล้ว 1 แถว")
