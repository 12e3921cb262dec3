"""The first manual, walked in a browser: getting in, getting out, one's profile (M1-M9, U12)."""

import re

import pytest

pytestmark = pytest.mark.journey


def test_u12_a_newcomer_activates_and_enters_at_the_second_login(traveller, world):
    one = traveller()
    one.go("/backend/")
    one.sees("เว็บไซต์สำหรับเจ้าหน้าที่", "สมัคร Digital ID")
    one.shoot("landing")
    one.press("เข้าสู่ระบบ")
    one.shoot("login")
    one.press("Digital ID")
    one.shoot("digital-id-login")
    one.page.get_by_label("ชื่อบัญชีผู้ใช้").fill("newcomer")
    one.page.get_by_label("รหัสผ่าน").first.fill("demo-pass-2565")
    one.press("เข้าสู่ระบบ")
    one.sees("ไม่ยินยอม")
    one.shoot("digital-id-consent")
    one.press("ยินยอม")
    one.sees(
        "เจ้าหน้าที่ส่วนกลาง ติดต่อขอรับ Token ที่ DGA Contact Center",
        "เจ้าหน้าที่หน่วยงาน/ จุดบริการ ติดต่อขอรับ Token ที่เจ้าหน้าที่ส่วนกลางต้นสังกัด",
    )
    one.shoot("activation")
    one.page.get_by_label("Token").fill("AAAA-BBBB-CCCC-DDDD-EEEE-FFFF")
    one.press("ยืนยัน")
    one.sees("Token หรือสิทธิ์ไม่ถูกต้อง กรุณาติดต่อเจ้าหน้าที่ส่วนกลางต้นสังกัด")
    one.shoot("activation-wrong-token")
    one.page.get_by_label("Token").fill(world.token.lower().replace("-", " "))
    one.press("ยืนยัน")
    one.sees("ยืนยันสิทธิ์เรียบร้อยแล้ว")
    one.shoot("activated")
    one.sign_in("newcomer")
    one.page.wait_for_url("**/backend/home/")
    one.shoot("home-of-a-new-officer")

    one.page.locator(".person-menu > summary").click()
    one.shoot("person-menu")
    one.press("Profile")
    one.sees("newcomer", "โรงพยาบาลราชวิถี", "เจ้าหน้าที่หน่วยงาน")
    one.shoot("profile")
    one.page.locator(".person-menu > summary").click()
    one.press("Logout")
    one.page.wait_for_url("**/backend/?notice=logged-out")
    one.sees("ออกจากระบบแล้ว")
    one.shoot("logged-out")
    one.go("/backend/home/")
    assert one.page.url.startswith(f"{world.url}/backend/?notice=login-first&next=")
    one.press("เข้าสู่ระบบ")
    one.press("Digital ID")
    one.sees("รหัสผ่าน")  # the provider's own session has ended too


def test_m2_refusing_consent_leads_back_with_a_sentence_and_no_session(traveller, world):
    one = traveller()
    one.sign_in("newcomer2", consent=False)
    one.page.wait_for_url("**/backend/?notice=refused-consent")
    one.sees("ท่านเลือก “ไม่ยินยอม”")
    one.shoot("refused-consent")
    one.go("/backend/home/")
    assert "/backend/?notice=login-first&next=" in one.page.url
    assert world.manage("shell", "-c", COUNT.format("newcomer2")).endswith("0")


COUNT = "from accounts.models import User; print(User.objects.filter(username='{}').count())"


def test_m3_a_former_citizeninfo_account_enters_at_once(traveller):
    one = traveller()
    one.sign_in("citizeninfo")
    one.page.wait_for_url("**/backend/home/")
    one.sees("โรงพยาบาลเลิดสิน")
    one.shoot("former-account-enters")


def test_m4_somebody_registers_at_digital_id_and_comes_to_the_activation_page(traveller, world):
    one = traveller()
    one.go("/backend/")
    assert one.page.get_by_role("link", name="สมัคร Digital ID").get_attribute("href") == (
        f"{world.idp_url}/register/"
    )
    one.press("เข้าสู่ระบบ")
    one.press("Digital ID")
    one.press("สมัครสมาชิก")
    fields = {
        "given_name": "มานี",
        "family_name": "รักเรียน",
        "citizen_id": "0000000099996",
        "phone_number": "0800000199",
        "email": "manee@agency.example",
        "username": "manee",
        "password": "a-Long-pass-2566",
        "password_confirmation": "a-Long-pass-2566",
    }
    for name, value in fields.items():
        one.page.locator(f"#id_{name}").fill(value)
    one.shoot("digital-id-register")
    one.page.locator("form button[type=submit]").last.click()
    one.press("ยินยอม")
    one.sees("มานี รักเรียน", "ยืนยันตัวตนเพื่อเข้าใช้งานครั้งแรก")


def test_o17_a_dead_provider_is_a_sentence_and_sessions_go_on(traveller, world):
    officer = traveller()
    officer.sign_in("officer")
    officer.page.wait_for_url("**/backend/home/")
    one = traveller()
    start = one.context.request.get(f"{world.url}/backend/login/start/", max_redirects=0)
    state = re.search(r"state=(\w+)", start.headers["location"])[1]
    with world.idp_stopped():
        answer = one.go(f"/backend/login/callback/?code=code&state={state}")
        assert answer.status == 503
        one.sees("ระบบ Digital ID ไม่ตอบสนอง")
        one.shoot("digital-id-is-down")
        assert officer.go("/backend/home/").status == 200
