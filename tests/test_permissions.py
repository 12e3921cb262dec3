"""The matrix: every address × every person × every agency, as one literal table (assurance P1).

An address that is missing from the table fails the build.
"""

import uuid

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from ereports.models import Document
from ereports.public.sitemaps import RANGE
from tests import forms

AGENCIES = ("ministry", "department", "hospital", "point", "sibling", "stranger")

# Who reaches which agency: status per agency in the order of AGENCIES.
SEES = {
    "dga": (200, 200, 200, 200, 200, 200),
    "central": (404, 200, 200, 200, 200, 404),
    "officer": (404, 404, 200, 404, 404, 404),
    "head": (404, 404, 200, 200, 404, 404),
    "point": (404, 404, 404, 200, 404, 404),
    "reader": (404, 404, 200, 404, 404, 404),
    "stranger": (404, 404, 404, 404, 404, 200),
    "anonymous": (302, 302, 302, 302, 302, 302),
}
MANAGES = {**SEES, "reader": (404, 404, 403, 404, 404, 404)}
SHAPES = {name: tuple(403 if s == 200 else s for s in row) for name, row in SEES.items()} | {
    "dga": (200,) * 6
}
ISSUES = {
    "dga": (200, 200, 200, 200, 200, 200),
    "central": (404, 200, 200, 200, 200, 404),
    "officer": (403, 403, 403, 403, 403, 403),
    "head": (403, 403, 403, 403, 403, 403),
    "point": (403, 403, 403, 403, 403, 403),
    "reader": (403, 403, 403, 403, 403, 403),
    "stranger": (404, 404, 404, 404, 404, 200),
    "anonymous": (302, 302, 302, 302, 302, 302),
}
EVERYBODY = dict.fromkeys(SEES, (200,) * 6)

# Addresses of one agency. A document belongs to the hospital; under other agencies it is 404.
OF_AN_AGENCY = {
    "agencies:agency-edit": MANAGES,
    "agencies:agency-history": SEES,
    "agencies:agency-details": SHAPES,
    "agencies:agency-move": SHAPES,
    "agencies:agency-close": SHAPES,
    "ereports:report-edit": MANAGES,
    "ereports:report-history": SEES,
    "ereports:report-as-of": SEES,
    "accounts:token-issue": ISSUES,
    "public:agency": EVERYBODY,
    "public:agency-children": EVERYBODY,
    "public:agency-feed": EVERYBODY,
    "public:subtree-feed": EVERYBODY,
    "opendata:agency": EVERYBODY,
}
OF_THE_HOSPITALS_DOCUMENT = {
    "ereports:document-file": SEES,
    "ereports:document-history": SEES,
    "ereports:document-certificate": SEES,
    "ereports:document-intervals": SEES,
    "public:document": EVERYBODY,
    "public:document-intervals": EVERYBODY,
    "public:document-view": EVERYBODY,
    "public:document-download": EVERYBODY,
}

