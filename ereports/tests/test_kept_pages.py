"""Kept pages are answered before Django is asked; what they say is as true as ever (F14)."""

import pytest
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import RequestFactory, override_settings

from agencies import actions as agencies
from agencies.models import Agency, remembered_lineage
from ereports.public.kept_pages import KeptPages

pytestmark = pytest.mark.django_db(transaction=True)


NEW_EMAIL = {"email_contact": "new@office.go.th.example"}


class Counting:
    """Django's own application, and how often it was asked."""

    def __init__(self):
        self.application, self.asked = WSGIHandler(), 0

    def __call__(self, environ, start_response):
        self.asked += 1
        return self.application(environ, start_response)


class Front:
    """What a server would send: get(path) → (status, headers, body)."""

    def __init__(self):
        self.django = Counting()
        self.application = KeptPages(self.django)

    def get(self, path, method="get", **headers):
        environ = getattr(RequestFactory(), method)(path, headers=headers).environ
        heads = []
        answer = self.application(environ, lambda *head: heads.append(head))
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        return int(heads[0][0].split()[0]), dict(heads[0][1]), body


@pytest.fixture
def front():
    caches["pages"].clear()
    remembered_lineage.cache_clear()
    return Front()


@pytest.fixture
def path(tree):
    return f"/agency/{tree.hospital.code}/"


def test_w1_a_kept_page_is_the_one_that_was_made(front, path):
    status, made, body = front.get(path)
    assert status == 200
    assert front.get(path)[2] == body
    assert front.django.asked == 1
    _status, kept, _body = front.get(path)
    numbers = {made.pop("X-Request-ID"), kept.pop("X-Request-ID")}
    assert len(numbers) == 2
    assert kept == made
    assert kept["Content-Security-Policy"]
    assert "Set-Cookie" not in kept


def test_w2_whoever_has_it_is_not_sent_it_again(front, path):
    etag = front.get(path)[1]["ETag"]
    status, headers, body = front.get(path, if_none_match=etag)
    assert (status, headers["ETag"], body) == (304, etag, b"")
    assert front.django.asked == 1


def test_a_head_has_no_body(front, path):
    _status, made, _body = front.get(path)
    status, headers, body = front.get(path, method="head")
    assert (status, headers["Content-Length"], body) == (200, made["Content-Length"], b"")
    assert front.django.asked == 1


def test_f14_a_change_is_seen_with_the_next_request(front, path, tree):
    front.get(path)
    front.get(path)
    agencies.set_emails(agency=tree.hospital, emails=dict(NEW_EMAIL), version=1, by=None)
    assert NEW_EMAIL["email_contact"] in front.get(path)[2].decode()
    assert front.django.asked == 2


def test_p6_a_moved_agency_shows_its_new_place(front, path, tree):
    front.get(path)
    front.get(path)
    agencies.move(agency=tree.hospital, parent=tree.stranger, by=None)
    assert tree.stranger.name in front.get(path)[2].decode()


def test_an_agency_that_was_not_there_is_kept_once_it_is(front, tree):
    assert front.get("/agency/NEW-1/")[0] == 404
    Agency.objects.filter(pk=tree.hospital.pk).update(code="NEW-1")
    assert [front.get("/agency/NEW-1/")[0] for _time in range(3)] == [200] * 3
    assert front.django.asked == 2


def test_f14_an_etag_is_that_of_the_page_whoever_made_it(front, path, tree):
    etag = front.get(path)[1]["ETag"]
    agencies.set_emails(agency=tree.hospital, emails=dict(NEW_EMAIL), version=1, by=None)
    status, headers, body = front.get(path, if_none_match=etag)
    assert (status, front.django.asked) == (200, 2)
    assert headers["ETag"] != etag
    assert NEW_EMAIL["email_contact"] in body.decode()
    assert front.get(path, if_none_match=headers["ETag"])[0] == 304
    caches["pages"].clear()
    assert front.get(path, if_none_match=headers["ETag"])[0] == 304
    assert front.get(path)[1]["ETag"] == headers["ETag"]


def test_other_addresses_are_left_to_django(front, tree):
    front.get(f"/agency/{tree.hospital.code}/")
    for path in (f"/agency/{tree.hospital.code}/?x=1", "/agency/NO-SUCH/", "/", "/health/live/"):
        asked = front.django.asked
        front.get(path)
        assert front.django.asked == asked + 1


@override_settings(ALLOWED_HOSTS=["one.example"])
def test_a_strange_host_is_refused_each_time(front, path):
    assert front.get(path, host="one.example")[0] == 200
    assert [front.get(path, host="evil.example")[0] for _time in range(2)] == [400, 400]


def test_a_kept_page_goes_over_https_alone_where_that_is_demanded(settings, front, path):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    front = Front()  # Django reads some settings when it starts
    assert front.get(path, x_forwarded_proto="https")[0] == 200
    assert front.get(path, x_forwarded_proto="https")[0] == 200
    assert front.get(path)[0] == 301
    assert front.get(path, x_forwarded_proto="http")[0] == 301
    assert front.django.asked == 3


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no connection to lose")
def test_a_connection_that_is_lost_is_made_anew(front, path):
    body = front.get(path)[2]
    assert front.get(path)[2] == body
    with connection.cursor() as cursor:
        lost = front.application.read_stamps.postgres.backend_pid
        cursor.execute("SELECT pg_terminate_backend(%s)", [lost])
    assert front.get(path)[2] == body  # by Django
    asked = front.django.asked
    assert front.get(path)[2] == body
    assert front.django.asked == asked
    assert front.application.read_stamps.postgres.backend_pid != lost


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no connection to lose")
def test_a_database_that_starts_anew_costs_nobody_the_page(front, path):
    body = front.get(path)[2]
    assert front.get(path)[2] == body
    kept = front.application.read_stamps.postgres
    for backend_pid in (connection.connection.info.backend_pid, kept.backend_pid):
        kept.exec_(b"SELECT pg_terminate_backend(%d)" % backend_pid)
    assert front.get(path)[2] == body
