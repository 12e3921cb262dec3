"""What a citizen finds by typing: the right agency, what was meant, and what is no more (M13)."""

import pytest

from agencies import actions
from agencies.models import Agency


def found(client, text, prefix="", **parameters):
    answer = client.get(f"{prefix}/search/", {"q": text, **parameters})
    assert answer.status_code == 200
    return answer


def test_m13_a_misspelt_name_leads_to_what_was_meant(client, world):
    answer = found(client, "โรงพยาบาลราชวิธี")
    assert answer.context["near"][0] == world.hospital
    assert "ท่านหมายถึง" in answer.content.decode()
    assert "ท่านหมายถึง" not in found(client, "โรงพยาบาลราชวิถี").content.decode()
    assert found(client, "ฟฟฟฟฟฟ").context["near"] == []
    assert found(client, "").context["near"] == []


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_m13_a_closed_agency_is_found_with_its_successor(client, world, prefix):
    answer = found(client, world.sibling.name, prefix)
    assert answer.context["former"] == [world.sibling]
    page = answer.content.decode()
    assert f'href="{prefix}/agency/{world.sibling.code}/"' in page
    assert ("หน่วยงานที่รับช่วง: โรงพยาบาลราชวิถี" if not prefix else "Successor: Rajavithi") in page
    assert found(client, world.sibling.code, prefix).context["former"] == [world.sibling]


def test_m13_an_old_code_finds_the_agency_that_had_it(client, tree, people):
    agency = Agency.objects.get(pk=tree.hospital.pk)
    details = {"code": "99000001"}
    actions.set_details(agency=agency, details=details, version=agency.version, by=people.dga)
    answer = found(client, tree.hospital.code)
    assert answer.context["former"] == [tree.hospital]
    assert "รหัสหน่วยงาน 99000001" in answer.content.decode()


@pytest.mark.parametrize("number", ["3", "2000"])
def test_a_page_past_the_end_is_the_last_and_says_nothing_untrue(client, tree, people, number):
    for serial in range(31):
        details = {"code": f"P{serial:03}", "name": f"สำนักงานที่ {serial:02}", "kind": "office"}
        actions.create(**details, parent=tree.department, by=people.dga)
    page = found(client, "สำนักงานที่", page=number).context["page"]
    assert (page.number, len(page), page.total, page.has_next) == (2, 1, 31, False)
    below = client.get(f"/agency/{tree.hospital.code}/agencies/", {"page": number}).context["page"]
    assert (below.number, len(below)) == (1, 1)


def test_a_missing_page_offers_the_search(client, db):
    page = client.get("/agency/99999999/").content.decode()
    assert 'action="/search/"' in page
    assert 'action="/en/search/"' in client.get("/en/nothing/").content.decode()
