"""The Thai state as a tree of agencies, as many as wanted: the rows of `manage.py build_state`.

Ministries and departments are those of agencies.csv; below them stand their offices in the 77
provinces, 928 districts and 7,436 subdistricts of geothai (DOPA codes; data CC-BY-4.0). A code
says where its agency belongs: 15008-500103 is what the department 15008000 has in the
subdistrict 500103. Offices of the same kind bear the same names, and names repeat, as in life.
"""

import csv
import itertools
import random
import re
from dataclasses import dataclass, field
from pathlib import Path

import geothai

COLUMNS = (
    *("code", "parent_code", "name", "name_en", "short_name", "kind"),
    *("email_contact", "email_registered", "email_petition", "status"),
)
SEED = "2565"
FULL = 100_000  # about so many agencies the state has without its villages
CLOSED = 0.0075  # of the offices in a subdistrict, which makes 5 in 1,000 of all leaves
_BANGKOK = "10"


@dataclass(frozen=True)
class Office:
    """What a department has in each area of one level; {p}, {d}, {s} are the areas' names."""

    name: str
    name_en: str
    kind: str
    mark: str = ""  # tells apart what one department has in one area
    share: float = 1.0  # of the areas have it
    short_name: str = ""
    slug: str = ""  # of its e-mail domain, where it has one of its own
    below: tuple = ()  # Offices below it in the same area


@dataclass(frozen=True)
class Family:
    """A department in the country: one office in a province, others below it."""

    department: str  # first five digits of its code
    slug: str  # of its e-mail domain
    province: Office
    districts: tuple = ()
    subdistricts: tuple = ()


def _family(department, slug, name, name_en, *below):
    """A Family; `below` are the Offices of its districts, then of its subdistricts ({s})."""
    districts = tuple(office for office in below if "{s}" not in office.name)
    subdistricts = tuple(office for office in below if "{s}" in office.name)
    office = Office(name, name_en, "provincial")
    return Family(department, slug, office, districts, subdistricts)


def _district(name, name_en, share=1.0, mark="", below=(), kind="district"):
    return Office(name, name_en, kind, mark, share, below=below)


def _point(name, name_en, mark="", share=1.0):
    return Office(name, name_en, "service_point", mark, share)


_WARD = _point("จุดบริการผู้ป่วยนอก โรงพยาบาล{d}", "Outpatient Service Point, {d} Hospital", "A")
_EMERGENCY = _point(
    "จุดบริการผู้ป่วยฉุกเฉิน โรงพยาบาล{d}", "Emergency Service Point, {d} Hospital", "B", 0.5
)
_REGISTRATION = _point(
    "จุดบริการงานทะเบียนและบัตร ที่ว่าการอำเภอ{d}", "Registration Service Point, {d} District Office", "A"
)
_LOCAL_DIVISIONS = (
    ("สำนักปลัด", "Office of the Chief Administrator"),
    ("กองคลัง", "Finance Division"),
    ("กองช่าง", "Public Works Division"),
    ("กองการศึกษา ศาสนาและวัฒนธรรม", "Education, Religion and Culture Division"),
)


def _local(prefix, prefix_en, short, slug, share):
    """A local body of a subdistrict with its divisions and its child development centre."""
    below = [
        Office(f"{name} {prefix}{{s}}", f"{name_en}, {{s}} {prefix_en}", "office", letter)
        for letter, (name, name_en) in zip("ABCD", _LOCAL_DIVISIONS, strict=True)
    ]
    centre = _point(
        f"ศูนย์พัฒนาเด็กเล็ก{prefix}{{s}}", f"Child Development Centre, {{s}} {prefix_en}", "E"
    )
    return Office(
        *(f"{prefix}{{s}}", f"{{s}} {prefix_en}", "local"),
        share=share,
        short_name=f"{short}{{s}}",
        slug=slug,
        below=(*below, centre),
    )


_SAO = _local("องค์การบริหารส่วนตำบล", "Subdistrict Administrative Organization", "อบต.", "sao", 0.68)
_MUNICIPALITY = _local("เทศบาลตำบล", "Subdistrict Municipality", "ทต.", "city", 1.0)

