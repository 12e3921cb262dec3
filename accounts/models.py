"""Who may enter, and what they may do: people, their grants, activation tokens, access events."""

import datetime
import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from infoadmin.audit.history import tracked

INACTIVE_DAYS = 45  # a right that nobody used for so long wants a review (DSS PS-08)


class User(AbstractBaseUser):
    """A person of the back office, known by issuer and subject of Digital ID; no password here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    password = None
    issuer = models.CharField(max_length=255)
    # Unknown (null, so that it may be unique) until a former account first signs in.
    subject = models.CharField(max_length=255, null=True, blank=True)  # noqa: DJ001
    username = models.CharField(_("ชื่อบัญชี Digital ID"), max_length=150)
    name = models.CharField(_("ชื่อ-นามสกุล"), max_length=300, blank=True)
    email = models.CharField(_("อีเมล"), max_length=254, blank=True)
    phone = models.CharField(_("โทรศัพท์"), max_length=40, blank=True)
    is_active = models.BooleanField(_("ใช้งานได้"), default=True)
    suspended_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ระงับโดย")
    )
    session_stamp = models.UUIDField(default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BaseUserManager()
    history = tracked(excluded_fields=["last_login", "session_stamp"])

    USERNAME_FIELD = "id"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("ผู้ใช้งาน")
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="user_identity_is_unique"),
            models.UniqueConstraint(
                fields=["issuer", "username"],
                condition=Q(subject=None),
                name="user_without_subject_is_unique",
            ),
        ]

    def __str__(self):
        return self.display_name

    @property
    def display_name(self):
        return self.name or self.username

    @property
    def initials(self):
        """First letters of the first two words; a leading vowel yields to its consonant."""
        words = self.display_name.split()[:2]
        return "".join(word.lstrip("เแโใไ")[:1] for word in words)

    @property
    def is_inactive(self):
        """Whether the person has not signed in for INACTIVE_DAYS, or never."""
        since = timezone.now() - datetime.timedelta(days=INACTIVE_DAYS)
        return self.last_login is None or self.last_login < since

    def get_session_auth_hash(self):
        """Changes with `session_stamp`, which so ends every session of the person."""
        return salted_hmac("accounts.User", str(self.session_stamp), algorithm="sha256").hexdigest()


class Role(models.TextChoices):
    """The four roles of officers, highest first."""

    DGA = "dga", _("เจ้าหน้าที่ สพร.")
    CENTRAL = "central", _("เจ้าหน้าที่ส่วนกลาง")
    OFFICER = "officer", _("เจ้าหน้าที่หน่วยงาน")
    SERVICE_POINT = "service_point", _("เจ้าหน้าที่จุดบริการ")


class Permissions(models.Model):
    """What a grant gives and a token promises: a role at an agency, and capabilities."""

    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, verbose_name=_("หน่วยงาน")
    )
    role = models.CharField(_("บทบาท"), max_length=20, choices=Role)
    covers_subtree = models.BooleanField(_("รวมหน่วยงานภายใต้สังกัดทุกสาขา"), default=False)
    may_manage_agency = models.BooleanField(_("ผู้มีสิทธิ์ในการจัดการรายละเอียดของหน่วยงาน"), default=False)
    may_report = models.BooleanField(_("ผู้ได้รับสิทธิ์ในการจัดการแบบฟอร์มรายงาน"), default=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(role="dga", agency=None) | (~Q(role="dga") & Q(agency__isnull=False)),
                name="%(class)s_dga_has_the_whole_tree",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=["dga", "central"]) | Q(covers_subtree=True),
                name="%(class)s_central_covers_its_subtree",
            ),
            models.CheckConstraint(
                condition=~Q(role="service_point") | Q(covers_subtree=False),
                name="%(class)s_service_point_covers_itself",
            ),
        ]


class GrantQuerySet(models.QuerySet):
    """Grants by whether they hold."""

    def in_force(self):
        """Grants that have not been withdrawn."""
        return self.filter(withdrawn_at=None)

    def search(self, text):
        """Grants of people whose name or account holds every word of `text`."""
        for word in text[:200].split()[:10]:
            found = Q(user__name__icontains=word) | Q(user__username__icontains=word)
            self = self.filter(found)
        return self

    def inactive(self):
        """Grants of people who have not signed in for INACTIVE_DAYS, or never."""
        since = timezone.now() - datetime.timedelta(days=INACTIVE_DAYS)
        return self.filter(Q(user__last_login=None) | Q(user__last_login__lt=since))


class Grant(Permissions):
    """A role that a person holds; all rights are computed from the grants in force."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    granted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="grants_given"
    )
    token = models.OneToOneField(
        "ActivationToken", models.PROTECT, null=True, blank=True, related_name="grant"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("ถอนสิทธิ์เมื่อ"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = GrantQuerySet.as_manager()

    history = tracked()

    class Meta(Permissions.Meta):
        verbose_name = _("สิทธิ์")
        constraints = [
            *Permissions.Meta.constraints,
            models.UniqueConstraint(
                fields=["user", "agency", "role"],
                condition=Q(withdrawn_at=None),
                name="grant_is_held_once",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(withdrawn_at=None, agency=None),
                name="grant_of_the_whole_tree_is_held_once",
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()} · {self.agency or _('ทุกหน่วยงาน')}"


class TokenQuerySet(models.QuerySet):
    """Tokens by what has become of them."""

    def unused(self):
        """Tokens that may still be redeemed, if their issuer still has the right."""
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=timezone.now())

    def with_status(self, status):
        """Tokens of one `ActivationToken.Status`; all of them for anything else."""
        open_tokens = Q(used_at=None, revoked_at=None)
        return {
            "unused": self.filter(open_tokens, expires_at__gt=timezone.now()),
            "used": self.filter(used_at__isnull=False),
            "expired": self.filter(open_tokens, expires_at__lte=timezone.now()),
            "revoked": self.filter(revoked_at__isnull=False),
        }.get(status, self)


class ActivationToken(Permissions):
    """A promise of a grant, redeemed once. The token itself is known to its bearer alone."""

    class Status(models.TextChoices):
        UNUSED = "unused", _("ยังไม่ใช้")
        USED = "used", _("ใช้แล้ว")
        EXPIRED = "expired", _("หมดอายุ")
        REVOKED = "revoked", _("ยกเลิก")

    digest = models.CharField(max_length=64, unique=True, editable=False)
    last_four = models.CharField(max_length=4)
    note = models.CharField(_("ออกให้แก่"), max_length=200)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="tokens_issued")
    issued_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    issue_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    used_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="tokens_used"
    )
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="tokens_revoked"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TokenQuerySet.as_manager()
    history = tracked(excluded_fields=["digest"])

    class Meta(Permissions.Meta):
        verbose_name = _("Token")
        ordering = ["-issued_at", "-pk"]
        constraints = [
            *Permissions.Meta.constraints,
            models.CheckConstraint(
                condition=Q(used_at=None, used_by=None)
                | Q(used_at__isnull=False, used_by__isnull=False),
                name="token_used_by_and_at_together",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="token_revoked_by_and_at_together",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(revoked_at=None), name="token_is_used_or_revoked"
            ),
        ]

    def __str__(self):
        return f"…{self.last_four}"

    @property
    def status(self):
        """What has become of the token, as `ActivationToken.Status`."""
        if self.used_at:
            return self.Status.USED
        if self.revoked_at:
            return self.Status.REVOKED
        return self.Status.EXPIRED if self.expires_at <= timezone.now() else self.Status.UNUSED