# Addresses without an agency: status per person.
OFFICERS = {**dict.fromkeys(SEES, 200), "anonymous": 302}
ISSUERS = {
    **dict.fromkeys(SEES, 403),
    "dga": 200,
    "central": 200,
    "stranger": 200,
    "anonymous": 302,
}
DGA_ALONE = {**dict.fromkeys(SEES, 403), "dga": 200, "anonymous": 302}
ANYBODY = dict.fromkeys(SEES, 200)
DOOR = {**dict.fromkeys(SEES, 302), "anonymous": 200}  # signed in already: on to the home page
LEADS_ON = dict.fromkeys(SEES, 302)
PLAIN = {
    "home": (OFFICERS, {}),
    "accounts:profile": (OFFICERS, {}),
    "agencies:agency-list": (OFFICERS, {}),
    "agencies:agency-export": (OFFICERS, {}),
    "agencies:agency-tree": (OFFICERS, {}),
    "agencies:agency-create": (DGA_ALONE, {}),
    "agencies:agency-import": (DGA_ALONE, {}),
    "ereports:report-list": (OFFICERS, {}),
    "accounts:token-list": (ISSUERS, {}),
    "accounts:token-agency": (ISSUERS, {}),
    "accounts:token-csv": (ISSUERS, {}),
    "accounts:person-list": (ISSUERS, {}),
    "accounts:person-export": (ISSUERS, {}),
    "accounts:event-list": (ISSUERS, {}),
    "accounts:former-accounts": (DGA_ALONE, {}),
    "accounts:token-redeem": (OFFICERS, {}),
    "ereports:obstacle-kind-list": (DGA_ALONE, {}),
    "ereports:obstacle-kind-add": (DGA_ALONE, {}),
    "ereports:obstacle-kind-edit": (DGA_ALONE, {"pk": 1}),
    "accounts:landing": (DOOR, {}),
    "accounts:login": (DOOR, {}),
    "accounts:oidc-callback": (LEADS_ON, {}),
    "accounts:activate": (LEADS_ON, {}),
    "accounts:logged-out": (LEADS_ON, {}),
    "public:home": (ANYBODY, {}),
    "public:search": (ANYBODY, {}),
    "public:page": (ANYBODY, {"page": "contact"}),
    "public:verify": (dict.fromkeys(SEES, 404), {"reference": "not-ours"}),
    "public:api": (ANYBODY, {}),
    "public:openapi": (ANYBODY, {}),
    "public:feed": (ANYBODY, {}),
    "opendata:agencies": (ANYBODY, {}),
    "opendata:publications": (ANYBODY, {}),
    "opendata:publications-csv": (ANYBODY, {}),
    "opendata:robots": (ANYBODY, {}),
    "opendata:sitemap": (ANYBODY, {}),
    "opendata:sitemap-pages": (ANYBODY, {}),
    "health-live": (ANYBODY, {}),
    "health-ready": (ANYBODY, {}),
}
# Addresses that write: GET is refused (P11), and who may POST is in the tables above or below.
POST_ONLY = {
    "accounts:logout": {},
    "accounts:token-revoke": {"pk": 1},
    "agencies:agency-reopen": {"code": "21003004"},
    "accounts:token-reissue": {"pk": 1},
    "accounts:session-stay": {},
    "accounts:sign-out-everywhere": {},
    "accounts:person-set-active": {"pk": uuid.UUID(int=1)},
    "ereports:upload-stage": {"code": "21003004"},
    "ereports:report-presence": {"code": "21003004"},
}
# A grant of the hospital's officer: whom its editing page lets in.
OF_THE_OFFICERS_GRANT = {
    "accounts:grant-edit": {
        "dga": 200,
        "central": 200,
        "officer": 403,
        "head": 403,
        "point": 403,
        "reader": 403,
        "stranger": 404,
        "anonymous": 302,
    }
}
# A range of the agencies' keys, whose number depends on the database.
OF_A_RANGE = {"opendata:sitemap-agencies": ANYBODY}
# Leaves for the provider: tested where there is one (accounts/tests/test_oidc.py, the journeys).
ELSEWHERE = {"accounts:oidc-start"}


@pytest.fixture
def visit(client, people):
    """visit(person's name) → a client with that person's session, or nobody's."""

    def as_person(name):
        client.logout()
        if name != "anonymous":
            client.force_login(getattr(people, name))
        return client

    return as_person


def statuses(client, name, tree, **arguments):
    """Status of the address under each agency."""
    return tuple(
        client.get(
            reverse(name, kwargs={"code": getattr(tree, agency).code, **arguments})
        ).status_code
        for agency in AGENCIES
    )


@pytest.mark.parametrize("who", SEES)
@pytest.mark.parametrize("name", OF_AN_AGENCY)
def test_p1_addresses_of_an_agency(visit, tree, name, who):
    assert statuses(visit(who), name, tree) == OF_AN_AGENCY[name][who]


@pytest.mark.parametrize("who", SEES)
@pytest.mark.parametrize("name", OF_THE_HOSPITALS_DOCUMENT)
def test_p1_p12_addresses_of_a_document(visit, tree, people, name, who):
    address = reverse("ereports:report-edit", kwargs={"code": tree.hospital.code})
    visit("officer").post(address, forms.report_form(**forms.document("s10")))
    document = Document.objects.get()
    expected = OF_THE_HOSPITALS_DOCUMENT[name][who]
    found = statuses(visit(who), name, tree, pk=document.pk)
    hospital = AGENCIES.index("hospital")
    assert found[hospital] == expected[hospital]
    others = {302} if expected[hospital] == 302 else {404}
    assert {
        status for agency, status in zip(AGENCIES, found, strict=True) if agency != "hospital"
    } == others


