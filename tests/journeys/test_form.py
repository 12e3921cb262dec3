"""The report form where it is hard: by keyboard alone, on a bad line, against a second officer."""

import os

import pytest
from playwright.sync_api import expect

from tests.journeys.bad_line import BadLine
from tests.journeys.test_office import choose, publish, real_pdf, type_date
from tests.pdfs import pdf_bytes

pytestmark = pytest.mark.journey

KEYBOARD, HARD, DATES = "21003025", "21003026", "21003027"

# The element that has the focus: is that seen, and is it in sight?
FOCUS = """() => {
  const one = document.activeElement;
  const shown = one.matches("[type=file]") ? one.nextElementSibling ?? one : one;
  const seen = [one, shown, one.parentElement].some((each) => {
    const style = getComputedStyle(each);
    return style.outlineStyle !== "none" || style.boxShadow !== "none";
  });
  const box = shown.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const bar = document.querySelector(".savebar");
  return {
    name: one === document.body ? "BODY" : one.name || one.textContent.trim().slice(0, 40),
    seen,
    hidden: Boolean(top && bar && bar.contains(top) && !bar.contains(one)),
  };
}"""


def tab_to(one, selector, limit=60):
    """Press Tab until the element has the focus; each stop on the way must be visible."""
    for _press in range(limit):
        one.page.keyboard.press("Tab")
        found = one.page.evaluate(FOCUS)
        assert found["name"] != "BODY", f"Tab left the page before {selector}"
        assert found["seen"], f"focus is not seen on {found['name']}"
        assert not found["hidden"], f"the save bar hides {found['name']}"
        if one.page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector}")


def choose_by_keyboard(one, section, file, date):
    """A file and its date, without the mouse: the whole date is typed into the first box."""
    tab_to(one, f"[name={section}-file]")
    with one.page.expect_file_chooser() as chooser:
        one.page.keyboard.press("Enter")
    chooser.value.set_files(file)
    one.page.locator(f'#part-{section} .dropzone[data-state="done"]').wait_for(timeout=10000)
    tab_to(one, f"[name={section}-date_day]")
    one.page.keyboard.type(date)


def press_ctrl_s(one, key="ห"):
    """Ctrl+S on a Thai keyboard: the key is called ห there, its place is S."""
    session = one.context.new_cdp_session(one.page)
    event = {"modifiers": 2, "code": "KeyS", "key": key, "windowsVirtualKeyCode": 83}
    session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **event})
    session.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})


def test_u8_a_whole_report_by_keyboard_alone(traveller, tmp_path):
    one = traveller()
    one.sign_in("central")
    one.page.wait_for_url("**/backend/home/")
    one.go(f"/backend/reports/agency/{KEYBOARD}/")
    # Kept for the whole walk: each listener's coming and going tells chromium anew, and is not awaited.
    one.page.on("filechooser", lambda _chooser: None)
    channels = real_pdf(tmp_path, "ช่องทาง ด้วยแป้นพิมพ์.pdf", "ช่องทาง")
    licences = real_pdf(tmp_path, "ใบอนุญาต ด้วยแป้นพิมพ์.pdf", "ใบอนุญาต")
    order = real_pdf(tmp_path, "คำสั่ง ด้วยแป้นพิมพ์.pdf", "คำสั่ง")
    choose_by_keyboard(one, "s10", channels, "12 ต.ค. 2566")
    tab_to(one, "[name=licence-has_licences]")
    one.page.keyboard.press("Space")
    tab_to(one, "[name=licence-is_gazetted]")
    one.page.keyboard.press("Space")
    choose_by_keyboard(one, "s13", licences, "๑ กันยายน ๒๕๖๖")
    tab_to(one, "[name=licence-link]")
    one.page.keyboard.type("https://ratchakitcha.soc.go.th/documents/8.pdf")
    tab_to(one, "[name=channel-0-name]")
    one.page.keyboard.type("ใบอนุญาตด้วยแป้นพิมพ์")
    tab_to(one, "[name=channel-0-url]")
    one.page.keyboard.type("https://licence.example/8")
    tab_to(one, "[name=add_channel]")
    one.page.keyboard.press("Enter")
    one.page.keyboard.type("ใบอนุญาตแถวที่สอง")
    tab_to(one, "[name=channel-1-url]")
    one.page.keyboard.type("https://licence.example/9")
    choose_by_keyboard(one, "s16", order, "1/3/2567")
    for rank in (1, 2, 3):
        tab_to(one, f"[name=obstacle-obstacle_{rank}]")
        for _press in range(rank):
            one.page.keyboard.press("ArrowDown")
    tab_to(one, "[name=obstacle-obstacle_detail]")
    one.page.keyboard.type("ไม่ได้แตะเมาส์เลย")
    one.shoot("form-by-keyboard")
    one.page.locator("[name=obstacle-obstacle_detail]").focus()
    press_ctrl_s(one)
    one.sees("ยืนยันและเผยแพร่", "ช่องทาง ด้วยแป้นพิมพ์.pdf", "1 มีนาคม 2567")
    tab_to(one, "[name=edit]")
    tab_to(one, "[name=confirm]")
    one.page.keyboard.press("Enter")
    one.sees("บันทึกและเผยแพร่แล้ว")
    citizen = traveller()
    citizen.go(f"/agency/{KEYBOARD}/")
    citizen.sees("12 ตุลาคม 2566", "1 กันยายน 2566", "1 มีนาคม 2567", "ใบอนุญาตแถวที่สอง")