class SignedInSession(models.Model):
    """A browser in which somebody signed in; lists one's sessions on the profile."""

    user = models.ForeignKey(User, models.CASCADE, related_name="signed_in_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    signed_in_at = models.DateTimeField(auto_now_add=True)
    address = models.GenericIPAddressField(null=True, blank=True)
    browser = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-signed_in_at"]

    def __str__(self):
        return f"{self.user} {self.signed_in_at:%Y-%m-%d %H:%M}"


class AccessEvent(models.Model):
    """Something that happened at the door; kept for those who watch it."""

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", _("เข้าสู่ระบบ")
        REFUSED = "refused", _("เข้าสู่ระบบไม่สำเร็จ")
        ACTIVATED = "activated", _("ยืนยัน Token")
        TOKEN_REFUSED = "token_refused", _("Token ไม่ถูกต้อง")
        TOKEN_CHECKED = "token_checked", _("ตรวจสอบ Token")
        THROTTLED = "throttled", _("ลอง Token ถี่เกินไป")
        SIGNED_OUT = "signed_out", _("ออกจากระบบ")
        DENIED = "denied", _("ไม่มีสิทธิ์")
        UNPUBLISHED_FILE = "unpublished_file", _("เปิดไฟล์ที่ไม่ได้เผยแพร่")

    at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=20, choices=Kind)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="events")
    identity = models.CharField(max_length=64, blank=True)  # digest of issuer and subject
    address = models.GenericIPAddressField(null=True, blank=True)
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("เหตุการณ์การเข้าใช้งาน")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["kind", "identity", "at"], name="event_by_identity"),
            models.Index(fields=["kind", "address", "at"], name="event_by_address"),
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_kind_display()}"

    REASONS = {
        "state": _("คำตอบหมดเวลาหรือไม่ได้มาจากการเข้าสู่ระบบนี้"),
        "provider_error": _("ผู้ใช้ไม่ยินยอม หรือ Digital ID ปฏิเสธ"),
        "provider_unavailable": _("Digital ID ไม่ตอบสนอง"),
        "deactivated": _("บัญชีถูกระงับ"),
        "code": _("รหัสเข้าสู่ระบบใช้ไม่ได้"),
        "nonce": _("คำตอบไม่ตรงกับการเข้าสู่ระบบนี้"),
        "userinfo_sub": _("ข้อมูลผู้ใช้ไม่ตรงกับผู้เข้าสู่ระบบ"),
        "everywhere": _("ทุกเครื่อง"),
    }

    @property
    def reason(self):
        """`detail` in words, where it is one of the reasons' names."""
        if self.kind == self.Kind.REFUSED and self.detail not in self.REASONS:
            return _("ตรวจคำตอบของ Digital ID ไม่ผ่าน (%s)") % self.detail
        return self.REASONS.get(self.detail, self.detail)
