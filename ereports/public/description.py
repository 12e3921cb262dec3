"""The open data described in OpenAPI 3.1: kept by hand as data; the page /api/ is made of it too."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from ereports.models import Document
from ereports.public.queries import DEFAULT_LIMIT, MAX_LIMIT
from ereports.sections import BY_KEY
from infoadmin.addresses import origin

PROBLEM_TYPE = "application/problem+json"


def _parameter(name, schema, text, example=None, place="query"):
    found = {"name": name, "in": place, "description": text, "schema": schema}
    if place == "path":
        found["required"] = True
    if example is not None:
        found["example"] = example
    return found


_CODE = {"type": "string", "pattern": "^[0-9A-Za-z-]{1,20}$"}
_LIMIT = _parameter(
    "limit",
    {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
    _("จำนวนรายการต่อหน้า"),
)
_AFTER = _parameter(
    "after", {"type": "string", "maxLength": 300}, _("ตำแหน่งของหน้าถัดไป ใช้ค่าที่ได้จาก next โดยไม่แก้ไข")
)
_WITHIN = _parameter(
    "within", _CODE, _("รหัสหน่วยงาน: เฉพาะหน่วยงานนี้และหน่วยงานภายใต้สังกัดทุกระดับ"), "21000000"
)
_FILTERS = [
    _parameter("agency", _CODE, _("รหัสหน่วยงาน: เฉพาะเอกสารของหน่วยงานนี้"), "21003000"),
    _WITHIN,
    _parameter(
        "section",
        {"type": "string", "enum": list(BY_KEY)},
        _("ส่วนของพระราชบัญญัติ"),
        "s10",
    ),
    _parameter(
        "since",
        {"type": "string"},
        _("เฉพาะที่อัปโหลดตั้งแต่วันหรือเวลานี้ (ISO 8601 ปี ค.ศ.)"),
        "2022-10-12",
    ),
]
AGENCY_PARAMETERS = [
    _parameter("parent", _CODE, _("รหัสหน่วยงาน: เฉพาะหน่วยงานที่อยู่ใต้สังกัดโดยตรง"), "21000000"),
    _WITHIN,
    _parameter(
        "kind", {"type": "string", "enum": Agency.Kind.values}, _("ประเภทหน่วยงาน"), "ministry"
    ),
    _parameter(
        "status",
        {"type": "string", "enum": ["open", "closed", "all"], "default": "open"},
        _("สถานะ: เปิดดำเนินการ ยุบเลิก หรือทั้งหมด"),
    ),
    _parameter(
        "q", {"type": "string", "maxLength": 200}, _("คำค้นในชื่อ ชื่อย่อ ชื่อภาษาอังกฤษ และรหัส"), "ราชวิถี"
    ),
    _LIMIT,
    _AFTER,
]


def _ref(name):
    return {"$ref": f"#/components/schemas/{name}"}


def _answer(text, schema, media="application/json"):
    return {"description": text, "content": {media: {"schema": schema}}}


_REFUSED = _answer(_("คำขอไม่ถูกต้อง"), _ref("Problem"), PROBLEM_TYPE)
_MISSING = _answer(_("ไม่มีข้อมูล"), _ref("Problem"), PROBLEM_TYPE)
_TOO_MANY = {
    **_answer(_("เรียกใช้ถี่เกินไป"), _ref("Problem"), PROBLEM_TYPE),
    "headers": {
        "Retry-After": {"schema": {"type": "integer"}, "description": _("จำนวนวินาทีที่ต้องรอ")}
    },
}


def _operation(name, summary, text, parameters, good, **others):
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "description": text,
            "parameters": parameters,
            "responses": {"200": good, **others, "429": _TOO_MANY},
        }
    }


PATHS = {
    "/api/v1/agencies/": _operation(
        "agencies",
        _("รายชื่อหน่วยงาน"),
        _("หน่วยงานของรัฐตามลำดับของโครงสร้าง ต้นสังกัดมาก่อนหน่วยงานภายใต้สังกัดเสมอ"),
        AGENCY_PARAMETERS,
        _answer(_("หนึ่งหน้าของรายชื่อ"), _ref("AgencyPage")),
        **{"400": _REFUSED},
    ),
    "/api/v1/agencies/{code}/": _operation(
        "agency",
        _("หน่วยงานหนึ่งแห่ง"),
        _(
            "อีเมล เอกสาร ลิงก์ราชกิจจานุเบกษา และช่องทางตรวจสอบใบอนุญาตทั้งหมดที่แสดงในหน้าของหน่วยงาน รหัสเดิมนำไปยังรหัสปัจจุบัน"
        ),
        [_parameter("code", _CODE, _("รหัสหน่วยงาน"), "21003000", place="path")],
        _answer(_("ข้อมูลของหน่วยงาน"), _ref("AgencyDetail")),
        **{"301": {"description": _("รหัสเดิม ให้ใช้ที่อยู่ใน Location")}, "404": _MISSING},
    ),
    "/api/v1/publications/": _operation(
        "publications",
        _("เอกสารที่เผยแพร่"),
        _(
            "เอกสารทุกฉบับที่เผยแพร่อยู่ขณะนี้ เรียงตามเวลาอัปโหลดจากเก่าไปใหม่ เอกสารที่อัปโหลดใหม่ต่อท้ายเสมอ "
            "เอกสารที่เปิดใช้งานภายหลังอยู่ตามเวลาอัปโหลดเดิม จึงควรอ่านทั้งรายการเป็นระยะ"
        ),
        [*_FILTERS, _LIMIT, _AFTER],
        _answer(_("หนึ่งหน้าของรายการ"), _ref("PublicationPage")),
        **{"400": _REFUSED},
    ),
    "/api/v1/publications.csv": _operation(
        "publicationsCsv",
        _("เอกสารที่เผยแพร่ทั้งหมดเป็น CSV"),
        _(
            "ไฟล์เดียวทั้งรายการ เปิดด้วย Excel ได้ทันที (UTF-8 มี BOM) นับเป็น 10 คำขอ และส่งให้พร้อมกันได้จำนวนจำกัด"
        ),
        _FILTERS,
        _answer(_("ไฟล์ CSV"), {"type": "string"}, "text/csv"),
        **{"400": _REFUSED},
    ),
}

_TEXT = {"type": "string"}
_OPTIONAL = {"type": ["string", "null"]}
_URL = {"type": "string", "format": "uri"}
_MOMENT = {"type": "string", "format": "date-time"}
_LICENCE = {**_URL, "description": _("สัญญาอนุญาตให้ใช้ข้อมูลเปิดภาครัฐ")}


def _object(**properties):
    """An object that has exactly these properties, always."""
    return {
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": properties,
    }


def _list(of):
    return {"type": "array", "items": of}


def _page(of):
    next_page = {"type": ["string", "null"], "format": "uri", "description": _("ที่อยู่ของหน้าถัดไป")}
    return _object(data=_list(of), next=next_page, licence=_LICENCE)


_NAMED = _object(code=_TEXT, name=_TEXT, name_en=_OPTIONAL)
_AGENCY = {
    "code": {**_TEXT, "description": _("รหัสหน่วยงาน")},
    "name": {**_TEXT, "description": _("ชื่อหน่วยงาน")},
    "name_en": {**_OPTIONAL, "description": _("ชื่อภาษาอังกฤษ")},
    "short_name": {**_OPTIONAL, "description": _("ชื่อย่อ")},
    "kind": {"type": "string", "enum": Agency.Kind.values, "description": _("ประเภท")},
    "status": {"type": "string", "enum": Agency.Status.values, "description": _("สถานะ")},
    "parent": {**_OPTIONAL, "description": _("รหัสของต้นสังกัด")},
    "successor": {**_OPTIONAL, "description": _("รหัสของหน่วยงานที่รับช่วง เมื่อยุบเลิกแล้ว")},
    "emails": {
        **_object(contact=_OPTIONAL, registered=_OPTIONAL, petition=_OPTIONAL),
        "description": _("อีเมลสำหรับประชาชนติดต่อ อีเมลที่ลงทะเบียนกับ สพร. และอีเมลสำหรับรับคำร้อง"),
    },
    "updated_at": {
        **_MOMENT,
        "description": _("ปรับปรุงล่าสุด ข้อมูลของหน่วยงานเดียวนับเอกสารที่รับมาจากต้นสังกัดด้วย"),
    },
    "url": {**_URL, "description": _("หน้าของหน่วยงาน")},
    "api_url": {**_URL, "description": _("ที่อยู่ของข้อมูลชุดนี้")},
}
SCHEMAS = {
    "Agency": _object(**_AGENCY),
    "AgencyPage": _page(_ref("Agency")),
    "AgencyDetail": _object(
        **_AGENCY,
        ancestry={**_list(_NAMED), "description": _("หน่วยงานเหนือขึ้นไป จากกระทรวงลงมา")},
        sections={**_list(_ref("Section")), "description": _("สิ่งที่เผยแพร่ตามแต่ละมาตรา")},
        licence=_LICENCE,
    ),
    "Section": _object(
        section={"type": "string", "enum": list(BY_KEY)},
        title=_TEXT,
        title_en=_TEXT,
        documents=_list(_ref("Publication")),
        gazette_links=_list(_object(url=_URL)),
        licence_channels=_list(_object(name=_TEXT, url=_URL)),
    ),
    "Publication": _object(
        id={"type": "string", "format": "uuid", "description": _("รหัสของเอกสาร ไม่เปลี่ยนแปลง")},
        section={"type": "string", "enum": list(BY_KEY), "description": _("ส่วนของพระราชบัญญัติ")},
        title={**_TEXT, "description": _("ชื่อเอกสาร")},
        file_name={**_TEXT, "description": _("ชื่อไฟล์")},
        agency={**_NAMED, "description": _("หน่วยงานเจ้าของเอกสาร")},
        scope={
            "type": "string",
            "enum": Document.Scope.values,
            "description": _("own: สำหรับหน่วยงานตนเอง · subtree: สำหรับหน่วยงานภายใต้สังกัดทุกสาขา"),
        },
        date={
            "type": ["string", "null"],
            "format": "date",
            "description": _("วันที่ตามเอกสาร (ค.ศ.)"),
        },
        uploaded_at={**_MOMENT, "description": _("อัปโหลดเมื่อ")},
        pages={"type": "integer", "minimum": 1, "description": _("จำนวนหน้า")},
        size={"type": "integer", "minimum": 1, "description": _("ขนาด (ไบต์)")},
        sha256={"type": "string", "pattern": "^[0-9a-f]{64}$", "description": _("ค่าแฮชของไฟล์")},
        url={**_URL, "description": _("เปิดดูเอกสาร")},
        download_url={**_URL, "description": _("ดาวน์โหลด")},
    ),
    "PublicationPage": _page(_ref("Publication")),
    "Problem": _object(
        status={"type": "integer"},
        code={**_TEXT, "description": _("รหัสข้อผิดพลาดสำหรับโปรแกรม")},
        detail={**_TEXT, "description": _("วิธีแก้ไข ภาษาไทย")},
        detail_en={**_TEXT, "description": _("วิธีแก้ไข ภาษาอังกฤษ")},
    ),
}


def description(request):
    """The whole description as a dict of JSON values and lazy texts."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _("ข้อมูลเปิดของศูนย์รวมข้อมูลเพื่อติดต่อราชการ"),
            "version": "1",
            "description": _(
                "หน่วยงานของรัฐ อีเมลสำหรับติดต่อ และเอกสารที่เผยแพร่ตามพระราชบัญญัติการปฏิบัติราชการทางอิเล็กทรอนิกส์ พ.ศ. 2565 "
                "อ่านได้อย่างเดียว ไม่ต้องลงทะเบียน"
            ),
            "license": {
                "name": _("สัญญาอนุญาตให้ใช้ข้อมูลเปิดภาครัฐ (DGA Open Government License)"),
                "url": settings.OPEN_DATA_LICENCE_URL,
            },
            "contact": {"name": "DGA Contact Center", "email": settings.CONTACT_EMAIL},
        },
        "servers": [{"url": origin(request)}],
        "paths": PATHS,
        "components": {"schemas": SCHEMAS},
    }
