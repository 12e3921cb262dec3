"""The past as shown is the past as it was (B7, B8): publication.py at a moment, and its intervals."""

import datetime
import os
import uuid

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from agencies import actions as agencies
from agencies.models import Agency
from agencies.stamps import restamp
from ereports import actions, publication
from ereports.models import Document, Report, Upload
from ereports.public.page_cache import lineage_stamps
from infoadmin.audit.history import record

# More than in every run: AS_IT_STOOD_EXAMPLES=3000 pytest ereports/tests/test_as_it_stood.py
EXAMPLES = int(os.environ.get("AS_IT_STOOD_EXAMPLES", 12))
THOROUGHLY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
PLACES = ["ministry", "department", "hospital", "point", "sibling", "stranger"]
place, flag, number = st.sampled_from(PLACES), st.booleans(), st.integers(0, 5)
DEEDS = st.one_of(
    st.tuples(st.just("publish"), place, st.sampled_from(["s10", "s13", "s16"]), flag, flag),
    st.tuples(st.just("switch"), place, number, flag),
    st.tuples(st.just("licences"), place, flag, number),
    st.tuples(st.just("scan"), place, number, st.sampled_from(Upload.CheckState.values)),
    st.tuples(st.just("emails"), place, number),
    st.tuples(st.just("rename"), place, number),
    st.tuples(st.just("move"), place, place),
    st.tuples(st.just("close"), place, place),
    st.tuples(st.just("reopen"), place),
)


class World:
    """The cast's tree, and deeds on it by name; what the rules refuse simply does not happen."""

    def __init__(self, tree, officer):
        self.tree, self.officer = tree, officer
        for name in PLACES:
            self.publish(name, "s10", True, True)

    def agency(self, name):
        return Agency.objects.get(pk=getattr(self.tree, name).pk)

    def save(self, agency, **answers):
        report = Report.objects.filter(agency=agency).first()
        kept = {"has_licences": report.has_licences if report else True}
        actions.save_report(
            agency=agency,
            answers=actions.Answers(**(kept | answers)),
            version=report.version if report else 0,
            key=uuid.uuid4(),
            by=self.officer,
        )

    def publish(self, name, section, is_wide, in_use):
        agency = self.agency(name)
        upload = Upload(
            owner=self.officer,
            agency=agency,
            section=section,
            file=uuid.uuid4().hex,
            original_name=f"{uuid.uuid4().hex[:6]}.pdf",
            size=1,
            pages=1,
            sha256="0" * 64,
            check_state=Upload.CheckState.CLEAN,
        )
        new = actions.NewDocument(
            upload=record(upload, by=self.officer),
            date=None if section == "s13" else datetime.date(2023, 1, 1 + len(name)),
            scope="subtree" if is_wide and section == "s10" else "own",
            in_use=in_use,
        )
        self.save(agency, documents=[new])

    def switch(self, name, nth, in_use):
        documents = list(Document.objects.filter(report__agency=self.agency(name)).order_by("pk"))
        if documents:
            toggles = {documents[nth % len(documents)]: in_use}
            self.save(self.agency(name), document_toggles=toggles)

    def licences(self, name, has_licences, nth):
        channel = actions.Channel(name=f"ใบอนุญาต {nth}", url=f"https://example.go.th/{nth}")
        agency = self.agency(name)
        present = Report.objects.filter(agency=agency, gazette_links__url__endswith=f"/{nth}")
        link = "" if present or not has_licences else f"https://ratchakitcha.soc.go.th/{nth}"
        self.save(agency, has_licences=has_licences, channels=[channel], new_link=link)

    def scan(self, name, nth, state):
        uploads = list(Upload.objects.filter(agency=self.agency(name)).order_by("pk"))
        if uploads:
            upload = uploads[nth % len(uploads)]
            upload.check_state = state
            record(upload, by=None)
            restamp(upload.agency)

    def emails(self, name, nth):
        agency = self.agency(name)
        emails = {"email_contact": f"contact{nth}@example.go.th"}
        agencies.set_emails(agency=agency, emails=emails, version=agency.version, by=None)

    def rename(self, name, nth):
        agency = self.agency(name)
        details = {"name": f"{name} {nth}", "code": f"{agency.code[:8]}{nth}"}
        agencies.set_details(agency=agency, details=details, version=agency.version, by=None)

    def move(self, name, parent):
        agencies.move(agency=self.agency(name), parent=self.agency(parent), by=None)

    def close(self, name, successor):
        agency, successor = self.agency(name), self.agency(successor)
        agencies.close(agency=agency, reason="ปรับโครงสร้าง", successor=successor, by=None)

    def reopen(self, name):
        agencies.reopen(agency=self.agency(name), by=None)

    def do(self, deed, *details):
        try:
            with transaction.atomic():
                getattr(self, deed)(*details)
        except agencies.TreeRefused:
            pass


