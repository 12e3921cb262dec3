"""An agency's public page, made once and kept until something on it changes.

What an agency's page shows hangs on its lineage: the `public_stamp`s of the agency and of those
above it are read with every request, in one query, and are both the page's ETag and its key in the
cache. Publishing for 50,000 descendants writes one row; nothing is purged and nothing has a timer,
so what was switched off is gone with the next request (assurance F14).
"""

import hashlib
import re
from contextlib import contextmanager
from functools import cache, lru_cache
from uuid import uuid4

import psycopg
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.http import parse_etags

from agencies.models import Agency

_PAGE = re.compile(r"^(?:/en)?/agency/([0-9A-Z-]{1,20})/$")
_MAY_BE_KEPT = "public, no-cache"  # by browsers and proxies too, who ask us each time
_LINEAGE = "SELECT path, code, public_stamp FROM agencies_agency WHERE path IN ({})"


class PageCacheMiddleware:
    """Answer for an agency's page from the cache, before any other middleware does its work.

    Comes first in the chain, so that what is kept was made, headers and all, by the whole of it.
    Leaves alone what is asked with a query, by another method, or without the HTTPS demanded.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        etag = self.etag_of(request)
        if etag is None:
            return self.get_response(request)
        if _has(request.META.get("HTTP_IF_NONE_MATCH", ""), etag):
            return _fresh(HttpResponseNotModified(headers={"Cache-Control": _MAY_BE_KEPT}), etag)
        kept = caches["pages"].get(etag)
        if kept is None:
            response = self.get_response(request)
            if response.status_code != 200:
                return response
            response["Cache-Control"] = _MAY_BE_KEPT
            caches["pages"].set(etag, (dict(response.items()), response.content))
            response["ETag"] = etag
            return response
        headers, content = kept
        return _fresh(HttpResponse(content, headers=headers), etag)

    @staticmethod
    def etag_of(request):
        """The ETag of the page asked for, as it stands now; None for all else."""
        page = _PAGE.match(request.path_info)
        if not page or request.method not in ("GET", "HEAD") or request.META.get("QUERY_STRING"):
            return None
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            return None
        stamps = lineage_stamps(page[1])
        if stamps is None:
            return None
        # Scheme and host stand in the page's canonical address, the year in its footer.
        place = (request.scheme, request.get_host(), page[0])
        parts = (*place, _release(), timezone.localdate().year, *stamps)
        digest = hashlib.blake2b(repr(parts).encode(), digest_size=16)
        return f'W/"{digest.hexdigest()}"'


def lineage_stamps(code):
    """The public stamps from the ministry down to the agency `code`; None when there is none.

    One query: where the agency stands is remembered, and seen in the answer if it has moved.
    """
    paths = _lineage_paths(code)
    stamps = paths and _stamps_at(paths, code)
    if paths and stamps is None:  # moved, or its code was given away
        _lineage_paths.cache_clear()
        paths = _lineage_paths(code)
        stamps = paths and _stamps_at(paths, code)
    return stamps


@lru_cache(maxsize=20_000)
def _lineage_paths(code):
    agency = Agency.objects.only("path").filter(code=code).first()
    return agency and agency.lineage_paths


def _stamps_at(paths, code):
    with _cursor() as (cursor, options):
        cursor.execute(_LINEAGE.format(",".join(["%s"] * len(paths))), paths, **options)
        found = {path: (owner, stamp) for path, owner, stamp in cursor.fetchall()}
    if len(found) != len(paths) or found[paths[-1]][0] != code:
        return None
    return [str(found[path][1]) for path in paths]


@contextmanager
def _cursor():
    """A cursor, and the options that make it prepare: planning costs more than reading here."""
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
            yield cursor, {"prepare": True}
    else:
        with connection.cursor() as cursor:
            yield cursor, {}


@cache
def _release():
    """What a page depends on besides its data: templates, translations, static files, contacts."""
    digest = hashlib.blake2b(digest_size=16)
    root = settings.BASE_DIR
    files = [*root.glob("templates/**/*.html"), *root.glob("locale/**/*.mo")]
    for file in (*sorted(files), settings.STATIC_ROOT / "staticfiles.json"):
        digest.update(file.read_bytes() if file.exists() else b"")
    digest.update(
        f"{settings.CONTACT_PHONE} {settings.CONTACT_EMAIL} {settings.PUBLIC_URL}".encode()
    )
    return digest.hexdigest()


def _has(if_none_match, etag):
    return if_none_match and (if_none_match == etag or etag in parse_etags(if_none_match))


def _fresh(response, etag):
    response["ETag"] = etag
    response["X-Request-ID"] = str(uuid4())
    return response
