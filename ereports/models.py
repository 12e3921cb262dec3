"""The report on the Act B.E. 2565: one living report per agency, its documents and links."""

import datetime
import hashlib
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from ereports.sections import BY_KEY, CHANNELS, LICENCES, SECTION_CHOICES
from infoadmin.audit.history import tracked
from infoadmin.prepared import Prepared

SWITCH = [(True, _("เปิด")), (False, _("ปิด"))]


class ObstacleKind(models.Model):
    """A kind of problem that a report may name in 1.4; dga keeps the list."""

    name = models.CharField(_("ประเภทของปัญหา"), max_length=200, unique=True)
    position = models.PositiveSmallIntegerField(_("ลำดับ"), default=0)
    is_offered = models.BooleanField(_("ให้เลือกได้"), default=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    history = tracked()

    class Meta:
        verbose_name = _("ประเภทของปัญหา")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name


class Report(models.Model):
    """An agency's answers; what it publishes hangs on it as rows of their own."""

    agency = models.OneToOneField(Agency, models.PROTECT, related_name="report")
    has_licences = models.BooleanField(_("มีใบอนุญาตตามมาตรา 13 (1)"), null=True, blank=True)
    is_gazetted = models.BooleanField(_("ลงประกาศในราชกิจจานุเบกษาแล้ว"), null=True, blank=True)
    obstacle_1 = models.ForeignKey(
        ObstacleKind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ปัญหาสำคัญลำดับที่ 1"),
    )
    obstacle_2 = models.ForeignKey(
        ObstacleKind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ปัญหาสำคัญลำดับที่ 2"),
    )
    obstacle_3 = models.ForeignKey(
        ObstacleKind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ปัญหาสำคัญลำดับที่ 3"),
    )
    obstacle_detail = models.TextField(_("รายละเอียดของปัญหา"), blank=True, max_length=4000)
    version = models.PositiveIntegerField(default=0, editable=False)
    last_save_key = models.UUIDField(null=True, editable=False)
    saved_at = models.DateTimeField(_("บันทึกล่าสุด"), auto_now=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    history = tracked(excluded_fields=["last_save_key"])

    class Meta:
        verbose_name = _("รายงาน")
        constraints = [
            models.CheckConstraint(
                condition=(Q(obstacle_1=None) | Q(obstacle_2=None) | ~Q(obstacle_1=F("obstacle_2")))
                & (Q(obstacle_1=None) | Q(obstacle_3=None) | ~Q(obstacle_1=F("obstacle_3")))
                & (Q(obstacle_2=None) | Q(obstacle_3=None) | ~Q(obstacle_2=F("obstacle_3"))),
                name="report_obstacles_do_not_repeat",
            ),
        ]

    def __str__(self):
        return f"{_('รายงาน')} {self.agency}"


report_of = Prepared(lambda agency: Report.objects.filter(agency=agency))


class Upload(models.Model):
    """A file as it was received: checked, and kept under an opaque name."""

    class CheckState(models.TextChoices):
        CLEAN = "clean", _("ปลอดภัย")
        WAITING = "waiting", _("รอตรวจไวรัส")
        REFUSED = "refused", _("ไม่ผ่านการตรวจ")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="uploads", editable=False
    )
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="uploads", editable=False)
    section = models.CharField(max_length=10, choices=SECTION_CHOICES, editable=False)
    file = models.FileField(max_length=200, unique=True, editable=False)
    original_name = models.CharField(_("ชื่อไฟล์"), max_length=300)
    size = models.PositiveIntegerField(_("ขนาด (ไบต์)"))
    pages = models.PositiveIntegerField(_("จำนวนหน้า"))
    sha256 = models.CharField("SHA-256", max_length=64)
    check_state = models.CharField(_("ผลการตรวจ"), max_length=10, choices=CheckState)
    created_at = models.DateTimeField(auto_now_add=True)

    history = tracked()

    class Meta:
        verbose_name = _("ไฟล์")
        indexes = [
            models.Index(
                fields=["created_at"], condition=Q(check_state="waiting"), name="upload_waiting"
            ),
            models.Index(
                fields=["agency"], condition=Q(check_state="refused"), name="upload_refused"
            ),
        ]

    def __str__(self):
        return self.original_name

    @property
    def is_waiting(self):
        """Whether the scanner has not yet judged it."""
        return self.check_state == self.CheckState.WAITING

    @property
    def is_refused(self):
        """Whether the scanner found something in it after it was received."""
        return self.check_state == self.CheckState.REFUSED

    @property
    def title(self):
        """The file's name without its ending, as the public reads it."""
        return self.original_name.removesuffix(".pdf").removesuffix(".PDF")


class Document(models.Model):
    """One version of an announcement or order. Never deleted, only switched off."""

    class Scope(models.TextChoices):
        OWN = "own", _("สำหรับหน่วยงานตนเอง")
        SUBTREE = "subtree", _("สำหรับหน่วยงานภายใต้สังกัดทุกสาขา")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="documents")
    upload = models.OneToOneField(Upload, models.PROTECT, related_name="document")
    section = models.CharField(_("ส่วนของรายงาน"), max_length=10, choices=SECTION_CHOICES)
    date = models.DateField(_("วันที่ตามเอกสาร"), null=True, blank=True)
    scope = models.CharField(_("ตั้งค่าการประกาศ"), max_length=10, choices=Scope, default=Scope.OWN)
    in_use = models.BooleanField(_("การใช้งาน"), choices=SWITCH, default=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("อัปโหลดเมื่อ"), auto_now_add=True)

    history = tracked()

    class Meta:
        verbose_name = _("เอกสาร")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope="own") | Q(section=CHANNELS.key),
                name="document_subtree_scope_in_section_10",
            ),
            models.CheckConstraint(
                condition=Q(date__isnull=False) | Q(section=LICENCES.key),
                name="document_has_its_date",
            ),
        ]
        indexes = [
            models.Index(
                fields=["report", "section"],
                condition=Q(in_use=True),
                name="document_in_use",
            ),
            models.Index(
                fields=["created_at", "id"], condition=Q(in_use=True), name="document_newest"
            ),
        ]

    def __str__(self):
        return str(self.upload)

    @property
    def section_info(self):
        """The section of the Act that this document answers."""
        return BY_KEY[self.section]


