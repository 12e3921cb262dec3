"""Every address of the citizens' site, found by itself: no session, no cookie, reading only."""

import pytest
from django.urls import get_resolver, reverse

from ereports.models import Document
from ereports.public.sitemaps import RANGE
from tests.publishing import publish_everything
from tests.test_permissions import url_names

NAMES = sorted(
    name for name in url_names(get_resolver()) if name.startswith(("public:", "opendata:"))
)


@pytest.fixture
def address(tree, people):
    """address(name) → a path that is there; an argument that is new fails here."""
    publish_everything(tree, people)
    arguments = {
        "code": tree.hospital.code,
        "pk": Document.objects.latest("created_at").pk,
        "page": "contact",
        "number": tree.hospital.pk // RANGE,
        "reference": "none",
    }

    def find(name):
        patterns = get_resolver()
        for part in name.split(":")[:-1]:
            patterns = patterns.namespace_dict[part][1]
        wanted = patterns.reverse_dict.getlist(name.split(":")[-1])[0][0][0][1]
        return reverse(name, kwargs={key: arguments[key] for key in wanted})

    return find


@pytest.mark.parametrize("name", NAMES)
def test_no_public_address_opens_a_session_or_sets_a_cookie(client, people, address, name):
    client.force_login(people.officer)  # somebody who has a session is read as anybody is
    for method in (client.get, client.head):
        answer = method(address(name))
        assert answer.status_code == (404 if name == "public:verify" else 200)
        session = getattr(answer.wsgi_request, "session", None)
        assert session is None or not session.accessed
        assert not answer.cookies
        varies = {word.strip() for word in answer.headers.get("Vary", "").split(",")} - {""}
        assert varies <= {"HX-Request"}


@pytest.mark.parametrize("name", NAMES)
def test_p11_no_public_address_takes_a_post(client, address, name):
    assert client.post(address(name)).status_code == 405
