"""The filtered list of agencies as cells for a file, row by row, however long it is."""

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Agency

_CHUNK = 2000


def header():
    """Thai column titles, in the order of `_row`."""
    fields = ("code", "name", "name_en", "short_name", "kind", "status")
    titles = [str(Agency._meta.get_field(name).verbose_name) for name in fields]
    emails = [str(Agency._meta.get_field(name).verbose_name) for name in Agency.EMAIL_FIELDS]
    return [*titles, _("ต้นสังกัด"), *emails, _("แก้ไขล่าสุด")]


def rows(agencies):
    """One list of cells for each agency of a queryset."""
    kinds, statuses = (
        {value: str(label) for value, label in choices}
        for choices in (Agency.Kind.choices, Agency.Status.choices)
    )
    above = dict(Agency.objects.filter(numchild__gt=0).values_list("path", "name"))
    for agency in agencies.iterator(chunk_size=_CHUNK):
        names = [above.get(path, "") for path in agency.lineage_paths[:-1]]
        yield [
            agency.code,
            agency.name,
            agency.name_en,
            agency.short_name,
            kinds[agency.kind],
            statuses[agency.status],
            " › ".join(names),
            *(getattr(agency, name) for name in Agency.EMAIL_FIELDS),
            timezone.localtime(agency.updated_at).isoformat(sep=" ", timespec="minutes"),
        ]
