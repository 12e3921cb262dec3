"""Keys that find and sort Thai as a reader would (assurance U5, U6)."""

import pytest

from infoadmin.thai.text import search_key, sort_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("น้ำ", "นํ้า"),  # decomposed ำ, tone before it
        ("น้ำ", "น้ํา"),  # … and after
        ("กำ", "กํา"),
        ("แพทย์", "เเพทย์"),
        ("ที่", "ท่ี"),  # order of mark and vowel
        ("กรม การแพทย์", "กรมการแพทย์"),
        ("กรม\u200bการแพทย์", "กรมการแพทย์"),
        ("เขต ๑๒", "เขต 12"),
        ("DGA", "dga"),
        ("อบต.หนองบัว", "อบต หนองบัว"),
    ],
)
def test_u5_spellings_that_a_reader_holds_equal_have_one_key(one, other):
    assert search_key(one) == search_key(other)


def test_u5_other_words_have_other_keys():
    words = ["ปา", "ป่า", "ป้า", "ปู", "ปุ", "แพ", "เพ"]
    assert len({search_key(word) for word in words}) == len(words)


def test_u6_names_sort_as_in_a_thai_dictionary():
    words = ["ขอนแก่น", "เกาะ", "กรม", "ไกล", "กา", "แก", "ฮ", "กก"]
    assert sorted(words, key=sort_key) == ["กก", "กรม", "กา", "เกาะ", "แก", "ไกล", "ขอนแก่น", "ฮ"]


def test_tone_marks_decide_only_between_equal_words():
    assert sorted(["ป้า", "ปาน", "ป่า", "ปา"], key=sort_key) == ["ปา", "ป่า", "ป้า", "ปาน"]
