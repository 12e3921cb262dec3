"""Every public address with an old code leads on to the same below the new one (B15)."""

import pytest

from agencies import actions
from agencies.models import Agency
from tests import publishing


@pytest.fixture
def renamed(tree, people):
    """(a published document, the old code, the new one) of an agency whose code has changed."""
    document = publishing.publish(tree.hospital, people.officer)
    agency = Agency.objects.get(pk=tree.hospital.pk)
    details = {"code": "99000001"}
    actions.set_details(agency=agency, details=details, version=agency.version, by=people.dga)
    return document, tree.hospital.code, "99000001"


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize(
    "place",
    [
        *(
            "",
            "?at=2026-09-01&x=%E0%B8%81",
            "agencies/?page=2",
            "publications.atom",
            "subtree.atom",
        ),
        *("document/PK/", "document/PK/file/", "document/PK/download/"),
        "document/PK/publication.json",
    ],
)
def test_b15_every_address_leads_on_with_its_query(client, renamed, prefix, place):
    document, old, new = renamed
    place = place.replace("PK", str(document.pk))
    answer = client.get(f"{prefix}/agency/{old}/{place}")
    assert (answer.status_code, answer["Location"]) == (301, f"{prefix}/agency/{new}/{place}")
    assert answer["Cache-Control"] == "no-cache"  # the code may be taken back
    assert client.get(answer["Location"]).status_code == 200


def test_b15_the_open_data_knows_old_codes(client, renamed):
    document, old, _new = renamed
    for parameter in ("agency", "within"):
        rows = client.get("/api/v1/publications/", {parameter: old}).json()["data"]
        assert [row["id"] for row in rows] == [str(document.pk)]
    assert client.get("/api/v1/agencies/", {"parent": old}).status_code == 200


def test_b15_what_is_withdrawn_stays_so_below_either_code(client, renamed, people):
    document, old, new = renamed
    publishing.switch(document, people.officer, on=False)
    answer = client.get(f"/agency/{old}/document/{document.pk}/")
    assert answer["Location"] == f"/agency/{new}/document/{document.pk}/"
    assert client.get(answer["Location"]).status_code == 404
    assert client.get(f"/agency/88888888/document/{document.pk}/").status_code == 404
