"""What a caller of the open data may ask for: parameters checked, and cursors that page by key."""

import base64
import binascii
import json
import re
import uuid

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from ereports import publication
from ereports.public.api import Refused
from ereports.sections import BY_KEY

DEFAULT_LIMIT, MAX_LIMIT = 50, 200
YEARS = range(1900, 2400)  # 2565 is a year of พ.ศ.; year 1 no database can turn into UTC


class AgencyCodeField(forms.CharField):
    """An agency by its code; answers the Agency or None."""

    def clean(self, value):
        code = super().clean(value)
        if not code:
            return None
        agency = Agency.objects.filter(code=code[:20]).first()
        agency = agency or Agency.objects.filter(former_codes__code=code[:20]).first()
        if agency is None:
            raise forms.ValidationError(
                _("ไม่มีหน่วยงานรหัส %(code)s"), "unknown_agency", {"code": code}
            )
        return agency


class MomentField(forms.CharField):
    """A date, or a date with time, in ISO 8601; answers a datetime (in Bangkok where it says none)."""

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:  # a + that nobody escaped comes as a space
            moment = parse_datetime(re.sub(r"(:\S*) (\d\d:?\d\d)$", r"\1+\2", text))
        except ValueError:
            moment = None
        if moment is None or moment.year not in YEARS:
            raise forms.ValidationError(
                _(
                    "since ต้องเป็นวันที่แบบ ISO 8601 (ค.ศ.) เช่น 2022-10-12 หรือ 2022-10-12T09:00:00+07:00"
                ),
                "bad_date",
            )
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def choices(*values):
    """A parameter that takes one of a few words."""
    return forms.ChoiceField(
        choices=[(value, value) for value in values],
        required=False,
        error_messages={
            "invalid_choice": _("%(value)s ใช้ไม่ได้ เลือกจากค่าที่ระบุไว้ในคำอธิบายของพารามิเตอร์นี้")
        },
    )


class Query(forms.Form):
    """Parameters of one address; anything it does not know is refused, not passed over."""

    @classmethod
    def of(cls, request):
        """The checked parameters of a request; raises Refused with the first thing that is wrong."""
        query = cls(request.GET)
        if unknown := sorted(set(request.GET) - set(query.fields)):
            raise Refused(
                "unknown_parameter", _("ไม่รู้จักพารามิเตอร์ %(name)s"), {"name": unknown[0][:40]}
            )
        for name, errors in query.errors.as_data().items():
            error = errors[0]
            code = error.code if error.code in _OUR_CODES else f"bad_{name}"
            raise Refused(code, error.message, error.params)
        return query


_OUR_CODES = {"unknown_agency", "bad_date", "bad_cursor"}
_LIMIT = _("limit ต้องเป็นจำนวนเต็มตั้งแต่ 1 ถึง 200")


class PagedQuery(Query):
    """Parameters of a list: one page of it by key."""

    limit = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MAX_LIMIT,
        error_messages={"invalid": _LIMIT, "min_value": _LIMIT, "max_value": _LIMIT},
    )
    after = forms.CharField(
        required=False,
        max_length=300,
        error_messages={"max_length": _("after ใช้ไม่ได้ กรุณาใช้ค่าที่ได้จาก next โดยไม่แก้ไข")},
    )

    def clean_after(self):
        """The key after which the page begins, or None."""
        if not self.cleaned_data["after"]:
            return None
        try:
            text = base64.urlsafe_b64decode(self.cleaned_data["after"].encode())
            return self.read_key(json.loads(text))
        except (binascii.Error, ValueError, TypeError, KeyError, RecursionError):
            raise forms.ValidationError(
                _("after ใช้ไม่ได้ กรุณาใช้ค่าที่ได้จาก next โดยไม่แก้ไข"), "bad_cursor"
            ) from None

    def page(self):
        """(rows of the page, cursor of the next one or None)."""
        limit = self.cleaned_data["limit"] or DEFAULT_LIMIT
        rows = list(self.rows()[: limit + 1])
        if len(rows) <= limit:
            return rows, None
        key = json.dumps(self.key_of(rows[limit - 1]))
        return rows[:limit], base64.urlsafe_b64encode(key.encode()).decode()


class AgencyQuery(PagedQuery):
    """Agencies in the order of the tree: a parent comes before what is below it."""

    parent = AgencyCodeField(required=False)
    within = AgencyCodeField(required=False)
    kind = choices(*Agency.Kind.values)
    status = choices("open", "closed", "all")
    q = forms.CharField(required=False)

    def rows(self):
        wanted = self.cleaned_data
        status = wanted["status"] or "open"
        rows = Agency.objects.select_related("successor", "report").order_by("path")
        if status != "all":
            rows = rows.filter(status=status)
        if wanted["parent"]:
            rows = rows.children_of(wanted["parent"])
        if wanted["within"]:
            rows = rows.under(wanted["within"])
        if wanted["kind"]:
            rows = rows.filter(kind=wanted["kind"])
        if wanted["q"]:
            rows = rows.search(wanted["q"])
        return rows.filter(path__gt=wanted["after"]) if wanted["after"] else rows

    @staticmethod
    def key_of(agency):
        return agency.path

    @staticmethod
    def read_key(key):
        if not re.fullmatch("[0-9A-Z]{4,255}", key):
            raise ValueError(key)
        return key


class PublicationFilter(Query):
    """Which public documents are wanted."""

    agency = AgencyCodeField(required=False)
    within = AgencyCodeField(required=False)
    section = choices(*BY_KEY)
    since = MomentField(required=False)

    def documents(self):
        """The public documents that are wanted, oldest first."""
        wanted = self.cleaned_data
        return publication.publications(
            of=wanted["agency"],
            within=wanted["within"],
            section=wanted["section"] or None,
            since=wanted["since"],
        )


class PublicationQuery(PagedQuery, PublicationFilter):
    """One page of them."""

    def rows(self):
        documents = self.documents()
        if not self.cleaned_data["after"]:
            return documents
        created_at, pk = self.cleaned_data["after"]
        later = Q(created_at__gt=created_at) | Q(pk__gt=pk)
        return documents.filter(later, created_at__gte=created_at)

    @staticmethod
    def key_of(document):
        return [document.created_at.isoformat(), document.pk.hex]

    @staticmethod
    def read_key(key):
        created_at, pk = key
        moment = parse_datetime(created_at)
        if moment is None or timezone.is_naive(moment) or moment.year not in YEARS:
            raise ValueError(key)
        return moment, uuid.UUID(str(pk))
