"""The 13-digit Thai citizen id: reading what people type, its check digit, and its masked form."""

from django.core.exceptions import ValidationError

LENGTH = 13


def check_digit(first_twelve: str) -> str:
    """Return the 13th digit that belongs to the first twelve.

    The Department of Provincial Administration weighs the digits 13 to 2 from
    the left; the check digit is what the sum lacks to a multiple of 11, its last digit.
    """
    total = sum(int(digit) * (LENGTH - place) for place, digit in enumerate(first_twelve))
    return str((11 - total % 11) % 10)


def arabic_digits(text: str) -> str:
    """Return the text with Thai digits as 0-9, without spaces and hyphens."""
    thai_to_arabic = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789", " -\u00a0\u200b")
    return text.translate(thai_to_arabic)


def clean_citizen_id(text: str) -> str:
    """Return the 13 digits of a typed citizen id.

    Raises ValidationError, with the Thai sentence to show, for anything else.
    """
    digits = arabic_digits(text)
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdecimal()):
        raise ValidationError("กรุณากรอกเลขบัตรประจำตัวประชาชนให้ครบ\u00a013\u00a0หลัก", code="length")
    if check_digit(digits[:-1]) != digits[-1]:
        raise ValidationError(
            "เลขบัตรประจำตัวประชาชนไม่ถูกต้อง กรุณาตรวจสอบตัวเลขทั้ง\u00a013\u00a0หลักอีกครั้ง",
            code="check_digit",
        )
    return digits


def masked(digits: str) -> str:
    """Return a citizen id as it may be shown: only the last three digits."""
    return f"x-xxxx-xxxxx-{digits[10:12]}-{digits[12:]}"
