"""dga's pages on the tree (B14, B15; assurance P7, P8, R1)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from agencies import actions
from agencies.models import Agency, FormerCode

URL = "/backend/agencies/"


@pytest.fixture
def dga(signed_in, people):
    return signed_in(people.dga)


def fresh(agency):
    return Agency.objects.get(pk=agency.pk)


def details(agency, **changes):
    names = ("code", "name", "name_en", "short_name", "kind", "version")
    return {**{name: getattr(agency, name) for name in names}, **changes}


def test_an_agency_is_added_below_another(dga, tree, people):
    sent = {"code": "21003999", "name": "โรงพยาบาลใหม่", "kind": "office", "version": 0}
    dga.post(f"{URL}add/?parent={tree.department.code}", sent)
    added = Agency.objects.get(code="21003999")
    assert Agency.objects.get_parent(added) == tree.department
    assert added.history.get().history_user == people.dga


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"code": "21003004"}, "เป็นหรือเคยเป็นของหน่วยงานอื่น"),
        ({"code": "ก1"}, "รหัสใช้ได้เฉพาะ"),
        ({"name": ""}, "กรอกชื่อหน่วยงาน"),
        ({"kind": "castle"}, "เลือกประเภทจากรายการ"),
    ],
)
def test_wrong_details_are_explained(dga, tree, changes, sentence):
    sent = {"code": "X1", "name": "ใหม่", "kind": "office", "version": 0, **changes}
    assert sentence in dga.post(f"{URL}add/", sent).content.decode()
    assert Agency.objects.count() == 6


def test_b15_a_changed_code_leads_on_from_its_old_address(dga, tree, client):
    dga.post(f"{URL}{tree.hospital.code}/details/", details(tree.hospital, code="NEW-1"))
    assert fresh(tree.hospital).code == "NEW-1"
    answer = client.get(f"/agency/{tree.hospital.code}/")
    assert (answer.status_code, answer.url) == (301, "/agency/NEW-1/")
    taken = details(tree.sibling, code=tree.hospital.code)
    page = dga.post(f"{URL}{tree.sibling.code}/details/", taken).content.decode()
    assert "เป็นหรือเคยเป็นของหน่วยงานอื่น" in page
    dga.post(f"{URL}NEW-1/details/", details(fresh(tree.hospital), code=tree.hospital.code))
    assert FormerCode.objects.get().code == "NEW-1"


def test_a_name_pasted_with_its_line_breaks_stays_on_one_line(dga, tree):
    pasted = details(tree.hospital, name="โรงพยาบาล\x0bราชวิถี", name_en="Rajavithi\r\nHospital")
    dga.post(f"{URL}{tree.hospital.code}/details/", pasted)
    agency = fresh(tree.hospital)
    assert (agency.name, agency.name_en) == ("โรงพยาบาล ราชวิถี", "Rajavithi Hospital")


def test_r1_stale_details_change_nothing(dga, tree):
    stale = details(tree.hospital, name="ชื่อเก่า")
    dga.post(f"{URL}{tree.hospital.code}/details/", details(tree.hospital, name="ชื่อใหม่"))
    dga.post(f"{URL}{tree.hospital.code}/details/", stale)
    assert fresh(tree.hospital).name == "ชื่อใหม่"


def test_b15_a_move_says_how_many_move_and_wants_a_confirmation(dga, tree, people):
    url = f"{URL}{tree.hospital.code}/move/"
    found = dga.get(url, {"q": "คมนาคม"})
    assert [agency.code for agency in found.context["page"]] == [tree.stranger.code]
    asked = dga.get(url, {"to": tree.stranger.code})
    assert asked.context["moving"] == 1
    assert fresh(tree.hospital).path == tree.hospital.path
    dga.post(url, {"to": tree.stranger.code})
    assert Agency.objects.get_parent(fresh(tree.hospital)) == tree.stranger


def test_p7_a_move_under_oneself_is_explained(dga, tree):
    answer = dga.post(f"{URL}{tree.department.code}/move/", {"to": tree.point.code})
    assert "ใต้ตัวเอง" in answer.content.decode()


def test_b15_an_agency_closes_with_reason_and_successor_and_reopens(dga, tree, client):
    url = f"{URL}{tree.sibling.code}/close/"
    version = tree.sibling.version
    assert "กรอกเหตุผล" in dga.post(url, {"version": version}).content.decode()
    dga.post(url, {"version": version, "reason": "ยุบเลิก", "to": tree.hospital.code})
    closed = fresh(tree.sibling)
    assert (closed.status, closed.successor) == ("closed", tree.hospital)
    assert tree.hospital.name in client.get(f"/agency/{closed.code}/").content.decode()
    dga.post(f"{URL}{closed.code}/reopen/")
    assert (fresh(closed).status, fresh(closed).successor) == ("open", None)


def test_b15_a_merge_takes_what_is_below_along(dga, tree):
    url = f"{URL}{tree.hospital.code}/close/"
    refused = dga.post(url, {"version": tree.hospital.version, "reason": "x"})
    assert "ในสังกัด" in refused.content.decode()
    sent = {"version": 1, "reason": "ควบรวม", "to": tree.sibling.code, "merge": "1"}
    dga.post(url, sent)
    assert fresh(tree.hospital).is_closed
    assert Agency.objects.get_parent(fresh(tree.point)) == tree.sibling
    assert Agency.objects.find_problems() == ([], [], [], [], [])


def test_a_merge_into_ones_own_subtree_is_refused(tree, people):
    with pytest.raises(actions.TreeRefused, match="ควบรวมได้กับ"):
        actions.merge(agency=tree.hospital, into=tree.point, reason="", by=people.dga)


def test_b14_a_file_is_checked_first_and_then_taken(dga, tree):
    text = "code,parent_code,name,kind\nN1,,กระทรวงใหม่,ministry\n"
    file = SimpleUploadedFile("tree.csv", text.encode(), "text/csv")
    key = "5c5e5d0e-0000-4000-8000-000000000009"
    checked = dga.post(f"{URL}import/", {"file": file, "key": key})
    assert checked.context["result"].created == 1
    assert not Agency.objects.filter(code="N1").exists()
    dga.post(f"{URL}import/", {"content": checked.context["content"], "key": key, "confirm": "1"})
    assert Agency.objects.get(code="N1").name == "กระทรวงใหม่"


def test_b14_faults_are_told_by_row(dga, tree):
    text = "code,parent_code,name,kind\nN1,NOWHERE,ก,ministry\n"
    file = SimpleUploadedFile("tree.csv", text.encode(), "text/csv")
    key = "5c5e5d0e-0000-4000-8000-000000000009"
    answer = dga.post(f"{URL}import/", {"file": file, "key": key})
    assert [row for row, _sentence in answer.context["errors"]] == [2]


@pytest.mark.parametrize(
    ("who", "opened", "expected"),
    [
        ("dga", "", {"ministry", "stranger"}),
        ("dga", "21003000", {"hospital", "sibling"}),
        ("central", "", {"department"}),
        ("central", "21000000", {"department"}),  # above the scope: as if it were not there
        ("officer", "21003004", set()),
        ("head", "21003004", {"point"}),
    ],
)
def test_p2_the_tree_shows_exactly_ones_agencies(signed_in, tree, people, who, opened, expected):
    answer = signed_in(getattr(people, who)).get(f"{URL}tree/", {"open": opened})
    found = {agency.code for agency in answer.context["page"]}
    assert found == {getattr(tree, name).code for name in expected}


def test_b6_the_history_tells_of_moves_and_of_the_reason_of_a_closing(dga, tree, people):
    actions.move(agency=tree.point, parent=tree.sibling, by=people.dga)
    actions.close(agency=tree.point, reason="ยุบตามมติ", by=people.dga)
    answer = dga.get(f"{URL}{tree.point.code}/history/")
    entries = answer.context["entries"]
    assert [entry.verb for entry in entries] == ["แก้ไข", "ย้าย", "เพิ่ม"]
    assert (entries[1].changes[0].before, entries[1].changes[0].after) == (
        tree.hospital.name,
        tree.sibling.name,
    )
    assert "ยุบตามมติ" in answer.content.decode()
