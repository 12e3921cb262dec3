"""Which public pages are made anew after a deed: exactly those that show what it changed."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies import actions
from agencies.importing import import_agencies
from agencies.models import Agency, AgencyMove, FormerCode
from infoadmin.csvfile import CSVRefused

SHOWN_CHILDREN = 12  # names on the page of the agency above


def fresh(agency):
    return Agency.objects.get(pk=agency.pk)


@pytest.fixture
def restamped(tree):
    """A function: names in the cast (others: codes) stamped anew since the last time."""
    names = {agency.pk: name for name, agency in vars(tree).items()}

    def stamps():
        rows = Agency.objects.values_list("pk", "code", "public_stamp")
        return {names.get(pk, code): stamp for pk, code, stamp in rows}

    seen = stamps()

    def since():
        before = dict(seen)
        seen.update(stamps())
        return {name for name in before if before[name] != seen[name]}

    return since


@pytest.fixture
def closed(tree):
    """`stranger`'s child that is closed, with the hospital as its successor, by name `former`."""
    former = actions.create(
        code="FORMER", name="โรงพยาบาลเดิม", kind="office", parent=tree.stranger, by=None
    )
    return actions.close(agency=former, reason="x", successor=tree.hospital, by=None)


def details(agency, **changes):
    names = ("code", "name", "name_en", "short_name", "kind")
    return {**{name: getattr(agency, name) for name in names}, **changes}


def set_details(agency, **changes):
    actions.set_details(
        agency=agency, details=details(agency, **changes), version=agency.version, by=None
    )


def test_a_new_agency_shows_on_the_page_above(tree, restamped):
    actions.create(code="NEW", name="ใหม่", kind="office", parent=tree.department, by=None)
    assert restamped() == {"department"}
    actions.create(code="ROOT", name="กระทรวงใหม่", kind="ministry", by=None)
    assert restamped() == set()


def test_emails_show_on_the_agencys_own_page_alone(tree, restamped):
    actions.set_emails(
        agency=tree.hospital, emails={"email_contact": "a@b.go.th"}, version=1, by=None
    )
    assert restamped() == {"hospital"}


@pytest.mark.parametrize(
    "change",
    [
        {"name": "โรงพยาบาลอื่น"},
        {"name_en": "Hospital"},
        {"short_name": "รพ."},
        {"kind": "service_point"},
        {"code": "21009999"},
    ],
)
def test_a_name_shows_above_and_with_those_that_it_succeeds(tree, closed, restamped, change):
    restamped()
    set_details(tree.hospital, **change)
    assert restamped() == {"hospital", "department", "FORMER"}


def test_saving_the_same_details_changes_no_page(tree, closed, restamped):
    restamped()
    set_details(tree.hospital)
    assert restamped() == set()


def test_a_move_shows_on_the_pages_left_and_reached(tree, restamped):
    actions.move(agency=tree.hospital, parent=tree.stranger, by=None)
    assert restamped() == {"hospital", "department", "stranger"}
    actions.move(agency=tree.hospital, parent=None, by=None)
    assert restamped() == {"hospital", "stranger"}
    actions.move(agency=fresh(tree.hospital), parent=None, by=None)
    assert restamped() == set()


def test_closing_and_reopening_show_above_and_with_those_that_it_succeeds(tree, closed, restamped):
    actions.move(agency=tree.point, parent=tree.department, by=None)
    restamped()
    actions.close(agency=tree.hospital, reason="x", successor=tree.sibling, by=None)
    assert restamped() == {"hospital", "department", "FORMER"}
    actions.reopen(agency=tree.hospital, by=None)
    assert restamped() == {"hospital", "department", "FORMER"}


def test_a_merge_shows_with_everything_that_moves(tree, closed, restamped):
    restamped()
    actions.merge(agency=tree.hospital, into=tree.stranger, reason="x", by=None)
    assert restamped() == {"hospital", "department", "point", "stranger", "FORMER"}


