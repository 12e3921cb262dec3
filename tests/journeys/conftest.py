"""A whole demo world for the journeys: both servers, a real browser, numbered screenshots."""

import itertools
import os
import re
import socket
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from demo.processes import World

BUILD = Path(__file__).resolve().parents[2] / "build/journeys"
PASSWORD = "demo-pass-2565"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    """Both servers with the demo world, on ports of their own; `world.token` is unused."""
    database = os.environ.get("JOURNEY_DATABASE_URL")
    world = World(
        folder=tmp_path_factory.mktemp("world"),
        port=free_port(),
        idp_port=free_port(),
        extra={"DATABASE_URL": database} if database else {},
    )
    world.token = world.prepare()
    try:
        world.start()
        yield world
    finally:
        world.stop()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        browser.close()


class Traveller:
    """Somebody with a browser of their own, who looks at every page with axe's eyes too."""

    counter = itertools.count(1)

    def __init__(self, world, browser, *, script=True):
        self.world = world
        self.context = browser.new_context(
            viewport=WIDE, locale="th-TH", java_script_enabled=script, base_url=world.url
        )
        self.context.set_default_timeout(8000)
        self.page = self.context.new_page()
        self.complaints = []
        self.page.on("console", self._listen)
        self.script = script

    def _listen(self, message):
        if "Content Security Policy" in message.text or "Refused to" in message.text:
            self.complaints.append(message.text)

    def shoot(self, name):
        """Screenshots of the page as it is, wide and narrow; axe must find nothing serious."""
        number = next(self.counter)
        BUILD.mkdir(parents=True, exist_ok=True)
        for width, size in (("1280", WIDE), ("360", NARROW)):
            self.page.set_viewport_size(size)
            if self.script:
                self.page.evaluate("document.fonts.ready")
                is_wider = "document.documentElement.scrollWidth > innerWidth"
                assert not self.page.evaluate(is_wider), f"{name} scrolls sideways at {width}"
            file = BUILD / f"{number:02}-{name}-{width}.png"
            self.page.screenshot(path=file, full_page=True, animations="disabled")
        self.page.set_viewport_size(WIDE)
        if self.script and self.page.url.startswith(self.world.url):
            self.look_with_axe(name)

    def snap(self, name):
        """One screenshot at the size that the page has."""
        BUILD.mkdir(parents=True, exist_ok=True)
        file = BUILD / f"{next(self.counter):02}-{name}.png"
        self.page.screenshot(path=file, full_page=True, animations="disabled")

    def print(self, name):
        """The page as it comes out of a printer, as PDF; answers its file."""
        BUILD.mkdir(parents=True, exist_ok=True)
        file = BUILD / f"{next(self.counter):02}-{name}.pdf"
        self.page.pdf(path=file, format="A4", print_background=True)
        return file

    def look_with_axe(self, name):
        found = Axe().run(self.page).response["violations"]
        serious = [rule for rule in found if rule["impact"] in ("serious", "critical")]
        nodes = [(rule["id"], node["html"][:200]) for rule in serious for node in rule["nodes"]]
        assert not nodes, f"axe on {name}: {nodes}"

    def go(self, path):
        """Open an address of the product and answer the response."""
        return self.page.goto(self.world.url + path)

    def press(self, name):
        """Press the button or link called exactly `name`."""
        pattern = re.compile(rf"^\s*{re.escape(name)}\s*$")
        button = self.page.get_by_role("button", name=pattern)
        link = self.page.get_by_role("link", name=pattern)
        button.or_(link).first.click()

    def sign_in(self, username, *, consent=True):
        """The manual's way: landing page, เข้าสู่ระบบ, Digital ID, name and password, consent."""
        self.go("/backend/")
        self.press("เข้าสู่ระบบ")
        self.press("Digital ID")
        name = self.page.get_by_label("ชื่อบัญชีผู้ใช้")
        consent_page = self.page.get_by_role("heading", name="ยินยอมให้ใช้ข้อมูล")
        name.or_(consent_page).first.wait_for()  # the provider's own session may still be there
        if name.count():
            name.fill(username)
            self.page.get_by_label("รหัสผ่าน").first.fill(PASSWORD)
            self.press("เข้าสู่ระบบ")
        self.press("ยินยอม" if consent else "ไม่ยินยอม")

    def sees(self, *texts):
        """All `texts` stand on the page."""
        for text in texts:
            self.page.get_by_text(text).first.wait_for(timeout=5000)


@pytest.fixture
def traveller(world, browser, request):
    """traveller(script=True) → a new Traveller; none of them may have met a CSP complaint (U11)."""
    made = []

    def new(**options):
        made.append(Traveller(world, browser, **options))
        return made[-1]

    yield new
    for person in made:
        person.context.close()
        assert person.complaints == []
