"""The tree as dga works on it, looked at in a browser: list, tree, import, move, close."""

import pytest

pytestmark = pytest.mark.journey

FAULTY = """code,parent_code,name,kind,email_contact
NEW1,21003000,ศูนย์แพทย์ใหม่,office,contact@new.go.th
NEW1,21003000,ซ้ำ,office,
NEW2,99999999,ไม่มีต้นสังกัด,office,
NEW3,21003000,,office,
NEW4,21003000,ประเภทผิด,castle,
NEW5,21003000,อีเมลผิด,office,a@b.go.th; c@d.go.th
"""
MENDED = """code,parent_code,name,kind,email_contact
NEW1,21003000,ศูนย์แพทย์ใหม่,office,contact@new.go.th
NEW2,NEW1,กลุ่มงานใหม่,office,
"""


def test_b14_somebody_new_mends_a_file_by_the_messages_alone(traveller, tmp_path):
    one = traveller()
    one.sign_in("dga")
    one.page.wait_for_url("**/backend/home/")
    one.go("/backend/agencies/import/")
    one.shoot("import")
    file = tmp_path / "agencies.csv"
    file.write_text(FAULTY)
    one.page.locator("input[type=file]").set_input_files(file)
    one.page.locator("main form button[type=submit]").last.click()
    one.sees(
        "รหัส “NEW1” ซ้ำกับแถว 2",
        "ไม่พบต้นสังกัดรหัส “99999999”",
        "ไม่มีชื่อหน่วยงาน",
        "ประเภท “castle” ไม่ถูกต้อง",
        "ใส่ได้ 1 อีเมล",
    )
    one.shoot("import-faults")
    file.write_text(MENDED)
    one.page.locator("input[type=file]").set_input_files(file)
    one.page.locator("main form button[type=submit]").last.click()
    one.page.locator("button[name=confirm]").wait_for()
    one.shoot("import-checked")
    one.page.locator("button[name=confirm]").click()
    one.page.wait_for_url("**/backend/agencies/")
    one.go("/backend/agencies/?q=ศูนย์แพทย์ใหม่")
    one.sees("ศูนย์แพทย์ใหม่")


def test_b15_an_agency_moves_and_closes_and_the_public_is_told(traveller):
    one = traveller()
    one.sign_in("dga")
    one.page.wait_for_url("**/backend/home/")
    one.go("/backend/agencies/?missing=any&kind=office")
    one.shoot("agencies-filtered")
    one.go("/backend/agencies/?q=โรงพยาบานราชวิถี")
    one.sees("ใกล้เคียง")
    one.shoot("agencies-near")
    one.go("/backend/agencies/tree/?open=21003000")
    one.shoot("tree")
    one.go("/backend/agencies/21003212/move/?q=ราชวิถี")
    one.shoot("move-choose")
    one.go("/backend/agencies/21003212/move/?to=21003004")
    one.shoot("move-confirm")
    one.page.locator("main form[method=post] button[type=submit]").first.click()
    one.sees("ย้ายหน่วยงานแล้ว")
    one.go("/backend/agencies/21003212/close/?to=21003201")
    one.page.get_by_label("เหตุผล").fill("ควบรวมจุดบริการ")
    one.shoot("close")
    one.page.locator("main form[method=post] button[type=submit]").last.click()
    one.sees("ยุบเลิกหน่วยงานแล้ว")
    one.shoot("closed-history")
    citizen = traveller()
    citizen.go("/agency/21003212/")
    citizen.sees("ยุบเลิก", "จุดบริการผู้ป่วยนอก อาคารทศมินทราธิราช")
    citizen.shoot("public-closed")
