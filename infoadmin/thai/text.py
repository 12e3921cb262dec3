"""Keys that find and sort Thai text as a reader would; what was typed is always kept beside them.

NFKC is never used: it breaks the vowel ำ into two characters.
"""

import re
import unicodedata
from functools import lru_cache

from infoadmin.thai.dates import THAI_DIGITS

TONES = "่้๊๋"
_ABOVE_BELOW = "ัิีึืฺุู็"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_NO_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
_SARA_AM = re.compile(f"([{TONES}]?)ํ([{TONES}]?)า")
_TONE_BEFORE_VOWEL = re.compile(f"([{TONES}์]+)([{_ABOVE_BELOW}]+)")
_TONE_AFTER_AM = re.compile(f"ำ([{TONES}])")
_NOT_WORD = re.compile(r"[^\wะ-ฺเ-๎]+")  # \w leaves out vowels above and below
_THAI_DIGIT = re.compile("[๐-๙]")
_LEADING_VOWEL = re.compile("([เแโใไ])([ก-ฮ])")
_MARKS = re.compile(f"[{TONES}็์ํ๎ฺ]")


def one_line(text):
    """`text` with a space for what is no text: line breaks and control characters, pasted in.

    XML has no place for most of them (Word's soft line break is one).
    """
    return text if text.isprintable() else " ".join(_NO_TEXT.sub(" ", text).split())


def canonical(text):
    """`text` with the marks of each Thai syllable in one order and nothing invisible in it."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text)
    text = _INVISIBLE.sub("", text)
    text = text.replace("เเ", "แ")
    if "ํ" in text:
        text = _SARA_AM.sub(r"\1\2ำ", text)
    if "ำ" in text:
        text = _TONE_AFTER_AM.sub(r"\1ำ", text)
    return _TONE_BEFORE_VOWEL.sub(r"\2\1", text)


@lru_cache(maxsize=64)  # an agency's name is asked for twice, for its two keys
def _folded(text):
    """`text` in which case and the script of its digits make no difference."""
    text = canonical(text)
    if _THAI_DIGIT.search(text):
        text = text.translate(THAI_DIGITS)
    return text.casefold()


def search_key(text):
    """Key under which every spelling that a reader holds equal is the same.

    Order of tone marks, decomposed ำ, เเ for แ, zero-width characters, spaces, punctuation,
    Thai digits and upper case make no difference.
    """
    return _words(_folded(text))


def _words(folded):
    return _NOT_WORD.sub("", folded).replace("_", "")


def sort_key(text):
    """Key whose code-point order is the order of a Thai dictionary (เกาะ between กรม and ขอนแก่น).

    A leading vowel is read after its consonant; tone marks decide only between equal words.
    """
    swapped = _LEADING_VOWEL.sub(r"\2\1", _folded(text))
    return f"{_words(_MARKS.sub('', swapped))} {swapped}"
