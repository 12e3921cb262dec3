"""The account of a person at the provider."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from .citizen_id import LENGTH, masked


class AccountManager(BaseUserManager):
    def get_by_natural_key(self, username):
        """Return the account with this username, however its capitals were typed."""
        return self.get(username=username.lower())


class Account(AbstractBaseUser):
    # The primary key is the `sub` claim, so no token can name anything else.
    subject = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(
        "ชื่อบัญชีผู้ใช้ (Username)",
        max_length=30,
        unique=True,
        error_messages={"unique": "ชื่อบัญชีผู้ใช้นี้มีผู้ใช้แล้ว กรุณาเลือกชื่ออื่น"},
    )
    given_name = models.CharField("ชื่อ", max_length=100)
    family_name = models.CharField("นามสกุล", max_length=100)
    email = models.EmailField("อีเมล")
    phone_number = models.CharField("เบอร์โทรศัพท์มือถือ", max_length=10)
    citizen_id = models.CharField(
        "เลขบัตรประจำตัวประชาชน",
        max_length=LENGTH,
        unique=True,
        error_messages={
            "unique": "เลขบัตรประจำตัวประชาชนนี้สมัครไว้แล้ว กรุณาเข้าสู่ระบบด้วยบัญชีเดิม",
        },
    )
    ial_level = models.DecimalField(
        "ระดับความน่าเชื่อถือของการพิสูจน์ตัวตน", max_digits=2, decimal_places=1, default="1.1"
    )

    objects = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["given_name", "family_name", "email", "phone_number", "citizen_id"]

    class Meta:
        verbose_name = "บัญชี Digital ID"
        verbose_name_plural = "บัญชี Digital ID"

    def __str__(self):
        return self.username

    @property
    def full_name(self):
        return f"{self.given_name} {self.family_name}"

    @property
    def masked_citizen_id(self):
        return masked(self.citizen_id)
