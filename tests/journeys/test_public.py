"""A citizen's way through the open site: both languages, open data, paper, a narrow window."""

import pikepdf
import pytest

from tests.journeys.conftest import Traveller

pytestmark = pytest.mark.journey

AGENCY = "/agency/21003004/"


@pytest.fixture
def citizen(world, browser):
    traveller = Traveller(world, browser)
    yield traveller
    assert traveller.complaints == []
    assert traveller.context.cookies() == []
    traveller.context.close()


def test_b20_a_citizen_changes_the_language_and_stays_on_the_page(citizen):
    citizen.go("/")
    citizen.shoot("public-home-th")
    citizen.page.get_by_role("link", name="English").click()
    citizen.page.wait_for_url("**/en/")
    citizen.sees("Browse by ministry", "Latest publications")
    citizen.shoot("public-home-en")
    citizen.page.get_by_role("link", name="Ministry of Public Health").first.click()
    citizen.sees("Agencies below")
    citizen.go(f"/en{AGENCY}")
    citizen.sees("Contact by e-mail", "Last updated", "(B.E. 2568)")
    citizen.shoot("public-agency-en")
    citizen.page.get_by_role("link", name="ภาษาไทย").click()
    citizen.page.wait_for_url(f"{citizen.world.url}{AGENCY}")
    citizen.shoot("public-agency-th")


def test_m13_a_misspelt_name_leads_to_what_was_meant(citizen):
    citizen.go("/search/?q=กระทรวงสาธารนสุข")
    citizen.sees("ท่านหมายถึง")
    citizen.shoot("public-search-near")
    citizen.page.get_by_role("link", name="กระทรวงสาธารณสุข").first.click()
    citizen.page.wait_for_url("**/agency/21000000/")
    citizen.go("/agency/17003006/")
    citizen.sees("สอบถามต้นสังกัด")
    citizen.shoot("public-agency-without-address")


def test_b18_the_page_of_the_open_data(citizen):
    for prefix in ("", "/en"):
        citizen.go(f"{prefix}/api/")
        citizen.shoot(f"public-api{prefix.replace('/', '-')}")
    example = citizen.page.get_by_role("link", name="kind=ministry").get_attribute("href")
    answer = citizen.page.request.get(citizen.world.url + example)
    assert answer.json()["data"][0]["kind"] == "ministry"


def test_b21_pages_on_paper(citizen):
    for name, path in (("th", AGENCY), ("en", f"/en{AGENCY}")):
        citizen.go(path)
        with pikepdf.open(citizen.print(f"public-print-{name}")) as paper:
            assert len(paper.pages) <= 3
