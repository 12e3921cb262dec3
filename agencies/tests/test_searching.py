"""What a search finds, in which order, page by page (U5, U6, W3)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies import actions, searching
from agencies.importing import import_agencies
from agencies.models import Agency
from agencies.searching import Found
from infoadmin.thai.text import search_key, sort_key

URL = "/backend/agencies/"
NAMES = (
    *("กองคลัง", "กองคลัง เทศบาลตำบลบ้านใหม่", "เทศบาลตำบลบ้านใหม่", "เทศบาลตำบลบ้านเก่า", "ป่าช้าง"),
    *("สำนักงานเทศบาลตำบลบ้านใหม่", "ปาช้าง", "ศูนย์ป่าช้าง", "โรงเรียนบ้านใหม่", "ใหม่", "น้ำใหม่"),
)


@pytest.fixture
def named(db):
    """One ministry for each of NAMES."""
    for number, name in enumerate(NAMES):
        actions.create(code=f"M{number}", name=name, kind="ministry", by=None)


def names(found, start=0, stop=50):
    return [agency.name for agency in found[start:stop]]


def test_names_that_begin_with_the_text_come_first_each_part_in_thai_order(named):
    assert names(Found(Agency.objects.all(), "เทศบาลตำบล")) == [
        *("เทศบาลตำบลบ้านเก่า", "เทศบาลตำบลบ้านใหม่"),
        *("กองคลัง เทศบาลตำบลบ้านใหม่", "สำนักงานเทศบาลตำบลบ้านใหม่"),
    ]


def test_a_tone_mark_that_only_the_order_passes_over_still_counts(named):
    assert names(Found(Agency.objects.all(), "ปาช้าง")) == ["ปาช้าง"]
    assert names(Found(Agency.objects.all(), "ป่าช้าง")) == ["ป่าช้าง", "ศูนย์ป่าช้าง"]


@pytest.mark.parametrize("text", ["มท", "มท.", " มท. "])
def test_whoever_is_called_so_for_short_comes_first(named, text):
    for code, name, short in (("S1", "หนองมท", ""), ("S2", "มทบ", "อื่น"), ("S3", "มหาดไทย", "มท.")):
        actions.create(code=code, name=name, kind="ministry", short_name=short, by=None)
    assert names(Found(Agency.objects.all(), text)) == ["มหาดไทย", "มทบ", "หนองมท"]
    found = Found(Agency.objects.all(), text)
    assert [names(found, start, start + 1) for start in range(4)] == [
        ["มหาดไทย"],
        ["มทบ"],
        ["หนองมท"],
        [],
    ]
    assert found.count() == 3


@pytest.mark.parametrize("enough", [1001, 3])
@pytest.mark.parametrize("text", ["ใหม่", "เทศบาล ใหม่", "บ้าน", "น้ำ", "ก", "M1", "...", "ไม่มีเช่นนี้"])
def test_pages_of_any_size_hold_each_agency_once(named, monkeypatch, text, enough):
    monkeypatch.setattr(searching, "_ENOUGH", enough)
    everything = set(Agency.objects.search(text).values_list("name", flat=True))
    for size in (1, 2, 3, 50):
        pages = [
            names(Found(Agency.objects.all(), text), start, start + size)
            for start in range(0, len(NAMES) + size, size)
        ]
        listed = [name for page in pages for name in page]
        assert len(listed) == len(everything)
        assert set(listed) == everything
    found = Found(Agency.objects.all(), text)
    assert found.count() == min(len(everything), enough)
    assert len(found[0:50]) == len(everything)
    assert found.count() == min(len(everything), enough)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(alphabet="กองคลังเทศบาลตำบ้านใหม่ป่าช้ ๑1", min_size=1, max_size=8))
def test_the_order_is_beginnings_then_the_rest(named, text):
    listed = list(Found(Agency.objects.all(), text)[0:50])
    hits = set(Agency.objects.search(text))
    assert set(listed) == hits
    start = sort_key("".join(text.split())).split(" ")[0]
    begins = [agency.sort_key.startswith(start) for agency in listed]
    assert begins == sorted(begins, reverse=True)
    for part in (True, False):
        keys = [
            (agency.sort_key, agency.code)
            for agency, is_first in zip(listed, begins, strict=True)
            if is_first is part
        ]
        assert keys == sorted(keys)


def test_w6_no_page_asks_more_of_a_bigger_tree(signed_in, tree, people, django_assert_num_queries):
    rows = [f"X{n},21003000,หน่วยงานที่ {n},office\n" for n in range(60)]
    import_agencies(("code,parent_code,name,kind\n" + "".join(rows)).encode())
    client = signed_in(people.dga)
    client.get(URL)
    with django_assert_num_queries(7):
        page = client.get(URL).context["page"]
    assert (len(page), page.has_next, page.total) == (25, True, 66)
    with django_assert_num_queries(8):
        page = client.get(URL, {"q": "ที่"}).context["page"]
    assert (len(page), page.total) == (25, 60)
    with django_assert_num_queries(9):
        page = client.get(URL, {"q": "หน่วยงานที่"}).context["page"]
    assert (len(page), page.total) == (25, 60)
    assert search_key("หน่วยงานที่") in page.rows[0].search_key