def big_pdf(folder, name, size=3_000_000):
    """A PDF that takes its time to travel."""

    def fatten(pdf):
        pdf.Root.Extra = pdf.make_stream(os.urandom(size))

    file = folder / name
    file.write_bytes(pdf_bytes(change=fatten))
    return file


def end_session_of(world, username):
    """Sixteen minutes pass without a request of `username`."""
    world.manage(
        "shell",
        "-c",
        "from importlib import import_module\n"
        "from django.conf import settings\n"
        "from django.contrib.sessions.models import Session\n"
        "from accounts.models import User\n"
        "store = import_module(settings.SESSION_ENGINE).SessionStore\n"
        f"person = str(User.objects.get(username={username!r}).pk)\n"
        "for row in Session.objects.all():\n"
        "    session = store(row.session_key)\n"
        "    if session.get('_auth_user_id') == person:\n"
        "        session['seen_at'] -= 16 * 60\n"
        "        session.save()\n",
    )


def test_r1_r4_r7_a_bad_line_a_second_officer_and_the_end_of_the_session(
    traveller, world, tmp_path
):
    one, other = traveller(), traveller()
    one.sign_in("central")
    one.page.wait_for_url("**/backend/home/")
    wire = BadLine(world.port)
    one.page.goto(f"{wire.url}/backend/reports/agency/{HARD}/")
    other.sign_in("dga")
    other.page.wait_for_url("**/backend/home/")
    other.go(f"/backend/reports/agency/{HARD}/")
    other.sees("สมหญิง ใจดี กำลังเปิดแบบฟอร์มนี้อยู่ ตั้งแต่")
    other.shoot("form-presence")

    throttle = one.context.new_cdp_session(one.page)
    slow = {"latency": 100, "downloadThroughput": 400_000, "uploadThroughput": 400_000}
    throttle.send("Network.enable")
    throttle.send("Network.emulateNetworkConditions", {"offline": False, **slow})
    file = big_pdf(tmp_path, "ช่องทาง สายช้า.pdf")
    part = one.page.locator("#part-s10")
    part.locator("input[type=file]").set_input_files(file)
    while part.locator("progress").evaluate("bar => bar.value") < 50:
        one.page.wait_for_timeout(100)
    wire.cut()
    one.sees("การเชื่อมต่อขาดหาย")
    part.locator("[data-retry]").wait_for()
    one.shoot("form-upload-cut")
    type_date(part, 12, "ตุลาคม", 2566)
    one.page.locator("[name=obstacle-obstacle_detail]").fill("พิมพ์ไว้ตอนสายหลุด")
    wire.mend()
    part.locator("[data-retry]").click()
    part.locator('.dropzone[data-state="done"]').wait_for(timeout=30000)

    other.page.locator("[name=obstacle-obstacle_detail]").fill("ของ สพร.")
    other.press("บันทึกและเผยแพร่")
    other.sees("บันทึกแล้ว ข้อมูลในหน้าประชาชนไม่เปลี่ยนแปลง")

    end_session_of(world, "central")
    one.press("บันทึกและเผยแพร่")
    one.page.wait_for_url("**notice=session-ended**")
    throttle.detach()
    one.sign_in("central")  # Digital ID knows the product by its own port
    one.page.wait_for_url("**/backend/home/")
    wire.close()
    one.go(f"/backend/reports/agency/{HARD}/")
    one.sees("ร่างเมื่อ", "ช่องทาง สายช้า.pdf", "พิมพ์ไว้ตอนสายหลุด")
    one.shoot("form-draft-after-session-end")

    one.press("บันทึกและเผยแพร่")
    one.sees("มีผู้บันทึกรายงานนี้ไปก่อน", "ของ สพร.", "พิมพ์ไว้ตอนสายหลุด")
    one.press("ใช้ค่าที่เลือกและบันทึก")
    one.sees("เลือกว่าจะใช้ค่าของใคร")
    one.shoot("form-conflict")
    one.page.get_by_text("พิมพ์ไว้ตอนสายหลุด").click()
    one.press("ใช้ค่าที่เลือกและบันทึก")
    one.sees("ยืนยันและเผยแพร่")
    one.page.get_by_role("button", name="ยืนยันและเผยแพร่").dblclick()
    one.sees("บันทึกและเผยแพร่แล้ว")
    expect(one.page.locator("#part-s10 tr[data-row]")).to_have_count(1)
    detail = one.page.locator("[name=obstacle-obstacle_detail]")
    assert detail.input_value() == "พิมพ์ไว้ตอนสายหลุด"
    one.go(f"/backend/reports/agency/{HARD}/history/")
    assert one.page.get_by_text("พิมพ์ไว้ตอนสายหลุด").count() == 1
    citizen = traveller()
    citizen.go(f"/agency/{HARD}/")
    assert citizen.page.locator(".doc-list > li", has_text="ช่องทาง สายช้า").count() == 1


