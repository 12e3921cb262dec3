"""The tree of state agencies: ministries, departments, offices, service points, at any depth."""

import uuid
from difflib import SequenceMatcher
from functools import lru_cache
from operator import itemgetter

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Substr
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from infoadmin.audit.entries import Change, Entry
from infoadmin.audit.history import tracked
from infoadmin.prepared import Prepared
from infoadmin.thai.text import search_key, sort_key


class AgencyQuerySet(MP_NodeQuerySet):
    """Agencies by their place in the tree and by what a person types."""

    def open(self):
        """Agencies that exist today."""
        return self.filter(status=Agency.Status.OPEN)

    def under(self, *agencies):
        """The agencies given and all their descendants: one index range each."""
        ranges = Q(pk__in=[])
        for agency in agencies:
            ranges |= Q(path__range=path_range(agency.path))
        return self.filter(ranges)

    def below(self, agency):
        """The descendants of `agency`, without itself."""
        return self.filter(path__gt=agency.path, path__lte=path_range(agency.path)[1])

    def children_of(self, agency):
        """The agencies directly below `agency`; of None, the ministries."""
        return self.directly_below(agency.path if agency else "")

    def directly_below(self, path):
        """The agencies directly below the one at `path`."""
        return self.filter(Exact(path_above(), path))

    def search(self, text):
        """Agencies whose name, English name, short name or code holds every word of `text`."""
        keys = search_keys(text)
        if text.strip() and not keys:  # nothing but punctuation: nothing is called so
            return self.none()
        for key in keys:
            self = self.filter(search_key__contains=key)
        return self

    def lacking(self, *fields):
        """Agencies of which at least one of these addresses (EMAIL_FIELDS) is missing."""
        missing = Q()
        for name in fields:
            missing |= Q(**{name: ""})
        return self.filter(missing)

    def near(self, text, limit=5):
        """Up to `limit` agencies whose names are most like `text`, best first, as a list."""
        key = search_key(text[:60])
        size = max(3, len(key) // 3)
        pieces = {key[start : start + size] for start in range(0, len(key) - size + 1, size)}
        if len(key) < 3 or not pieces:
            return []
        likely = Q()
        for piece in pieces:
            likely |= Q(search_key__contains=piece)
        matcher, found = SequenceMatcher(b=key), []
        for agency in self.filter(likely)[:400]:
            matcher.set_seq1(search_key(agency.name))
            if matcher.quick_ratio() >= 0.5 and (likeness := matcher.ratio()) >= 0.5:
                found.append((likeness, agency))
        found.sort(key=itemgetter(0), reverse=True)
        return [agency for _likeness, agency in found[:limit]]

    def formerly(self, text, limit=5):
        """Up to `limit` agencies that have closed and hold `text`, or had it as a code before."""
        rows = self.select_related("successor")
        renamed = rows.filter(former_codes__code=text.upper()[:20])
        closed = rows.filter(status=Agency.Status.CLOSED).search(text).in_thai_order()
        return [*renamed[:limit], *closed[:limit]][:limit]

    def in_thai_order(self):
        """As a Thai dictionary sorts their names."""
        return self.order_by("sort_key", "code")


class AgencyManager(MP_NodeManager.from_queryset(AgencyQuerySet)):
    """The tree's manager, answering with AgencyQuerySet."""

    def get_queryset(self):
        return AgencyQuerySet(self.model, using=self._db).order_by("path")


def keys_of(name, name_en, short_name, code):
    """(search key, sort key) of an agency that is called so."""
    searched = " ".join(search_key(text) for text in (name, name_en, short_name, code))
    return searched, sort_key(name)[:700]


def search_keys(text):
    """Keys of the words of `text`: an agency is found when its search key holds them all."""
    return [key for word in text[:200].split()[:10] if (key := search_key(word))]


def path_above():
    """The path of the agency above each, "" for a ministry; an index keeps children in order."""
    return Substr("path", 1, Length("path") - MP_Node.steplen)


def path_range(path):
    """First and last possible path of a node and its descendants, in any collation."""
    return path, path + MP_Node.alphabet[-1] * MP_Node.steplen


class Agency(MP_Node):
    """A state agency, its place in the tree and the three addresses that the public writes to."""

    class Kind(models.TextChoices):
        MINISTRY = "ministry", _("กระทรวง")
        DEPARTMENT = "department", _("กรมหรือเทียบเท่า")
        PUBLIC_ORGANIZATION = "public_organization", _("องค์การมหาชน")
        OFFICE = "office", _("สำนัก กอง หรือหน่วยงานภายใน")
        PROVINCIAL = "provincial", _("หน่วยงานระดับจังหวัด")
        DISTRICT = "district", _("หน่วยงานระดับอำเภอ")
        LOCAL = "local", _("องค์กรปกครองส่วนท้องถิ่น")
        SERVICE_POINT = "service_point", _("จุดบริการ")

    class Status(models.TextChoices):
        OPEN = "open", _("เปิดดำเนินการ")
        CLOSED = "closed", _("ยุบเลิก")

    code = models.CharField(
        _("รหัสหน่วยงาน"),
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"^[0-9A-Z-]+$", _("ใช้ตัวเลข A-Z และ - เท่านั้น"))],
    )
    name = models.CharField(_("ชื่อหน่วยงาน"), max_length=300)
    name_en = models.CharField(_("ชื่อภาษาอังกฤษ"), max_length=300, blank=True)
    short_name = models.CharField(_("ชื่อย่อ"), max_length=60, blank=True)
    kind = models.CharField(_("ประเภท"), max_length=30, choices=Kind)
    status = models.CharField(_("สถานะ"), max_length=10, choices=Status, default=Status.OPEN)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("หน่วยงานที่รับช่วง"),
    )
    email_contact = models.EmailField(_("อีเมลสำหรับประชาชนติดต่อ"), max_length=254, blank=True)
    email_registered = models.EmailField(_("อีเมลที่ลงทะเบียนกับ สพร."), max_length=254, blank=True)
    email_petition = models.EmailField(_("อีเมลสำหรับรับคำร้อง"), max_length=254, blank=True)

    search_key = models.CharField(max_length=1000, editable=False)
    sort_key = models.CharField(max_length=700, editable=False)
    public_stamp = models.UUIDField(default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(_("แก้ไขล่าสุด"), auto_now=True)

    history = tracked(
        excluded_fields=["path", "depth", "numchild", "search_key", "sort_key", "public_stamp"]
    )
    objects = AgencyManager()

    EMAIL_FIELDS = ("email_contact", "email_registered", "email_petition")

    class Meta:
        verbose_name = _("หน่วยงาน")
        constraints = [
            models.CheckConstraint(
                condition=Q(status="closed") | Q(successor=None),
                name="agency_successor_only_when_closed",
            ),
            models.CheckConstraint(
                condition=~Q(successor=F("id")), name="agency_is_not_its_own_successor"
            ),
        ]
        indexes = [
            models.Index(fields=["depth", "path"], name="agency_level"),
            models.Index(fields=["sort_key", "code"], name="agency_in_thai_order"),
            models.Index(path_above(), "sort_key", "code", name="agency_children_in_order"),
            models.Index(fields=["path"], condition=Q(status="open"), name="agency_open_path"),
            models.Index(
                fields=["sort_key", "code"], condition=Q(status="closed"), name="agency_closed"
            ),
            models.Index(fields=["kind", "sort_key", "code"], name="agency_kind_in_order"),
            models.Index(
                fields=["short_name"], condition=~Q(short_name=""), name="agency_short_name"
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, **options):
        """Save with the search and sort keys made anew from the names."""
        self.set_keys()
        if fields := options.get("update_fields"):
            options["update_fields"] = {*fields, "search_key", "sort_key", "updated_at"}
        super().save(**options)

    def set_keys(self):
        """Make the search and sort keys anew; whoever writes in bulk calls this first."""
        self.search_key, self.sort_key = keys_of(
            self.name, self.name_en, self.short_name, self.code
        )

    @property
    def is_closed(self):
        return self.status == self.Status.CLOSED

    @property
    def lineage_paths(self):
        """Paths of the ancestors and of the agency itself, root first."""
        return [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]

    @property
    def place(self):
        """The agencies above, "กระทรวง › กรม"; of a root its kind. Wants `attach_ancestry` first."""
        return " › ".join(above.name for above in self.ancestry) or self.get_kind_display()

    @property
    def emails(self):
        """(label, address) of the three addresses, in the manual's order."""
        return [
            (self._meta.get_field(name).verbose_name, getattr(self, name))
            for name in self.EMAIL_FIELDS
        ]


class FormerCode(models.Model):
    """A code that an agency had before: its old addresses lead to the new one."""

    code = models.CharField(max_length=20, unique=True)
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="former_codes")
    changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("รหัสเดิม")

    def __str__(self):
        return f"{self.code} → {self.agency.code}"


class AgencyMove(models.Model):
    """An agency changed its place: a path changes for a whole subtree without a history row.

    The lineage as it stood at a moment is read from the moves. None stands for "a ministry".
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="moves")
    old_parent = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    new_parent = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    moved_at = models.DateTimeField(auto_now_add=True)
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("การย้ายสังกัด")
        ordering = ["-moved_at", "-pk"]

    def __str__(self):
        return f"{self.agency}: {self.old_parent} → {self.new_parent}"

    def as_entry(self):
        """The move as an entry of the agency's history."""
        nobody_above = _("(เป็นกระทรวง)")
        change = Change(
            str(_("ต้นสังกัด")),
            str(self.old_parent or nobody_above),
            str(self.new_parent or nobody_above),
        )
        return Entry(
            at=self.moved_at,
            by=self.moved_by.display_name if self.moved_by else str(_("ระบบ")),
            verb=str(_("ย้าย")),
            subject=self.agency.name,
            request_id="",
            changes=[change],
        )


by_code = Prepared(lambda code: Agency.objects.filter(code=code))
at_paths = Prepared(
    # What a page says of the agencies above; the rest of their rows is wide.
    lambda paths: (
        Agency.objects.filter(path__in=paths)
        .order_by("path")
        .only("path", "code", "name", "name_en", "status")
    )
)


@lru_cache(maxsize=20_000)
def remembered_lineage(code):
    """The lineage paths of the agency `code` as they were when first asked; None: no such agency.

    Who reads by them sees in the rows whether it has moved since, and then calls `cache_clear`.
    """
    agency = Agency.objects.only("path").filter(code=code).first()
    return agency and agency.lineage_paths


def attach_ancestry(agencies):
    """Give each agency of a page `.ancestry` (its ancestors, root first) with one query."""
    agencies = list(agencies)
    paths = {path for agency in agencies for path in agency.lineage_paths[:-1]}
    by_path = {node.path: node for node in at_paths(sorted(paths))}
    for agency in agencies:
        agency.ancestry = [by_path[path] for path in agency.lineage_paths[:-1] if path in by_path]
    return agencies
