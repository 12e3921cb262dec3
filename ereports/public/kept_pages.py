"""The shortest way to a kept page: before Django does any work.

Nearly every answer to the public is a page that has not changed since it was made. What it costs is
one read of its stamps; so that read has a connection of its own, and libpq itself asks.
"""

import threading
from http import HTTPStatus

import psycopg
from django.db import Error, close_old_connections, connection
from psycopg.pq import ExecStatus

from ereports.public import page_cache


class KeptPages:
    """A WSGI application around Django's; what it does not answer, Django does.

    page_cache.PageCacheMiddleware keeps the pages, and need not look again for one that is not.
    """

    def __init__(self, application):
        self.application = application
        self.read_stamps = _Stamps() if connection.vendor == "postgresql" else page_cache.stamps

    def __call__(self, environ, start_response):
        try:
            answer = page_cache.kept_answer(environ, self.read_stamps)
        except (Error, psycopg.Error):  # the database went away: Django connects anew, or says so
            connection.close()
            answer = None
        finally:
            if connection.connection is not None:
                close_old_connections()  # as Django does after each request
        if answer is None:
            environ[page_cache.IS_NOT_KEPT] = True
            return self.application(environ, start_response)
        status, headers, content = answer
        start_response(f"{status} {HTTPStatus(status).phrase}", headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else content]


class _Stamps(threading.local):
    """Reads (path, code, public stamp) of the agencies at some paths; one connection a thread."""

    SQL = b"SELECT path, code, public_stamp FROM agencies_agency WHERE path = ANY($1)"
    postgres = None

    def __call__(self, paths):
        if self.postgres is None:
            self.postgres = self._connected()
        array = "{" + ",".join(paths) + "}"  # letters and digits alone
        try:
            found = self.postgres.exec_prepared(b"stamps", [array.encode()])
            if found.status != ExecStatus.TUPLES_OK:
                raise psycopg.OperationalError(found.error_message.decode(errors="replace"))
        except psycopg.Error:
            self.postgres = None
            raise
        columns = range(found.nfields)
        return [
            [found.get_value(row, column).decode() for column in columns]
            for row in range(found.ntuples)
        ]

    def _connected(self):
        parameters = {"connect_timeout": 5, **connection.get_connection_params()}  # seconds
        self.connection = psycopg.connect(**parameters, autocommit=True)
        postgres = self.connection.pgconn
        postgres.exec_(
            b"SET plan_cache_mode = force_generic_plan"
        )  # planning costs more than reading
        postgres.prepare(b"stamps", self.SQL)
        return postgres
