"""The second manual, walked in a browser: e-mails, the report, what the public sees (M10-M24)."""

import hashlib
import re

import pytest

from demo.world.pdf import announcement

pytestmark = pytest.mark.journey

HOSPITAL, DEPARTMENT, CHILD, OTHER = "21003004", "21003000", "21003201", "21003007"


def real_pdf(folder, name, title):
    """A small real PDF in Thai, on disk as an officer has it."""
    content = announcement(
        agency="กรมการแพทย์", title=title, date="12 ตุลาคม 2566", body=f"เนื้อหาของ {title}"
    )
    file = folder / name
    file.write_bytes(content)
    return file


def choose(one, section, file, day, month, year):
    """Choose a file and its date in a section; waits until the file has arrived."""
    part = one.page.locator(f"#part-{section}")
    part.locator("input[type=file]").set_input_files(file)
    part.locator('.dropzone[data-state="done"]').wait_for(timeout=10000)
    type_date(part, day, month, year)


def type_date(part, day, month, year):
    part.locator("[name$=date_day]").fill(str(day))
    part.locator("[name$=date_month]").select_option(label=month)
    part.locator("[name$=date_year]").fill(str(year))


def search(one, text):
    one.page.locator("main input[type=search]").fill(text)
    one.page.keyboard.press("Enter")


def open_report(one, code, name):
    one.page.get_by_role("link", name="การปฏิบัติราชการทางอิเล็กทรอนิกส์").first.click()
    search(one, name)
    one.page.locator(f'a[href="/backend/reports/agency/{code}/"]').first.click()


def publish(one, shot=None):
    """Press บันทึกและเผยแพร่, look at what it publishes, confirm."""
    one.press("บันทึกและเผยแพร่")
    one.sees("ยืนยันและเผยแพร่")
    if shot:
        one.shoot(shot)
    box = one.page.locator("#confirm_subtree")
    if box.count():
        box.check()
    one.press("ยืนยันและเผยแพร่")
    one.sees("บันทึกและเผยแพร่แล้ว")


def toggle(one, name):
    """Slide การใช้งาน of a row, as the eye sees it."""
    row = one.page.locator("tr[data-row]", has_text=name)
    row.locator("label.switch").click()


def test_m10_a_central_officer_issues_a_token(traveller):
    one = traveller()
    one.sign_in("central")
    one.page.wait_for_url("**/backend/home/")
    one.shoot("home-of-central")
    one.press("ออก Token")
    one.page.wait_for_url("**/backend/tokens/")
    one.shoot("tokens")
    one.go("/backend/tokens/issue/")
    search(one, "เลิดสิน")
    one.page.wait_for_url("**?q=*")
    one.shoot("token-choose-agency")
    one.go("/backend/tokens/issue/21003005/")
    one.page.get_by_label("เจ้าหน้าที่หน่วยงาน", exact=True).check()
    one.page.get_by_label("ออกให้แก่").fill("นายสมชาย ใจกว้าง หัวหน้ากลุ่มงานสารสนเทศ")
    one.shoot("token-issue")
    one.page.locator("main form button[type=submit]").last.click()
    text = one.page.locator(".code-box-value").inner_text()
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){5}", text.strip())
    one.shoot("token-issued")
    one.go("/backend/tokens/")
    one.sees(text.strip()[-4:], "ยังไม่ใช้")
    one.shoot("token-list")


def test_m11_to_m13_the_three_emails(traveller, world):
    one = traveller()
    one.sign_in("officer")
    one.press("จัดการหน่วยงาน")
    one.page.wait_for_url("**/backend/agencies/")
    one.shoot("agencies")
    search(one, "ราชวิถี")
    one.page.locator(f'a[href="/backend/agencies/{HOSPITAL}/"]').first.click()
    one.sees("อีเมลสำหรับประชาชนติดต่อ", "อีเมลที่ลงทะเบียนกับ สพร.", "อีเมลสำหรับรับคำร้อง")
    one.shoot("agency-edit")
    one.page.get_by_label("อีเมลสำหรับประชาชนติดต่อ").fill("a@rajavithi.go.th, b@rajavithi.go.th")
    one.press("บันทึก")
    one.sees("1 อีเมลเท่านั้น")
    one.shoot("agency-edit-error")
    one.page.get_by_label("อีเมลสำหรับประชาชนติดต่อ").fill("contact@rajavithi.go.th")
    one.page.get_by_label("อีเมลที่ลงทะเบียนกับ สพร.").fill("saraban@rajavithi.go.th")
    one.page.get_by_label("อีเมลสำหรับรับคำร้อง").fill("complaint@rajavithi.go.th")
    one.press("บันทึก")
    one.sees("บันทึกอีเมลแล้ว")
    one.shoot("agency-saved")
    one.go(f"/backend/agencies/{HOSPITAL}/history/")
    one.shoot("agency-history")
    citizen = traveller()
    citizen.go(f"/agency/{HOSPITAL}/")
    citizen.sees("contact@rajavithi.go.th", "saraban@rajavithi.go.th", "complaint@rajavithi.go.th")