class LinkCheck(models.Model):
    """What is known of a published address: whether it answered when we looked last."""

    class State(models.TextChoices):
        WORKING = "working", _("ใช้ได้")
        UNKNOWN = "unknown", _("รอตรวจซ้ำ")
        BROKEN = "broken", _("ลิงก์เสีย")

    class Problem(models.TextChoices):
        GONE = "gone", _("เว็บไซต์ตอบว่าไม่มีหน้านี้แล้ว")
        SERVER = "server", _("เว็บไซต์ปลายทางขัดข้อง")
        SILENT = "silent", _("เว็บไซต์ไม่ตอบ")
        NO_HOST = "no_host", _("ไม่พบเว็บไซต์ตามชื่อนี้")
        CERTIFICATE = "certificate", _("ใบรับรองความปลอดภัยของเว็บไซต์หมดอายุหรือไม่ตรงชื่อ")
        REDIRECTS = "redirects", _("เว็บไซต์ส่งต่อวนไปไม่สิ้นสุด")
        PRIVATE = "private", _("ลิงก์นำไปยังเครือข่ายภายใน ประชาชนเปิดไม่ได้")
        ADDRESS = "address", _("ลิงก์นำไปยังที่อยู่ที่เปิดไม่ได้")
        BLOCKED = "blocked", _("เว็บไซต์ไม่ให้โปรแกรมตรวจ")  # people may well be let in

    digest = models.CharField(max_length=64, unique=True)  # of the address, which may be long
    url = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.UNKNOWN)
    problem = models.CharField(max_length=20, choices=Problem, blank=True)
    status = models.PositiveSmallIntegerField(null=True)  # HTTP
    failures = models.PositiveSmallIntegerField(default=0)  # in a row, each in a run of its own
    failing_since = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("ผลการตรวจลิงก์")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="broken") | Q(failing_since__isnull=False, failures__gt=0),
                name="link_check_broken_has_failed",
            )
        ]

    def __str__(self):
        return self.url

    @staticmethod
    def digest_of(url):
        """SHA-256 of an address, hexadecimal."""
        return hashlib.sha256(url.encode()).hexdigest()

    @property
    def is_broken(self):
        """Whether it failed so often that somebody must do something."""
        return self.state == self.State.BROKEN


class CheckedLink(models.Model):
    """Base of the rows that publish an address (`url`)."""

    link_check = models.ForeignKey(
        LinkCheck, models.SET_NULL, null=True, related_name="+", editable=False
    )

    class Meta:
        abstract = True

    @property
    def finding(self):
        """The LinkCheck of this very address where it failed, or None. Select `link_check` first."""
        check = self.link_check
        return check if check and check.failures and check.url == self.url else None


class GazetteLink(CheckedLink):
    """A link to the publication in the Royal Gazette; switched off, never deleted."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="gazette_links")
    url = models.URLField(_("ลิงก์ราชกิจจานุเบกษา"), max_length=800)
    in_use = models.BooleanField(_("การใช้งาน"), choices=SWITCH, default=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("เพิ่มเมื่อ"), auto_now_add=True)

    history = tracked(excluded_fields=["link_check"])

    class Meta:
        verbose_name = _("ลิงก์ราชกิจจานุเบกษา")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "url"], name="gazette_link_is_given_once")
        ]

    def __str__(self):
        return self.url


class LicenceChannel(CheckedLink):
    """Where the public checks a licence online (section 13 (2))."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="licence_channels")
    position = models.PositiveSmallIntegerField(_("ลำดับ"))
    name = models.CharField(_("ชื่อใบอนุญาต"), max_length=300)
    url = models.URLField(_("ลิงก์ช่องทางการตรวจสอบใบอนุญาต"), max_length=800)

    history = tracked(excluded_fields=["link_check"])

    class Meta:
        verbose_name = _("ช่องทางการเปิดเผยข้อมูลการอนุญาต")
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name


class Draft(models.Model):
    """A report form that somebody has not finished: what was typed, for them alone."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="drafts")
    data = models.JSONField()  # the form's fields: name → list of texts
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("ร่าง")
        constraints = [
            models.UniqueConstraint(fields=["user", "agency"], name="draft_is_one_per_person")
        ]

    def __str__(self):
        return f"{self.agency} · {self.user}"


class FormPresenceQuerySet(models.QuerySet):
    """Who has a report form open."""

    LASTS = datetime.timedelta(seconds=70)  # a browser lets a hidden tab speak once a minute

    def fresh(self):
        """Those whose form has spoken lately."""
        return self.filter(seen_at__gte=timezone.now() - self.LASTS)


class FormPresence(models.Model):
    """Somebody has the report form of an agency open; goes stale by itself when the form is left."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    objects = FormPresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("ผู้เปิดแบบฟอร์ม")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "user"], name="form_presence_is_one_per_person"
            )
        ]

    def __str__(self):
        return f"{self.agency} · {self.user}"