def test_r4_save_after_the_sessions_end_keeps_the_text_and_says_where_to_sign_in(traveller):
    one = traveller()
    one.sign_in("central")
    one.page.wait_for_url("**/backend/home/")
    one.page.clock.install()
    one.go(f"/backend/reports/agency/{DATES}/")
    one.page.locator("[name=obstacle-obstacle_detail]").fill("พิมพ์ไว้ก่อนหมดเวลา")
    one.page.clock.fast_forward("16:00")
    one.sees("ออกจากระบบอัตโนมัติแล้ว")
    one.press("บันทึกและเผยแพร่")
    expect(one.page.get_by_role("link", name="เข้าสู่ระบบในแท็บใหม่")).to_be_focused()
    detail = one.page.locator("[name=obstacle-obstacle_detail]")
    assert detail.input_value() == "พิมพ์ไว้ก่อนหมดเวลา"


# Nothing reaches beyond the right edge, and no text is wider than the box that hides the rest.
CUT = """() => [...document.querySelectorAll("main *")].filter((each) => {
  if (!each.checkVisibility() || each.closest(".visually-hidden, thead, option, .is-scripted [type=file]")) return false;
  const box = each.getBoundingClientRect();
  const hides = getComputedStyle(each).overflowX !== "visible" && each.scrollWidth > each.clientWidth + 1;
  return box.right > innerWidth + 1 || box.left < -1 || (hides && !each.matches("input, textarea, select"));
}).map((each) => each.outerHTML.slice(0, 160))"""


@pytest.mark.parametrize(("width", "height", "what"), [(320, 640, "320"), (640, 450, "zoom-200")])
def test_u9_on_320_pixels_and_at_200_percent(traveller, tmp_path, width, height, what):
    one = traveller()
    one.sign_in("central")
    one.page.wait_for_url("**/backend/home/")
    one.page.set_viewport_size({"width": width, "height": height})

    def look(name):
        wider = one.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wider <= 0, f"{name} scrolls sideways"
        assert one.page.evaluate(CUT) == []
        one.snap(f"{name}-{what}")

    one.go("/backend/reports/agency/21003000/")
    look("form")
    one.page.locator("[role=switch][data-saved=on]").first.evaluate("box => box.click()")
    one.press("บันทึกและเผยแพร่")
    one.sees("ยืนยันและเผยแพร่")
    look("form-confirm")
    one.press("ยืนยันและเผยแพร่")
    one.sees("ทำเครื่องหมายเพื่อยืนยัน")
    look("form-confirm-unticked")
    one.press("กลับไปแก้ไข")
    one.page.locator("[name=save_draft]").wait_for()
    one.go("/backend/reports/agency/21003000/")
    one.press("ทิ้งร่าง")
    one.sees("ทิ้งร่างแล้ว")


def test_u1_a_date_is_pasted_into_any_box(traveller, tmp_path):
    one = traveller()
    one.sign_in("central")
    one.page.wait_for_url("**/backend/home/")
    one.go(f"/backend/reports/agency/{DATES}/")
    part = one.page.locator("#part-s10")
    paste = """(box, text) => {
      const data = new DataTransfer();
      data.setData("text", text);
      box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }"""
    for box, text in (
        ("day", "12 ต.ค. 2565"),
        ("month", "๑๒ ตุลาคม ๒๕๖๕"),
        ("year", "12/10/2565"),
        ("day", "วันที่ 12 ตุลาคม พ.ศ. 2565"),
    ):
        type_date(part, "", "เดือน", "")
        part.locator(f"[name$=date_{box}]").evaluate(paste, text)
        values = [
            part.locator(f"[name$=date_{name}]").input_value() for name in ("day", "month", "year")
        ]
        assert values == ["12", "10", "2565"], (box, text)
    file = real_pdf(tmp_path, "ประกาศก่อนพระราชบัญญัติ.pdf", "ช่องทาง")
    choose(one, "s10", file, 12, "ตุลาคม", 2565)
    one.press("บันทึกและเผยแพร่")
    one.sees("วันที่เหล่านี้ถูกต้องหรือไม่", "มีผลใช้บังคับ (10 มกราคม 2566)")
    one.shoot("form-odd-date")
    one.press("กลับไปแก้ไข")
    type_date(one.page.locator("#part-s10"), 12, "ตุลาคม", 2566)
    publish(one)
