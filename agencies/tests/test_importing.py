"""The tree from a CSV file (B14; assurance P7, U2)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from agencies import actions
from agencies.importing import ImportResult, import_agencies
from agencies.models import Agency, AgencyMove
from infoadmin.csvfile import CSVRefused

HEADER = "code,parent_code,name,kind,email_contact,status\n"


def imported(text, **options):
    return import_agencies((HEADER + text).encode(), **options)


def refused(text):
    with pytest.raises(CSVRefused) as refusal:
        imported(text)
    return refusal.value.errors


def test_parents_may_come_after_their_children(db):
    result = imported(
        "A2,A1,กรม,department,,\nA3,A2,กอง,office,a@b.go.th,open\nA1,,กระทรวง,ministry,,\n"
    )
    assert result == ImportResult(created=3, changed=0, moved=0, unchanged=0)
    assert [a.code for a in Agency.objects.all()] == ["A1", "A2", "A3"]
    assert Agency.objects.find_problems() == ([], [], [], [], [])
    office = Agency.objects.get(code="A3")
    assert (office.depth, office.email_contact, office.search_key) == (3, "a@b.go.th", "กอง   a3")
    assert office.history.count() == 1


def test_importing_again_changes_nothing(tree):
    text = "".join(
        f"{a.code},{parent},{a.name},{a.kind},,\n"
        for a, parent in (
            (tree.ministry, ""),
            (tree.department, tree.ministry.code),
            (tree.hospital, tree.department.code),
        )
    )
    before = list(Agency.objects.values())
    assert imported(text) == ImportResult(0, 0, 0, 3)
    assert list(Agency.objects.values()) == before


def test_agencies_are_created_changed_and_moved_at_once(tree, people):
    result = imported(
        f"NEW1,{tree.hospital.code},จุดใหม่,service_point,,\n"
        f"{tree.sibling.code},{tree.stranger.code},เลิดสินใหม่,office,,\n"
        f"{tree.point.code},{tree.hospital.code},{tree.point.name},service_point,x@y.go.th,\n",
        by=people.dga,
    )
    assert result == ImportResult(created=1, changed=2, moved=1, unchanged=0)
    sibling = Agency.objects.get(code=tree.sibling.code)
    assert sibling.name == "เลิดสินใหม่"
    assert Agency.objects.get_parent(sibling) == tree.stranger
    assert AgencyMove.objects.get().moved_by == people.dga
    assert Agency.objects.get(code=tree.point.code).email_contact == "x@y.go.th"
    assert sibling.history.first().history_user == people.dga
    assert Agency.objects.find_problems() == ([], [], [], [], [])
    assert Agency.objects.get(code=tree.hospital.code).numchild == 2


def test_a_dry_run_tells_and_writes_nothing(tree):
    before = list(Agency.objects.values())
    assert imported("NEW1,,ใหม่,ministry,,\n", dry_run=True).created == 1
    assert list(Agency.objects.values()) == before


def test_five_kinds_of_fault_are_told_by_row_and_nothing_is_written(tree):
    text = (
        "A1,,กระทรวง,ministry,,\n"
        "A1,,ซ้ำ,ministry,,\n"
        "A2,NOWHERE,กรม,department,,\n"
        "A3,A4,ก,office,,\n"
        "A4,A3,ข,office,,\n"
        "A5,A1,,office,,\n"
        "A6,A1,ค,castle,,\n"
        "A7,A1,ง,office,a@b.go.th; c@d.go.th,\n"
        "a8,A1,จ,office,,gone\n"
    )
    errors = refused(text)
    assert [row for row, _sentence in errors] == [3, 4, 5, 6, 7, 8, 9, 10, 10]
    sentences = " ".join(sentence for _row, sentence in errors)
    for words in ("ซ้ำกับแถว 2", "ไม่พบต้นสังกัด", "อยู่ใต้ตัวเอง", "ไม่มีชื่อ", "ministry", "1 อีเมล"):
        assert words in sentences
    assert not Agency.objects.filter(code__startswith="A").exists()


def test_p7_a_move_under_ones_own_subtree_is_a_cycle(tree):
    errors = refused(f"{tree.department.code},{tree.point.code},กรม,department,,\n")
    assert "อยู่ใต้ตัวเอง" in errors[0][1]


def test_an_agency_with_open_ones_below_is_not_closed(tree):
    errors = refused(f"{tree.hospital.code},{tree.department.code},ร.พ.,office,,closed\n")
    assert "ยังมีหน่วยงานในสังกัดเปิดอยู่ 1 แห่ง" in errors[0][1]


def test_the_command_imports_and_tells_faults(tree, tmp_path, capsys):
    file = tmp_path / "agencies.csv"
    file.write_text(f"{HEADER}NEW1,,ใหม่,ministry,,\n")
    call_command("import_agencies", str(file))
    assert "เพิ่ม 1" in capsys.readouterr().out
    file.write_text(f"{HEADER}NEW2,NO,ใหม่,ministry,,\n")
    with pytest.raises(CommandError, match="แถว 2"):
        call_command("import_agencies", str(file))


def test_what_is_created_has_its_history(tree, people):
    imported("A1,,กระทรวงใหม่,ministry,a@b.go.th,closed\n", by=people.dga)
    row = Agency.objects.get(code="A1").history.get()
    assert (row.name, row.kind, row.email_contact, row.status, row.version) == (
        *("กระทรวงใหม่", "ministry", "a@b.go.th", "closed"),
        1,
    )
    assert (row.history_type, row.history_user, row.history_change_reason) == ("+", people.dga, "")
    assert timezone.now() - row.history_date < timedelta(minutes=1)


def test_reopening_by_file_forgets_the_successor(tree):
    actions.close(agency=tree.point, successor=tree.sibling, reason="x", by=None)
    assert imported(f"{tree.point.code},{tree.hospital.code},จุด,service_point,,open\n").changed == 1
    point = Agency.objects.get(code=tree.point.code)
    assert (point.status, point.successor) == ("open", None)


def test_nothing_comes_below_what_is_closed(tree):
    actions.close(agency=tree.point, reason="x", by=None)
    (row, sentence), (other, same) = refused(
        f"NEW1,{tree.point.code},ใหม่,office,,\n"
        f"{tree.sibling.code},{tree.point.code},เลิดสิน,office,,closed\n"
    )
    assert (row, other) == (2, 3)
    assert sentence == same == f"ต้นสังกัดรหัส “{tree.point.code}” ยุบเลิกแล้ว"


def test_a_code_that_leads_to_another_agency_is_not_given_again(tree):
    details = {"code": "NEWCODE"}
    actions.set_details(agency=tree.point, details=details, version=1, by=None)
    errors = refused(f"{tree.point.code},{tree.hospital.code},ใหม่,office,,\n")
    assert errors == [(2, f"รหัส “{tree.point.code}” เคยเป็นของหน่วยงานรหัส NEWCODE")]


def test_a_tree_deeper_than_a_path_holds_is_refused(db):
    rows = [f"D{n},{f'D{n - 1}' if n else ''},ชั้น {n},office,,\n" for n in range(65)]
    assert refused("".join(rows)) == [
        (65, "หน่วยงานนี้อยู่ลึกเกิน 63 ระดับ"),
        (66, "หน่วยงานนี้อยู่ลึกเกิน 63 ระดับ"),
    ]
    assert imported("".join(rows[:63])).created == 63


def test_what_an_import_changes_is_updated_now_and_on_one_line(tree):
    Agency.objects.update(updated_at=datetime(2022, 1, 1, tzinfo=UTC))
    imported(f'{tree.hospital.code},{tree.department.code},"โรง\x0bพยาบาล\nใหม่",office,,\n')
    changed = Agency.objects.get(pk=tree.hospital.pk)
    assert changed.name == "โรง พยาบาล ใหม่"
    assert changed.updated_at.year > 2022
    assert changed.history.first().updated_at == changed.updated_at
    assert Agency.objects.get(pk=tree.sibling.pk).updated_at.year == 2022