@pytest.mark.parametrize("who", SEES)
@pytest.mark.parametrize("name", PLAIN)
def test_p1_addresses_without_an_agency(visit, tree, name, who):
    expected, arguments = PLAIN[name]
    answer = visit(who).get(reverse(name, kwargs=arguments))
    assert answer.status_code == expected[who]
    list(answer)  # what is streamed is received


@pytest.mark.parametrize("who", SEES)
@pytest.mark.parametrize("name", OF_A_RANGE)
def test_p1_addresses_of_a_range_of_agencies(visit, tree, name, who):
    address = reverse(name, kwargs={"number": tree.hospital.pk // RANGE})
    assert visit(who).get(address).status_code == OF_A_RANGE[name][who]


@pytest.mark.parametrize("who", SEES)
@pytest.mark.parametrize("name", OF_THE_OFFICERS_GRANT)
def test_p1_addresses_of_a_grant(visit, people, name, who):
    address = reverse(name, kwargs={"pk": people.officer.grants.get().pk})
    assert visit(who).get(address).status_code == OF_THE_OFFICERS_GRANT[name][who]


@pytest.mark.parametrize("name", POST_ONLY)
def test_p11_an_address_that_only_writes_refuses_get(visit, tree, name):
    assert visit("dga").get(reverse(name, kwargs=POST_ONLY[name])).status_code == 405


@pytest.mark.parametrize(
    ("who", "status"),
    [("officer", 400), ("reader", 403), ("stranger", 404), ("point", 404), ("anonymous", 302)],
)
def test_p1_sending_a_file(visit, tree, who, status):
    address = reverse("ereports:upload-stage", kwargs={"code": tree.hospital.code})
    assert visit(who).post(address, {}).status_code == status


@pytest.mark.parametrize(
    ("who", "status"),
    [("officer", 200), ("reader", 403), ("stranger", 404), ("point", 404), ("anonymous", 401)],
)
def test_p1_saying_that_the_form_is_open(visit, tree, who, status):
    address = reverse("ereports:report-presence", kwargs={"code": tree.hospital.code})
    assert visit(who).post(address).status_code == status


@pytest.mark.parametrize(
    ("who", "status"), [("dga", 404), ("central", 404), ("officer", 403), ("anonymous", 302)]
)
@pytest.mark.parametrize("name", ["accounts:token-revoke", "accounts:token-reissue"])
def test_p1_a_token_that_is_not_there(visit, tree, who, status, name):
    assert visit(who).post(reverse(name, kwargs={"pk": 99})).status_code == status


def test_f18_a_guessed_document_is_like_a_missing_one(visit, tree):
    arguments = {"code": tree.hospital.code, "pk": uuid.uuid4()}
    for name in OF_THE_HOSPITALS_DOCUMENT:
        assert visit("officer").get(reverse(name, kwargs=arguments)).status_code == 404


def test_an_agency_that_is_missing_is_like_one_out_of_scope(visit, tree):
    missing = visit("officer").get("/backend/agencies/99999999/")
    foreign = visit("officer").get(f"/backend/agencies/{tree.stranger.code}/")
    assert (missing.status_code, foreign.status_code) == (404, 404)
    bodies = [answer.content.decode().split("รหัสอ้างอิง")[0] for answer in (missing, foreign)]
    assert bodies[0].replace("99999999", "") == bodies[1].replace(tree.stranger.code, "")


def url_names(resolver, namespace=""):
    """Every named address of the project."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from url_names(entry, inner)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}"


def test_every_address_is_in_the_matrix():
    tables = (
        *(OF_AN_AGENCY, OF_THE_HOSPITALS_DOCUMENT, OF_THE_OFFICERS_GRANT),
        *(PLAIN, POST_ONLY, OF_A_RANGE, ELSEWHERE),
    )
    assert set(url_names(get_resolver())) == {name for table in tables for name in table}
