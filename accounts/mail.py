"""The letter that brings an activation token to its recipient, where a mail server is configured."""

import smtplib

from django.core.mail import send_mail
from django.utils.translation import gettext as _

from infoadmin.thai.dates import format_date


def send_token(*, text, token, to, landing_url):
    """Send `text` of `token` (ActivationToken) to the address `to`; False when that failed."""
    body = _(
        "เรียน %(note)s\n\n"
        "ท่านได้รับ Token เพื่อยืนยันสิทธิ์ %(role)s ของ %(agency)s\n\n"
        "    %(text)s\n\n"
        "1. เปิด %(url)s แล้วกด “เข้าสู่ระบบ” และ “Digital ID”\n"
        "2. กรอก Token เมื่อระบบถาม แล้วกด “ยืนยัน”\n\n"
        "ใช้ได้ครั้งเดียวภายในวันที่ %(until)s กรุณาอย่าส่งต่อให้ผู้อื่น\n"
    ) % {
        "note": token.note,
        "role": token.get_role_display(),
        "agency": token.agency,
        "text": text,
        "url": landing_url,
        "until": format_date(token.expires_at),
    }
    try:
        return bool(send_mail(_("Token สำหรับเข้าใช้งาน info.go.th"), body, None, [to]))
    except (OSError, smtplib.SMTPException):
        return False
