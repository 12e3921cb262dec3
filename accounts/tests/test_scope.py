"""One's scope as a queryset and as a question about one agency are the same rule (assurance P2)."""

from itertools import combinations

from accounts.models import Grant, Role
from accounts.rights import Rights
from agencies.models import Agency


def test_p2_what_is_seen_is_what_the_list_holds(tree):
    agencies = list(vars(tree).values())
    grants = [Grant(role=Role.DGA, covers_subtree=True)]
    for agency in agencies:
        grants += [Grant(role=Role.OFFICER, agency=agency, covers_subtree=flag) for flag in (0, 1)]
    held = [(), *combinations(grants, 1), *combinations(grants, 2)]
    for some in held:
        rights = Rights(some)
        listed = set(rights.agencies().values_list("pk", flat=True))
        assert {agency.pk for agency in Agency.objects.all() if rights.sees(agency)} == listed
        ministries = {agency.pk for agency in Agency.objects.children_of(None)}
        assert {ministry.pk for ministry in rights.ministries()} == ministries & listed
