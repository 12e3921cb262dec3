"""Dates in พ.ศ. as officers type them (assurance U1)."""

import datetime

import pytest
from django import forms

from infoadmin.thai.dates import BuddhistDateError, format_date, parse_parts, parse_text
from infoadmin.thai.forms import BuddhistDateField


@pytest.mark.parametrize(
    ("typed", "date"),
    [
        (("12", "10", "2565"), datetime.date(2022, 10, 12)),
        (("๑๒", "ตุลาคม", "๒๕๖๕"), datetime.date(2022, 10, 12)),
        (("1", "ต.ค.", "2565"), datetime.date(2022, 10, 1)),
        (("1", "ตค", "พ.ศ. 2565"), datetime.date(2022, 10, 1)),
        (("29", "2", "2567"), datetime.date(2024, 2, 29)),  # a leap year only in CE
    ],
)
def test_u1_it_reads_a_date_in_the_buddhist_era(typed, date):
    assert parse_parts(*typed) == date


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (("31", "2", "2566"), "ไม่มีวันที่ 31 กุมภาพันธ์ 2566"),
        (("29", "2", "2568"), "ไม่มีวันที่ 29 กุมภาพันธ์ 2568"),
        (("1", "1", "2023"), "ปี 2023 หมายถึง พ.ศ. 2566 ใช่หรือไม่"),
        (("1", "1", "68"), "4 หลัก"),
        (("0", "1", "2566"), "1 ถึง 31"),
        (("1", "13", "2566"), "เลือกเดือน"),
        (("", "1", "2566"), "ให้ครบ"),
        (("1", "1", "3000"), "ตรวจสอบ"),
    ],
)
def test_u1_it_refuses_with_a_sentence_that_tells_how_to_mend_it(typed, sentence):
    with pytest.raises(BuddhistDateError, match=sentence.replace("(", r"\(")):
        parse_parts(*typed)


@pytest.mark.parametrize(
    "typed",
    [
        *("12 ต.ค. 2565", "๑๒/๑๐/๒๕๖๕", "12 ตุลาคม พ.ศ. 2565", "12-10-2565", "12.10.2565"),
        *("12ต.ค.2565", "วันที่ ๑๒ ตุลาคม พ.ศ. ๒๕๖๕", " 12 เดือน ตุลาคม 2565 ", "12 ต. ค. 2565"),
    ],
)
def test_it_reads_a_pasted_date(typed):
    assert parse_text(typed) == datetime.date(2022, 10, 12)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("12102565", "ในรูปแบบ 12 ต.ค. 2565"),
        ("ตุลาคม 2565", "ในรูปแบบ 12 ต.ค. 2565"),
        ("12/10", "ในรูปแบบ 12 ต.ค. 2565"),
        ("12/10/2022", "หมายถึง พ.ศ. 2565 ใช่หรือไม่"),
        ("12/10/65", "4 หลัก"),
        ("31 ก.พ. 2566", "ไม่มีวันที่ 31 กุมภาพันธ์ 2566"),
        ("12 ตุลา 2565", "เลือกเดือน"),
        ("๑" * 5000, "ในรูปแบบ"),
        (" " * 5000 + "x", "ในรูปแบบ"),
    ],
)
def test_u1_a_whole_date_that_is_none_is_explained(typed, sentence):
    with pytest.raises(BuddhistDateError, match=sentence):
        parse_text(typed)


def test_it_writes_a_date_in_the_buddhist_era():
    assert format_date(datetime.date(2022, 10, 12)) == "12 ตุลาคม 2565"
    assert format_date(datetime.date(2022, 10, 12), "short") == "12 ต.ค. 2565"


class DateForm(forms.Form):
    day = BuddhistDateField(required=False)


def test_the_field_reads_three_boxes_and_an_empty_one_is_none():
    form = DateForm({"day_day": "12", "day_month": "10", "day_year": "2565"})
    assert form.is_valid()
    assert form.cleaned_data == {"day": datetime.date(2022, 10, 12)}
    assert DateForm({}).is_valid()


def test_u1_the_first_box_takes_a_whole_date():
    form = DateForm({"day_day": "๑๒ ตุลาคม ๒๕๖๕", "day_month": "", "day_year": ""})
    assert form.is_valid()
    assert form.cleaned_data == {"day": datetime.date(2022, 10, 12)}
    assert "กรอกวัน เดือน และปี" in str(DateForm({"day_day": "12"}).errors)


def test_the_field_shows_again_what_was_typed_wrong():
    form = DateForm({"day_day": "31", "day_month": "2", "day_year": "2566"})
    assert not form.is_valid()
    assert 'value="2566"' in str(form["day"])