def test_m15_to_m24_the_report_from_first_file_to_the_citizens_download(traveller, world, tmp_path):
    one = traveller()
    one.sign_in("central")
    open_report(one, OTHER, "โรงพยาบาลสงฆ์")
    one.sees("1.1", "1.2", "1.3", "1.4")
    one.shoot("report-empty")

    channels = real_pdf(tmp_path, "ประกาศช่องทางอิเล็กทรอนิกส์ ฉบับที่ 1.pdf", "ช่องทางอิเล็กทรอนิกส์")
    licences = real_pdf(tmp_path, "วิธีการแสดงใบอนุญาต.pdf", "วิธีการแสดงใบอนุญาต")
    order = real_pdf(tmp_path, "คำสั่งระบบปฏิบัติหน้าที่.pdf", "ระบบสำหรับการปฏิบัติหน้าที่")
    choose(one, "s10", channels, 12, "ตุลาคม", 2566)
    one.page.get_by_text("มีใบอนุญาต", exact=True).first.click()
    one.page.get_by_text("ลงประกาศแล้ว", exact=True).click()
    choose(one, "s13", licences, 1, "กันยายน", 2566)
    one.page.locator("[name=licence-link]").fill("https://ratchakitcha.soc.go.th/documents/1.pdf")
    one.page.locator("[name=channel-0-name]").fill("ใบอนุญาตประกอบกิจการสถานพยาบาล")
    one.page.locator("[name=channel-0-url]").fill("https://privatehospital.hss.moph.go.th/")
    one.press("เพิ่มใบอนุญาต")
    one.page.locator("[name=channel-1-name]").fill("ใบอนุญาตดำเนินการสถานพยาบาล")
    one.page.locator("[name=channel-1-url]").fill("https://privatehospital.hss.moph.go.th/2")
    choose(one, "s16", order, 31, "กุมภาพันธ์", 2566)
    for rank in (1, 2, 3):
        one.page.locator(f"[name=obstacle-obstacle_{rank}]").select_option(index=rank)
    one.page.locator("[name=obstacle-obstacle_detail]").fill("อยู่ระหว่างจัดหาบุคลากร")
    one.shoot("report-filled")

    one.press("บันทึกและเผยแพร่")
    one.sees("ไม่มีวันที่ 31 กุมภาพันธ์ 2566", "ประกาศช่องทางอิเล็กทรอนิกส์ ฉบับที่ 1.pdf")
    one.shoot("report-error-keeps-everything")
    type_date(one.page.locator("#part-s16"), 1, "มีนาคม", 2566)
    publish(one, "report-confirm")
    one.shoot("report-saved")

    citizen = traveller()
    citizen.go("/")
    citizen.shoot("public-home")
    search(citizen, "โรงพยาบาล สงฆ์")
    citizen.page.wait_for_url("**/search/?q=*")
    citizen.shoot("public-search")
    citizen.go(f"/agency/{OTHER}/")
    citizen.sees(
        "12 ตุลาคม 2566",
        "1 กันยายน 2566",
        "1 มีนาคม 2566",
        "ratchakitcha.soc.go.th",
        "ใบอนุญาตประกอบกิจการสถานพยาบาล",
    )
    citizen.shoot("public-agency")
    for file in (channels, licences, order):
        assert downloaded(citizen, file.name) == hashlib.sha256(file.read_bytes()).hexdigest()

    second = real_pdf(tmp_path, "ประกาศช่องทางอิเล็กทรอนิกส์ ฉบับที่ 2.pdf", "ช่องทางฉบับใหม่")
    choose(one, "s10", second, 3, "สิงหาคม", 2567)
    toggle(one, channels.name)
    toggle(one, "ratchakitcha.soc.go.th/documents/1.pdf")
    one.page.locator("[name=licence-link]").fill("https://ratchakitcha.soc.go.th/documents/2.pdf")
    one.shoot("report-second-version")
    old = citizen.page.locator("li", has_text=channels.stem).get_by_role("link").last
    address = old.get_attribute("href")
    publish(one, "report-confirm-second-version")
    assert citizen.context.request.get(world.url + address).status == 404
    citizen.go(f"/agency/{OTHER}/")
    citizen.sees("3 สิงหาคม 2567", "documents/2.pdf")
    assert not citizen.page.get_by_text("documents/1.pdf").count()
    one.go(f"/backend/reports/agency/{OTHER}/history/")
    one.shoot("report-history")