FAMILIES = [
    _family("03003", "trd", "สำนักงานธนารักษ์พื้นที่{p}", "{p} Area Treasury Office"),
    _family("03004", "cgd", "สำนักงานคลังจังหวัด{p}", "{p} Provincial Finance Office"),
    _family(
        *("03006", "excise", "สำนักงานสรรพสามิตพื้นที่{p}", "{p} Area Excise Office"),
        _district("สำนักงานสรรพสามิตพื้นที่{p} สาขา{d}", "{p} Area Excise Office, {d} Branch", 0.3),
    ),
    _family(
        *("03007", "rd", "สำนักงานสรรพากรพื้นที่{p}", "{p} Area Revenue Office"),
        _district("สำนักงานสรรพากรพื้นที่สาขา{d}", "{d} Area Revenue Branch Office"),
    ),
    _family("05002", "mots", "สำนักงานการท่องเที่ยวและกีฬาจังหวัด{p}", "{p} Tourism and Sports Office"),
    _family(
        *("06002", "msdhs", "สำนักงานพัฒนาสังคมและความมั่นคงของมนุษย์จังหวัด{p}"),
        "{p} Provincial Social Development and Human Security Office",
    ),
    _family(
        "07002", "moac", "สำนักงานเกษตรและสหกรณ์จังหวัด{p}", "{p} Agriculture and Cooperatives Office"
    ),
    _family("07003", "rid", "โครงการชลประทาน{p}", "{p} Irrigation Project"),
    _family("07004", "cad", "สำนักงานตรวจบัญชีสหกรณ์{p}", "{p} Cooperative Auditing Office"),
    _family(
        *("07005", "fisheries", "สำนักงานประมงจังหวัด{p}", "{p} Provincial Fisheries Office"),
        _district("สำนักงานประมงอำเภอ{d}", "{d} District Fisheries Office", 0.6),
    ),
    _family(
        *("07006", "dld", "สำนักงานปศุสัตว์จังหวัด{p}", "{p} Provincial Livestock Office"),
        _district("สำนักงานปศุสัตว์อำเภอ{d}", "{d} District Livestock Office"),
    ),
    _family("07008", "ldd", "สถานีพัฒนาที่ดิน{p}", "{p} Land Development Station"),
    _family(
        *("07010", "doae", "สำนักงานเกษตรจังหวัด{p}", "{p} Provincial Agricultural Extension Office"),
        _district("สำนักงานเกษตรอำเภอ{d}", "{d} District Agricultural Extension Office"),
        _point("ศูนย์บริการและถ่ายทอดเทคโนโลยีการเกษตรประจำตำบล{s}", "{s} Agricultural Service Centre"),
    ),
    _family("07011", "cpd", "สำนักงานสหกรณ์จังหวัด{p}", "{p} Provincial Cooperative Office"),
    _family("07012", "alro", "สำนักงานการปฏิรูปที่ดินจังหวัด{p}", "{p} Provincial Land Reform Office"),
    _family(
        *("08004", "dlt", "สำนักงานขนส่งจังหวัด{p}", "{p} Provincial Land Transport Office"),
        _district(
            *("สำนักงานขนส่งจังหวัด{p} สาขาอำเภอ{d}", "{p} Land Transport Office, {d} Branch", 0.25),
            kind="service_point",
        ),
    ),
    _family("08006", "doh", "แขวงทางหลวง{p}", "{p} Highway District"),
    _family("08007", "drr", "แขวงทางหลวงชนบท{p}", "{p} Rural Road District"),
    _family(
        *("09002", "mnre", "สำนักงานทรัพยากรธรรมชาติและสิ่งแวดล้อมจังหวัด{p}"),
        "{p} Provincial Office of Natural Resources and Environment",
    ),
    _family("11004", "nso", "สำนักงานสถิติจังหวัด{p}", "{p} Provincial Statistical Office"),
    _family("12002", "energy", "สำนักงานพลังงานจังหวัด{p}", "{p} Provincial Energy Office"),
    _family("13002", "moc", "สำนักงานพาณิชย์จังหวัด{p}", "{p} Provincial Commercial Office"),
    _family("15002", "moi", "สำนักงานจังหวัด{p}", "{p} Provincial Office"),
    _family(
        *("15003", "dopa", "ที่ทำการปกครองจังหวัด{p}", "{p} Provincial Administration Office"),
        _district("ที่ว่าการอำเภอ{d}", "{d} District Office", below=(_REGISTRATION,)),
        _point("ที่ทำการกำนันตำบล{s}", "Office of the Head of {s} Subdistrict"),
    ),
    _family(
        *("15004", "cdd", "สำนักงานพัฒนาชุมชนจังหวัด{p}", "{p} Community Development Office"),
        _district("สำนักงานพัฒนาชุมชนอำเภอ{d}", "{d} District Community Development Office"),
    ),
    _family(
        *("15005", "dol", "สำนักงานที่ดินจังหวัด{p}", "{p} Provincial Land Office"),
        _district("สำนักงานที่ดินจังหวัด{p} สาขา{d}", "{p} Land Office, {d} Branch", 0.45),
    ),
    _family(
        *("15006", "ddpm", "สำนักงานป้องกันและบรรเทาสาธารณภัยจังหวัด{p}"),
        "{p} Provincial Disaster Prevention and Mitigation Office",
        _district(
            "สำนักงานป้องกันและบรรเทาสาธารณภัยจังหวัด{p} สาขา{d}", "{p} Disaster Office, {d} Branch", 0.15
        ),
    ),
    _family("15007", "dpt", "สำนักงานโยธาธิการและผังเมืองจังหวัด{p}", "{p} Public Works Office"),
    _family(
        *("15008", "dla", "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด{p}"),
        "{p} Provincial Office for Local Administration",
        _district(
            "สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอ{d}", "{d} District Office for Local Administration"
        ),
        *(_SAO, _MUNICIPALITY),
    ),
    _family("16003", "probation", "สำนักงานคุมประพฤติจังหวัด{p}", "{p} Provincial Probation Office"),
    _family("16005", "led", "สำนักงานบังคับคดีจังหวัด{p}", "{p} Legal Execution Office"),
    _family("16007", "correct", "เรือนจำจังหวัด{p}", "{p} Provincial Prison"),
    _family("17002", "mol", "สำนักงานแรงงานจังหวัด{p}", "{p} Provincial Labour Office"),
    _family("17003", "doe", "สำนักงานจัดหางานจังหวัด{p}", "{p} Provincial Employment Office"),
    _family("17004", "dsd", "สำนักงานพัฒนาฝีมือแรงงาน{p}", "{p} Skill Development Office"),
    _family(
        *("17005", "labour", "สำนักงานสวัสดิการและคุ้มครองแรงงานจังหวัด{p}"),
        "{p} Provincial Labour Protection and Welfare Office",
    ),
    _family(
        *("17006", "sso", "สำนักงานประกันสังคมจังหวัด{p}", "{p} Provincial Social Security Office"),
        _district(
            "สำนักงานประกันสังคมจังหวัด{p} สาขา{d}", "{p} Social Security Office, {d} Branch", 0.1
        ),
    ),
    _family("18002", "culture", "สำนักงานวัฒนธรรมจังหวัด{p}", "{p} Provincial Cultural Office"),
    _family("20002", "moe", "สำนักงานศึกษาธิการจังหวัด{p}", "{p} Provincial Education Office"),
    _family(
        *(
            "20004",
            "obec",
            "สำนักงานเขตพื้นที่การศึกษาประถมศึกษา{p}",
            "{p} Primary Educational Service Area",
        ),
        _point("โรงเรียนบ้าน{s}", "Ban {s} School", "A"),
        _point("โรงเรียนวัด{s}", "Wat {s} School", "B", 0.3),
    ),
    _family(
        *(
            "20006",
            "dole",
            "สำนักงานส่งเสริมการเรียนรู้ประจำจังหวัด{p}",
            "{p} Learning Encouragement Office",
        ),
        _district("ศูนย์ส่งเสริมการเรียนรู้ระดับอำเภอ{d}", "{d} District Learning Centre"),
        _point("ศูนย์ส่งเสริมการเรียนรู้ระดับตำบล{s}", "{s} Subdistrict Learning Centre"),
    ),
    _family(
        *("21002", "moph", "สำนักงานสาธารณสุขจังหวัด{p}", "{p} Provincial Public Health Office"),
        _district("สำนักงานสาธารณสุขอำเภอ{d}", "{d} District Public Health Office"),
        _district("โรงพยาบาล{d}", "{d} Hospital", 1.0, "H", (_WARD, _EMERGENCY), "office"),
        _point("โรงพยาบาลส่งเสริมสุขภาพตำบล{s}", "{s} Subdistrict Health Promoting Hospital"),
    ),
    _family("22002", "industry", "สำนักงานอุตสาหกรรมจังหวัด{p}", "{p} Provincial Industry Office"),
]
# กรุงเทพมหานคร is a local body of its own: no department but the ministry stands above it.
_METROPOLIS = Family(
    *("15000", "bangkok", Office("{p}", "{p} Metropolitan Administration", "local")),
    districts=(Office("สำนักงาน{d}", "{d} District Office", "district"),),
    subdistricts=(
        _point("จุดบริการด่วนมหานคร แขวง{s}", "{s} Express Service Point", "A"),
        _point("ศูนย์บริการสาธารณสุข แขวง{s}", "{s} Public Health Centre", "B"),
    ),
)
DIVISIONS = (
    ("สำนักงานเลขานุการกรม", "Office of the Secretary"),
    ("กองบริหารทรัพยากรบุคคล", "Human Resources Division"),
    ("กองบริหารการคลัง", "Finance Division"),
    ("กองยุทธศาสตร์และแผนงาน", "Strategy and Planning Division"),
    ("กองกฎหมาย", "Legal Affairs Division"),
    ("ศูนย์เทคโนโลยีสารสนเทศและการสื่อสาร", "Information Technology Centre"),
    ("กลุ่มตรวจสอบภายใน", "Internal Audit Group"),
    ("กลุ่มพัฒนาระบบบริหาร", "Public Sector Development Group"),
    ("ศูนย์ปฏิบัติการต่อต้านการทุจริต", "Anti-Corruption Operation Centre"),
)
VILLAGES = 12  # per subdistrict at most: what fills the tree up to the number wanted