def facts(shown):
    """Everything that a page says of a Publication."""
    agency = shown.agency
    return {
        "agency": (agency.code, agency.name, agency.status, agency.successor_id, agency.emails),
        "ancestry": [(node.pk, node.name) for node in shown.ancestry],
        "documents": [
            (document.pk, str(document), document.date, document.report.agency.name)
            for document in shown.documents
        ],
        "links": [link.url for section in shown.sections for link in section.gazette_links],
        "channels": [
            (row.name, row.url) for section in shown.sections for row in section.licence_channels
        ],
        "updated_at": shown.updated_at,
    }


@THOROUGHLY
@given(deeds=st.lists(DEEDS, min_size=1, max_size=12))
def test_b8_the_past_as_shown_equals_the_past_as_it_was(tree, people, deeds):
    with transaction.atomic():
        world, seen = World(tree, people.officer), []
        for deed in deeds:
            world.do(*deed)
            now = [publication.publication_of(world.agency(name)) for name in PLACES]
            seen.append((timezone.now(), [facts(shown) for shown in now]))
        for at, were in seen:
            then = [publication.publication_at(world.agency(name), at) for name in PLACES]
            assert [facts(shown) for shown in then] == were
        transaction.set_rollback(True)


@THOROUGHLY
@given(deeds=st.lists(DEEDS, min_size=1, max_size=12))
@example(deeds=[("licences", "ministry", False, 0), ("publish", "ministry", "s13", False, True)])
def test_b7_a_document_was_public_exactly_in_its_intervals(tree, people, deeds):
    with transaction.atomic():
        world, seen = World(tree, people.officer), []
        for deed in deeds:
            world.do(*deed)
            public = set(publication.public_documents().values_list("pk", flat=True))
            seen.append((timezone.now(), public))
        for document in Document.objects.select_related("upload", "report__agency"):
            intervals = publication.intervals_of(document)
            for at, public in seen:
                covered = [
                    span for span in intervals if span.since <= at < (span.until or timezone.now())
                ]
                assert len(covered) == (document.pk in public)
        transaction.set_rollback(True)


@THOROUGHLY
@given(deeds=st.lists(DEEDS, min_size=1, max_size=12))
def test_f14_a_page_that_shows_something_new_has_new_stamps(tree, people, deeds):
    """The page cache's whole promise: no deed changes a page and leaves its key."""
    with transaction.atomic():
        world = World(tree, people.officer)

        def pages():
            agencies = [world.agency(name) for name in PLACES]
            return [
                (facts(publication.publication_of(agency)), lineage_stamps(agency.code))
                for agency in agencies
            ]

        before = pages()
        for deed in deeds:
            world.do(*deed)
            after = pages()
            for (shown, stamps), (shows, new_stamps) in zip(before, after, strict=True):
                assert shown == shows or stamps != new_stamps
            before = after
        transaction.set_rollback(True)


def test_b8_before_it_was_there_an_agency_had_no_page(tree):
    before = timezone.now() - datetime.timedelta(days=1)
    assert publication.publication_at(tree.hospital, before) is None


def test_b8_reading_the_past_costs_the_same_however_long_it_is(
    tree, people, django_assert_num_queries
):
    world = World(tree, people.officer)
    for turn in range(10):
        world.publish("hospital", "s10", False, True)
        world.switch("hospital", turn, False)
    hospital = world.agency("hospital")
    with django_assert_num_queries(13):
        publication.publication_at(hospital, timezone.now())


def test_b8_no_moment_shows_half_a_save(tree, people):
    world = World(tree, people.officer)
    hospital = world.agency("hospital")
    first = Document.objects.get(report__agency=hospital)
    channel = actions.Channel(name="ใบอนุญาต", url="https://example.go.th/")
    link = "https://ratchakitcha.soc.go.th/1"
    world.save(hospital, document_toggles={first: False}, channels=[channel], new_link=link)
    saved = Report.objects.get(agency=hospital).history.latest().history_date
    just_before = saved - datetime.timedelta(microseconds=1)
    before = facts(publication.publication_at(world.agency("hospital"), just_before))
    after = facts(publication.publication_at(world.agency("hospital"), saved))
    assert len(before["documents"]) == len(after["documents"]) + 1
    assert (before["links"], before["channels"]) == ([], [])
    assert after["links"] == [link]
    assert after["channels"] == [("ใบอนุญาต", "https://example.go.th/")]
