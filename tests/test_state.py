"""The made-up state: exact, whole, the same every time, and importable by the product."""

import re
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.core.validators import validate_email

from agencies.models import Agency
from demo.world.state import COLUMNS, rows
from ereports.models import Document, Report

SIZES = (10, 300, 1_000, 5_000)


@pytest.fixture(scope="module")
def full():
    """The whole state of 100,000 agencies."""
    return list(rows(100_000))


def depths(agencies):
    """{code: depth}; a parent that does not come first is a KeyError."""
    found = {"": 0}
    for row in agencies:
        found[row["code"]] = found[row["parent_code"]] + 1
    del found[""]
    return found


@pytest.mark.parametrize("number", SIZES)
def test_it_makes_exactly_as_many_as_wanted(number):
    assert len(list(rows(number))) == number


def test_the_full_number_with_unique_codes_and_parents_first(full):
    by_code = depths(full)
    assert len(full) == len(by_code) == 100_000
    assert all(re.fullmatch("[0-9A-Z-]{1,20}", code) for code in by_code)
    assert max(by_code.values()) == 6


def test_a_small_state_is_as_deep_as_the_full_one():
    assert max(depths(rows(1_000)).values()) == 6


def test_the_same_seed_makes_the_same_state():
    assert list(rows(1_000)) == list(rows(1_000))
    assert list(rows(1_000)) != list(rows(1_000, seed="another"))


def test_it_has_the_ministries_provinces_districts_and_subdistricts_of_thailand(full):
    kinds = Counter(row["kind"] for row in full)
    assert kinds["ministry"] == 20
    names = {row["code"]: row["name"] for row in full}
    provinces = {code for code in names if re.fullmatch(r"15002-\d\d", code)}
    assert len(provinces) == 77
    # 50 of the 928 districts and 180 of the 7,436 subdistricts are those of Bangkok.
    assert len({code for code in names if re.fullmatch(r"15003-\d{4}", code)}) == 878
    assert len({code for code in names if re.fullmatch(r"15000-10\d\d", code)}) == 50
    assert len({code for code in names if re.fullmatch(r"15008-\d{6}", code)}) == 7_256
    assert names["15003-5001"] == "ที่ว่าการอำเภอเมืองเชียงใหม่"


def test_emails_have_gaps_and_defects_as_in_life(full):
    share = {name: sum(bool(row[name]) for row in full) / len(full) for name in COLUMNS[6:9]}
    wanted = {"email_contact": 0.6, "email_registered": 0.4, "email_petition": 0.3}
    assert share == pytest.approx(wanted, abs=0.01)
    registered = [row["email_registered"] for row in full if row["email_registered"]]
    others = sum(not address.startswith("saraban@") for address in registered)
    assert others / len(registered) == pytest.approx(0.1, abs=0.01)
    for row in full[:2_000]:
        for address in filter(None, (row[name] for name in COLUMNS[6:9])):
            validate_email(address)
            assert address.endswith(".go.th.example")


def test_only_leaves_are_closed(full):
    closed = {row["code"] for row in full if row["status"] == "closed"}
    parents = {row["parent_code"] for row in full}
    assert not closed & parents
    assert len(closed) / len(full) == pytest.approx(0.005, abs=0.001)


def test_names_repeat(full):
    assert max(Counter(row["name"] for row in full).values()) > 20


def test_more_than_the_state_holds_is_refused():
    with pytest.raises(ValueError, match="the state has"):
        list(rows(1_000_000))


@pytest.mark.django_db
def test_the_command_builds_agencies_people_and_reports(capsys):
    call_command("build_state", agencies=400, reports=30, people=12)
    assert Agency.objects.count() == 400
    assert Agency.history.count() == 400
    assert not any(Agency.objects.find_problems())
    assert Report.objects.count() == Report.history.count() == 30
    assert Document.objects.count() == Document.history.count() == 180
    assert "100%" in capsys.readouterr().err
    with pytest.raises(CommandError):
        call_command("build_state", agencies=400)