@dataclass(frozen=True)
class _Area:
    """A province, district or subdistrict, as names are made of it."""

    code: str
    slug: str
    names: dict = field(default_factory=dict)
    names_en: dict = field(default_factory=dict)


def rows(number=FULL, seed=SEED):
    """Exactly `number` agencies as dicts of `COLUMNS`, parents first; the same for the same seed.

    Fewer than all: every ministry and department, then whole provinces one after the other.
    Raises ValueError for more than the state holds (about 185,000 with its villages).
    """
    nodes = itertools.chain(_central(number), _country(seed), _villages(seed))
    made = 0
    for row in itertools.islice(nodes, number):
        made += 1
        yield {column: row.get(column, "") for column in COLUMNS}
    if made < number:
        raise ValueError(f"the state has {made} agencies, not {number}")


def _central(number):
    """Ministries, departments and the like, then a fair share of the departments' divisions."""
    with (Path(__file__).parent / "agencies.csv").open(encoding="utf-8", newline="") as file:
        known = list(csv.DictReader(file))
    ministries = {row["code"] for row in known if not row["parent_code"]}
    top = [row for row in known if row["parent_code"] in {"", *ministries}]
    departments = [row for row in top if row["kind"] == "department"]
    yield from ({**row, "status": "open"} for row in top)
    every = [(n, names, row) for n, names in enumerate(DIVISIONS, 1) for row in departments]
    dice = random.Random("divisions")
    for position, (name, name_en), row in every[: len(every) * number // FULL]:
        domain = row["email_contact"].partition("@")[2] or f"d{row['code'][:5]}.go.th.example"
        code = f"{row['code'][:5]}-D{position:02}"
        texts = {"code": code, "parent_code": row["code"], "name": name, "name_en": name_en}
        yield {**texts, "kind": "office", "status": "open", **_emails(dice, domain)}


def _country(seed):
    provinces = geothai.provinces()
    random.Random(seed).shuffle(provinces)
    for province in provinces:
        yield from _province(province, random.Random(f"{seed} {province.code}"))


def _province(province, dice):
    """All offices of one province, district by district."""
    is_bangkok = province.code == _BANGKOK
    area = _area(province, "p")
    parents = {}  # family → code of its office in the province
    for family in [*FAMILIES, *([_METROPOLIS] if is_bangkok else [])]:
        parent = f"{family.department}000"
        parents[family.department] = yield from _office(family, family.province, area, parent, dice)
    families = [_METROPOLIS] if is_bangkok else FAMILIES
    for district in geothai.districts(province.code):
        inner = _area(district, "d", area)
        here = dict(parents)
        for family in families:
            for office in reversed(family.districts):  # the first one leads the subdistricts
                parent = parents[family.department]
                code = yield from _office(family, office, inner, parent, dice)
                here[family.department] = code or parent
        for subdistrict in geothai.subdistricts(district.code):
            yield from _subdistrict(_area(subdistrict, "s", inner), families, here, dice)


def _subdistrict(area, families, parents, dice):
    for family in families:
        for office in family.subdistricts:
            code = yield from _office(family, office, area, parents[family.department], dice)
            if code and office.kind == "local":
                break  # a subdistrict has one local body


def _office(family, office, area, parent, dice):
    """Yields the rows of `office` and of what is below it; its code, or None where there is none."""
    if office.share < 1 and dice.random() >= office.share:
        return None
    code = f"{family.department}-{area.code}{office.mark}"
    yield _row(office, area, code, parent, office.slug or family.slug, dice)
    for inner in office.below:
        if inner.share == 1 or dice.random() < inner.share:
            yield _row(inner, area, code + inner.mark, code, office.slug or family.slug, dice)
    return code


def _row(office, area, code, parent, slug, dice):
    # Only what has nothing below it may be closed; heads of subdistricts have villages.
    is_leaf = not office.below and len(area.code) == 6 and not code.startswith("15003")
    return {
        "code": code,
        "parent_code": parent,
        "name": office.name.format(**area.names).replace("จังหวัดกรุงเทพ", "กรุงเทพ"),
        "name_en": office.name_en.format(**area.names_en),
        "short_name": office.short_name.format(**area.names),
        "kind": office.kind,
        "status": "closed" if is_leaf and dice.random() < CLOSED else "open",
        **_emails(dice, f"{area.slug}-{slug}.go.th.example"),
    }


def _villages(seed):
    """Heads of villages below the heads of subdistricts, spread over the country."""
    dice = random.Random(f"{seed} villages")
    provinces = [province for province in geothai.provinces() if province.code != _BANGKOK]
    districts = [row for province in provinces for row in geothai.districts(province.code)]
    subdistricts = [row for district in districts for row in geothai.subdistricts(district.code)]
    dice.shuffle(subdistricts)
    for number in range(1, VILLAGES + 1):
        office = _point(
            f"ที่ทำการผู้ใหญ่บ้าน หมู่ที่ {number} ตำบล{{s}}", f"Village Head, Moo {number}, {{s}}"
        )
        for subdistrict in subdistricts:
            head = f"15003-{subdistrict.code}"
            yield _row(office, _area(subdistrict, "s"), f"{head}M{number:02}", head, "dopa", dice)


def _area(place, letter, outer=None):
    return _Area(
        place.code,
        re.sub("[^a-z]", "", place.name_en.lower()),
        {**(outer.names if outer else {}), letter: place.name_th},
        {**(outer.names_en if outer else {}), letter: place.name_en},
    )


def _emails(dice, domain):
    """The three addresses with gaps as in life; one registered in ten is not a saraban."""
    contact = f"{dice.choice(('contact', 'info', 'webmaster'))}@{domain}"
    registered = "saraban" if dice.random() < 0.9 else dice.choice(("central", "registry", "admin"))
    petition = f"{dice.choice(('petition', 'complaint'))}@{domain}"
    return {
        "email_contact": contact if dice.random() < 0.6 else "",
        "email_registered": f"{registered}@{domain}" if dice.random() < 0.4 else "",
        "email_petition": (contact if dice.random() < 0.1 else petition)
        if dice.random() < 0.3
        else "",
    }
