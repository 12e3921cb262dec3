"""What the checks found wrong in what agencies publish: for the lists, the home page, the filter."""

from collections import Counter

from django.db.models import Count, F, Q

from ereports import publication
from ereports.models import LinkCheck


def broken_links():
    """The gazette links and the licence channels that are public and broken, as two querysets."""
    # The address may have been changed since it was looked at.
    broken = {"link_check__state": LinkCheck.State.BROKEN, "link_check__url": F("url")}
    return [rows.filter(**broken) for rows in publication.public_links()]


def with_broken_links(agencies):
    """Those of `agencies` (a queryset) that publish a broken link."""
    found = Q()
    for rows in broken_links():
        found |= Q(pk__in=rows.values("report__agency"))
    return agencies.filter(found)


def attach_faults(agencies):
    """Give each agency `.refused_files` and `.broken_links` (numbers); three queries in all."""
    refused = _numbers([publication.refused_documents()], agencies)
    broken = _numbers(broken_links(), agencies)
    for agency in agencies:
        agency.refused_files, agency.broken_links = refused[agency.pk], broken[agency.pk]
    return agencies


def _numbers(querysets, agencies):
    """How many rows each agency has: {Agency.pk: number}."""
    numbers = Counter()
    for rows in querysets:
        mine = rows.filter(report__agency__in=[agency.pk for agency in agencies])
        grouped = mine.order_by().values_list("report__agency").annotate(Count("pk"))
        numbers.update(dict(grouped))
    return numbers
