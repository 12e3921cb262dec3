"""Filters of the list, its export, near misses (B11, B12, B16; assurance U5-U7, P2)."""

import csv
import io

import pytest
from openpyxl import load_workbook

from agencies.models import Agency
from infoadmin.xlsxfile import xlsx_chunks

URL = "/backend/agencies/"


def codes(answer):
    return {agency.code for agency in answer.context["page"]}


@pytest.fixture
def varied(tree):
    Agency.objects.filter(pk=tree.hospital.pk).update(
        email_contact="a@b.go.th", email_registered="saraban@b.go.th", email_petition="c@b.go.th"
    )
    Agency.objects.filter(pk=tree.sibling.pk).update(email_contact="=1+1@b.go.th")
    Agency.objects.filter(pk=tree.point.pk).update(status="closed")
    return tree


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"kind": "office"}, {"hospital", "sibling"}),
        ({"ministry": "08000000"}, {"stranger"}),
        ({"ministry": "21000000", "kind": "ministry"}, {"ministry"}),
        ({"status": "closed"}, {"point"}),
        ({"missing": "any"}, {"ministry", "department", "sibling", "stranger"}),
        ({"missing": "email_contact"}, {"ministry", "department", "stranger"}),
        ({"q": "โรงพยาบาล", "missing": "email_petition"}, {"sibling"}),
        (
            {"kind": "castle", "ministry": "nowhere"},
            {"ministry", "department", "hospital", "point", "sibling", "stranger"},
        ),
    ],
)
def test_b11_the_list_is_filtered_in_the_url(signed_in, varied, people, filters, expected):
    answer = signed_in(people.dga).get(URL, filters)
    assert codes(answer) == {getattr(varied, name).code for name in expected}


def exported(answer):
    text = b"".join(answer.streaming_content).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def test_u7_the_csv_is_exactly_the_filtered_list_with_formulas_neutralised(
    signed_in, varied, people
):
    rows = exported(signed_in(people.central).get(f"{URL}export/", {"kind": "office"}))
    assert rows[0][:2] == ["รหัสหน่วยงาน", "ชื่อหน่วยงาน"]
    assert [row[0] for row in rows[1:]] == [varied.hospital.code, varied.sibling.code]
    assert rows[2][7] == "'=1+1@b.go.th"
    assert rows[1][6] == "กระทรวงสาธารณสุข › กรมการแพทย์"


def test_u7_the_workbook_holds_the_same_rows(signed_in, varied, people):
    client = signed_in(people.central)
    expected = exported(client.get(f"{URL}export/"))
    answer = client.get(f"{URL}export/", {"format": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    found = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert found == expected


def test_p2_an_export_holds_nothing_of_others(signed_in, varied, people):
    rows = exported(signed_in(people.officer).get(f"{URL}export/"))
    assert [row[0] for row in rows[1:]] == [varied.hospital.code]


def test_u5_near_misses_are_offered_within_the_scope(signed_in, varied, people):
    client = signed_in(people.central)
    near = client.get(URL, {"q": "โรงพยาบานราชวิถี"}).context["near"]
    assert [agency.code for agency in near][:1] == [varied.hospital.code]
    assert signed_in(people.stranger).get(URL, {"q": "โรงพยาบานราชวิถี"}).context["near"] == []


def test_u6_the_list_is_in_thai_order(signed_in, varied, people):
    names = [agency.name for agency in signed_in(people.dga).get(URL).context["page"]]
    assert names == [
        "กรมการแพทย์",
        "กระทรวงคมนาคม",
        "กระทรวงสาธารณสุข",
        "จุดบริการผู้ป่วยนอก",
        "โรงพยาบาลราชวิถี",
        "โรงพยาบาลเลิดสิน",
    ]


def test_u7_a_workbook_is_sent_while_its_rows_are_read():
    read = []

    def rows():
        for number in range(1200):
            read.append(number)
            yield [number, "=1+1", "ก\x0bข <&>", ""]

    chunks = xlsx_chunks("หน่วยงาน", ["ที่", "สูตร", "ชื่อ", "ว่าง"], rows())
    first = next(chunks)
    assert (first[:2], read) == (b"PK", [])
    second = next(chunks)
    assert len(read) == 500
    sheet = load_workbook(io.BytesIO(b"".join([first, second, *chunks]))).active
    assert (sheet.title, sheet.max_row, sheet.freeze_panes) == ("หน่วยงาน", 1201, "A2")
    assert [cell.value for cell in sheet[1201]] == ["1199", "'=1+1", "กข <&>", None]
