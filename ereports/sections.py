"""The parts of the Act B.E. 2565 that a report answers, as data; words are the manual's own."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

# Published in the Royal Gazette on 12 October 2022; section 2: in force 90 days later.
ACT_IN_FORCE = datetime.date(2023, 1, 10)


@dataclass(frozen=True)
class Section:
    """A part of the report that publishes documents."""

    key: str
    number: str
    title: str
    short_title: str
    public_title: str
    act: str
    lead: str
    file_label: str
    date_label: str
    date_help: str
    has_scope: bool = False
    date_is_required: bool = True


CHANNELS = Section(
    key="s10",
    number="1.1",
    title=_("ประกาศ เรื่อง ช่องทางอิเล็กทรอนิกส์สำหรับประชาชนติดต่อหน่วยงาน"),
    short_title=_("ช่องทางอิเล็กทรอนิกส์"),
    public_title=_("ช่องทางอิเล็กทรอนิกส์สำหรับประชาชนติดต่อหน่วยงาน"),
    act=_("มาตรา 10"),
    lead=_("คำขอที่ส่งมาตามช่องทางที่ประกาศ ถือว่าหน่วยงานได้รับแล้ว"),
    file_label=_("อัปโหลดไฟล์ประกาศ เรื่อง ช่องทางอิเล็กทรอนิกส์สำหรับประชาชนติดต่อหน่วยงาน"),
    date_label=_("วันที่ประกาศ"),
    date_help=_("ตามที่ระบุในไฟล์ประกาศ (ปี พ.ศ.)"),
    has_scope=True,
)
LICENCES = Section(
    key="s13",
    number="1.2",
    title=_("ประกาศ เรื่อง วิธีการแสดงใบอนุญาตโดยวิธีการทางอิเล็กทรอนิกส์"),
    short_title=_("การแสดงใบอนุญาต"),
    public_title=_("วิธีการแสดงใบอนุญาตโดยวิธีการทางอิเล็กทรอนิกส์"),
    act=_("มาตรา 13"),
    lead=_("ประกาศมีผลเมื่อลงในราชกิจจานุเบกษาและเผยแพร่ทางอิเล็กทรอนิกส์แล้ว"),
    file_label=_("อัปโหลดไฟล์ประกาศ เรื่อง วิธีการแสดงใบอนุญาตโดยวิธีการทางอิเล็กทรอนิกส์"),
    date_label=_("วันที่ประกาศในราชกิจจานุเบกษา"),
    date_help=_("ตามที่ลงในราชกิจจานุเบกษา (ปี พ.ศ.)"),
    date_is_required=False,
)
ORDERS = Section(
    key="s16",
    number="1.3",
    title=_("คำสั่ง เรื่อง ระบบสำหรับการปฏิบัติหน้าที่โดยวิธีการทางอิเล็กทรอนิกส์"),
    short_title=_("ระบบสำหรับการปฏิบัติหน้าที่"),
    public_title=_("ระบบสำหรับการปฏิบัติหน้าที่โดยวิธีการทางอิเล็กทรอนิกส์"),
    act=_("มาตรา 16"),
    lead=_("หัวหน้าหน่วยงานเป็นผู้วางระบบสำหรับการปฏิบัติหน้าที่ของเจ้าหน้าที่"),
    file_label=_("อัปโหลดไฟล์คำสั่ง เรื่อง ระบบสำหรับการปฏิบัติหน้าที่โดยวิธีการทางอิเล็กทรอนิกส์"),
    date_label=_("วันที่คำสั่งมีผลใช้บังคับ"),
    date_help=_("ตามที่ระบุในไฟล์คำสั่ง (ปี พ.ศ.)"),
)
SECTIONS = (CHANNELS, LICENCES, ORDERS)
BY_KEY = {section.key: section for section in SECTIONS}
SECTION_CHOICES = [(section.key, section.title) for section in SECTIONS]