def downloaded(citizen, name):
    """SHA-256 of what the citizen's ดาวน์โหลด gives."""
    row = citizen.page.locator(".doc-list > li", has_text=name.removesuffix(".pdf"))
    with citizen.page.expect_download() as download:
        row.get_by_role("link", name=re.compile("ดาวน์โหลด")).click()
    assert download.value.suggested_filename == name
    return hashlib.sha256(download.value.path().read_bytes()).hexdigest()


def test_m16_a_document_for_the_subtree_shows_on_a_childs_page(traveller, tmp_path):
    one = traveller()
    one.sign_in("central")
    open_report(one, DEPARTMENT, "กรมการแพทย์")
    file = real_pdf(tmp_path, "ประกาศกรมสำหรับทุกสาขา.pdf", "ช่องทางของทุกสาขา")
    choose(one, "s10", file, 12, "ตุลาคม", 2567)
    one.page.get_by_text("สำหรับหน่วยงานภายใต้สังกัดทุกสาขา").click()
    one.sees("มีผลกับ 78 หน่วยงาน")
    one.shoot("report-for-the-subtree")
    publish(one, "report-confirm-subtree")
    citizen = traveller()
    citizen.go(f"/agency/{CHILD}/")
    citizen.sees("ประกาศกรมสำหรับทุกสาขา", "จาก กรมการแพทย์")
    citizen.shoot("public-child-inherits")
    assert downloaded(citizen, file.name) == hashlib.sha256(file.read_bytes()).hexdigest()
    officer = traveller()
    officer.sign_in("officer")
    open_report(officer, HOSPITAL, "โรงพยาบาลราชวิถี")
    officer.sees("จาก กรมการแพทย์", "อ่านอย่างเดียว")
    officer.shoot("report-child-inherits")


def test_m17_no_licences_skips_to_1_3(traveller):
    one = traveller()
    one.sign_in("central")
    open_report(one, "21003001", "กลุ่มภารกิจ")
    one.page.get_by_text("ไม่มีใบอนุญาต", exact=True).first.click()
    assert not one.page.locator("[name=licence-link]").is_visible()
    one.page.get_by_role("link", name=re.compile("ข้ามไปข้อ 1.3")).click()
    assert one.page.locator("#part-s16").is_visible()
    one.shoot("report-without-licences")
    one.press("บันทึกและเผยแพร่")
    one.sees("บันทึกแล้ว ข้อมูลในหน้าประชาชนไม่เปลี่ยนแปลง")


def test_m23_reports_of_other_agencies_by_right_of_structure(traveller):
    one = traveller()
    one.sign_in("dga")
    one.page.wait_for_url("**/backend/home/")
    one.shoot("home-of-dga")
    one.page.get_by_role("link", name="การปฏิบัติราชการทางอิเล็กทรอนิกส์").first.click()
    one.page.wait_for_url("**/backend/reports/")
    one.shoot("reports")
    search(one, "กรมทางหลวง")
    one.page.wait_for_url("**?q=*")
    one.shoot("reports-search")
    button = one.page.locator('main a[href^="/backend/reports/agency/"]').first
    assert "+รายงาน" in button.inner_text()
    button.click()
    one.page.wait_for_url("**/backend/reports/agency/*/")
    one.sees("กรมทางหลวง")
    one.go("/backend/reports/obstacles/")
    one.shoot("obstacle-kinds")


def test_u10_the_report_is_filed_without_script(traveller, tmp_path):
    one = traveller(script=False)
    one.sign_in("officer")
    one.go(f"/backend/reports/agency/{HOSPITAL}/")
    file = real_pdf(tmp_path, "คำสั่งโดยไม่ใช้สคริปต์.pdf", "คำสั่ง")
    part = one.page.locator("#part-s16")
    part.locator("input[type=file]").set_input_files(file)
    type_date(part, 31, "เมษายน", 2566)
    one.press("บันทึกและเผยแพร่")
    one.sees("ไม่มีวันที่ 31 เมษายน 2566", file.name)
    type_date(one.page.locator("#part-s16"), 30, "เมษายน", 2566)
    publish(one)
    one.sees("30 เม.ย. 2566")
    citizen = traveller(script=False)
    citizen.go(f"/agency/{HOSPITAL}/")
    assert downloaded(citizen, file.name) == hashlib.sha256(file.read_bytes()).hexdigest()


def test_pages_for_what_goes_wrong(traveller):
    one = traveller()
    assert one.go("/agency/99999999/").status == 404
    one.shoot("not-found")
    one.sign_in("officer")
    assert one.go("/backend/agencies/08000000/").status == 404
    assert one.go("/backend/tokens/").status == 403
    one.shoot("forbidden")
    one.go("/about/privacy-notice/")
    one.shoot("privacy-notice")
