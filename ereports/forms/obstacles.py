"""1.4: the three most important obstacles, ranked; and dga's list of their kinds."""

from django import forms
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ereports.forms.fields import QuietForm
from ereports.models import ObstacleKind
from infoadmin.forms.fields import OneLineField
from infoadmin.forms.versioned import VersionedForm
from infoadmin.forms.widgets import PlainSelect

RANKS = ("obstacle_1", "obstacle_2", "obstacle_3")


class KindField(forms.TypedChoiceField):
    """A kind of problem by its pk; the one that is saved already is right without asking."""

    def __init__(self, *, saved, **options):
        super().__init__(coerce=int, empty_value=None, required=False, **options)
        self.saved = saved

    def valid_value(self, value):
        return str(value) == str(self.saved) or super().valid_value(value)


class ObstacleForm(QuietForm):
    """Rank 1, 2 and 3 without repeats, and a text; all optional."""

    def __init__(self, data, *, report, **kwargs):
        initial = {name: getattr(report, f"{name}_id") for name in RANKS}
        initial["obstacle_detail"] = report.obstacle_detail
        super().__init__(data, initial=initial, prefix="obstacle", **kwargs)
        self.saved = [initial[name] for name in RANKS if initial[name]]
        for number, name in enumerate(RANKS, start=1):
            self.fields[name] = KindField(
                saved=initial[name],
                choices=lambda: self.choices,
                label=_("ประเภทของปัญหาที่สำคัญลำดับที่ %d") % number,
                widget=PlainSelect,
                error_messages={"invalid_choice": _("เลือกประเภทของปัญหาจากรายการ")},
            )
        self.fields["obstacle_detail"] = forms.CharField(
            label=_("รายละเอียดของปัญหา"),
            required=False,
            max_length=4000,
            widget=forms.Textarea({"rows": 4}),
            error_messages={"max_length": _("รายละเอียดยาวเกินไป (ไม่เกิน 4,000 ตัวอักษร)")},
        )

    @cached_property
    def choices(self):
        """The kinds on offer and those chosen before; read when somebody looks or chooses anew."""
        kinds = ObstacleKind.objects.filter(Q(is_offered=True) | Q(pk__in=self.saved))
        return [("", _("– ไม่ระบุ –")), *kinds.values_list("pk", "name")]

    def clean(self):
        cleaned = super().clean()
        chosen = []
        for name in RANKS:
            kind = cleaned.get(name)
            if kind and kind in chosen:
                self.add_error(name, _("เลือกปัญหานี้ไปแล้วในลำดับก่อนหน้า กรุณาเลือกประเภทอื่น"))
            if kind and len(chosen) < RANKS.index(name):
                self.add_error(name, _("เลือกลำดับก่อนหน้าก่อน แล้วจึงเลือกลำดับนี้"))
            if kind:
                chosen.append(kind)
        return cleaned

    def ranked(self):
        """The pks of the three kinds chosen, None where there is none."""
        return tuple(self.cleaned_data[name] for name in RANKS)


class ObstacleKindForm(VersionedForm):
    """One row of dga's list."""

    name = OneLineField(
        label=_("ประเภทของปัญหา"),
        max_length=200,
        error_messages={
            "required": _("กรอกชื่อประเภทของปัญหา"),
            "max_length": _("ชื่อยาวเกินไป (ไม่เกิน 200 ตัวอักษร)"),
        },
    )
    is_offered = forms.BooleanField(label=_("ให้เลือกได้"), required=False)

    def __init__(self, data=None, *, kind):
        names = ("name", "is_offered", "version")
        super().__init__(data, initial={name: getattr(kind, name) for name in names})
        self.kind = kind

    def clean_name(self):
        name = self.cleaned_data["name"]
        if ObstacleKind.objects.exclude(pk=self.kind.pk).filter(name=name).exists():
            raise forms.ValidationError(_("มีประเภทนี้อยู่แล้ว"))
        return name