def imported(*rows):
    """Rows (code, parent_code, name, kind, email_contact, status) through the import."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["code", "parent_code", "name", "kind", "email_contact", "status"])
    writer.writerows(rows)
    return import_agencies(buffer.getvalue().encode())


def row(agency, parent, **changes):
    names = ("name", "kind", "email_contact", "status")
    values = [changes.get(name, getattr(agency, name)) for name in names]
    return (agency.code, parent.code if parent else "", *values)


def test_an_import_follows_the_same_rule_row_by_row(tree, closed, restamped):
    restamped()
    imported(row(tree.hospital, tree.department), row(tree.ministry, None))
    assert restamped() == set()
    imported(row(tree.point, tree.hospital, email_contact="a@b.go.th"))
    assert restamped() == {"point"}
    imported(row(tree.hospital, tree.department, name="โรงพยาบาลอื่น"))
    assert restamped() == {"hospital", "department", "FORMER"}
    imported(row(tree.point, tree.hospital, status="closed"))
    assert restamped() == {"point", "hospital"}
    imported(row(tree.sibling, tree.stranger))
    assert restamped() == {"sibling", "department", "stranger"}
    imported(
        ("N1", tree.sibling.code, "ใหม่", "office", "", ""), ("N2", "N1", "จุด", "office", "", "")
    )
    assert restamped() == {"sibling"}


def test_an_import_stamps_all_rows_in_one_update(tree):
    rows = [(f"N{n}", tree.hospital.code, f"ชื่อ {n}", "office", "", "") for n in range(30)]
    imported(*rows)
    renamed = [(code, above, f"{name} ใหม่", *rest) for code, above, name, *rest in rows]
    with CaptureQueriesContext(connection) as queries:
        imported(*renamed)
    stamping = [query for query in queries if '"public_stamp" =' in query["sql"]]
    assert len(stamping) == 1


# --- Whatever happens to the tree ----------------------------------------------------------------


def pages():
    """{agency: (what its page shows of the tree, the stamps it is kept by)}."""
    agencies = list(Agency.objects.select_related("successor").order_by("sort_key", "code"))
    by_path = {agency.path: agency for agency in agencies}
    found = {}
    for agency in agencies:
        lineage = [by_path[path] for path in agency.lineage_paths]
        below = [
            child
            for child in agencies
            if child.path[: -child.steplen] == agency.path and not child.is_closed
        ]
        successor = agency.successor
        facts = (
            [(above.code, above.name) for above in lineage],
            [(child.code, child.name) for child in below[:SHOWN_CHILDREN]],
            (successor.code, successor.name) if successor else None,
            [getattr(agency, name) for name in ("name_en", "short_name", "kind", "status")],
            [address for _label, address in agency.emails],
        )
        found[agency.pk] = facts, [above.public_stamp for above in lineage]
    return found


def act(deed, one, other, text):
    """Do one thing to the tree; what the rules refuse is left undone."""
    parent = Agency.objects.get_parent(one)
    if deed == "create":
        actions.create(
            code=f"T{Agency.objects.count()}", name=text, kind="office", parent=one, by=None
        )
    elif deed == "rename":
        set_details(one, name=text)
    elif deed == "recode":
        set_details(one, code=f"R{FormerCode.objects.count()}-{one.pk}")
    elif deed == "emails":
        emails = {"email_contact": f"{len(text)}@b.go.th"}
        actions.set_emails(agency=one, emails=emails, version=one.version, by=None)
    elif deed == "move":
        actions.move(agency=one, parent=other, by=None)
    elif deed == "to the top":
        actions.move(agency=one, parent=None, by=None)
    elif deed == "close":
        actions.close(agency=one, reason="x", successor=other, by=None)
    elif deed == "reopen":
        actions.reopen(agency=one, by=None)
    elif deed == "merge":
        actions.merge(agency=one, into=other, reason="x", by=None)
    elif deed == "import a name":
        imported(row(one, parent, name=text))
    elif deed == "import a place":
        imported(
            row(one, other, name=text), (f"I{len(text)}-{one.pk}", one.code, text, "office", "", "")
        )


DEEDS = (
    *("create", "create", "rename", "recode", "emails", "move", "to the top", "close", "reopen"),
    *("merge", "import a name", "import a place"),
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    deeds=st.lists(
        st.tuples(
            st.sampled_from(DEEDS),
            st.integers(0, 99),
            st.integers(0, 99),
            st.sampled_from(["กอง", "สำนัก", "ฝ่ายคลัง", "ศูนย์บริการ"]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_no_page_shows_what_is_no_longer_so(db, deeds):
    AgencyMove.objects.all().delete()
    FormerCode.objects.all().delete()
    Agency.objects.update(successor=None)
    Agency.objects.all().delete()
    roots = [
        actions.create(code=f"M{n}", name=f"กระทรวง {n}", kind="ministry", by=None)
        for n in range(2)
    ]
    for n in range(3):
        actions.create(
            code=f"D{n}", name=f"กรม {n}", kind="office", parent=fresh(roots[0]), by=None
        )
    for deed, who, where, text in deeds:
        agencies = list(Agency.objects.order_by("pk"))
        before = pages()
        try:
            act(deed, agencies[who % len(agencies)], agencies[where % len(agencies)], text)
        except (actions.TreeRefused, CSVRefused):
            continue
        for pk, (facts, stamps) in pages().items():
            if pk in before and before[pk][0] != facts:
                assert before[pk][1] != stamps, (deed, facts)
