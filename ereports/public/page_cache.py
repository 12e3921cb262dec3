"""An agency's public page, made once and kept until something on it changes.

What an agency's page shows hangs on its lineage: the `public_stamp`s of the agency and of those
above it are read in one query with every request for a page that is kept, and are its ETag.
Publishing for 50,000 descendants writes one row; nothing is purged and nothing has a timer, so what
was switched off is gone with the next request (assurance F14). A page that nobody has kept is made
without asking first: its stamps come with what it shows, and before it.
"""

import hashlib
import re
from functools import cache
from uuid import uuid4

from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse
from django.utils.http import parse_etags

from agencies.models import Agency, remembered_lineage
from infoadmin.prepared import Prepared
from infoadmin.thai.dates import buddhist_year

_PAGE = re.compile(r"^(?:/en)?/agency/([0-9A-Z-]{1,20})/$")
_MAY_BE_KEPT = "public, no-cache"  # by browsers and proxies too, who ask us each time
IS_NOT_KEPT = "infoadmin.page_is_not_kept"  # in the environ of a request: what KeptPages has seen

stamps = Prepared(
    lambda paths: (
        Agency.objects.filter(path__in=paths).order_by().values_list("path", "code", "public_stamp")
    )
)


class PageCacheMiddleware:
    """Keep the pages of agencies as they are made, and answer for those that are kept.

    Comes first in the chain, so that what is kept was made, headers and all, by the whole of it.
    Leaves alone what is asked with a query, or by another method, or without the HTTPS demanded.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        environ = request.META
        if IS_NOT_KEPT not in environ and (answer := kept_answer(environ)):
            status, headers, content = answer
            return HttpResponse(content, status=status, headers=dict(headers))
        response = self.get_response(request)
        stamps, place = getattr(response, "lineage_stamps", None), _place_of(environ)
        if stamps and place and response.status_code == 200:
            etag = _etag(place, stamps)
            response["Cache-Control"] = _MAY_BE_KEPT
            response["ETag"] = etag
            kept = [pair for pair in response.items() if pair[0] != "X-Request-ID"]
            caches["pages"].set(_digest(place), (etag, kept, response.content))
        return response


def kept_answer(environ, read_stamps=stamps):
    """(status, headers, content) for who has the page as it stands, or where it is kept; or None."""
    place = _place_of(environ)
    if place is None:
        return None
    asked = environ.get("HTTP_IF_NONE_MATCH")
    kept = None if asked else _kept_at(place)
    if not asked and kept is None:
        return None
    found = lineage_stamps(place[-1], read_stamps)
    if found is None:
        return None
    etag = _etag(place, found)
    if asked and _has(asked, etag):
        status, headers, content = 304, [("Cache-Control", _MAY_BE_KEPT), ("ETag", etag)], b""
    elif (kept := kept or _kept_at(place)) and kept[0] == etag:
        status, (_its_etag, headers, content) = 200, kept
    else:
        return None
    return status, [*headers, ("X-Request-ID", str(uuid4()))], content


def _place_of(environ):
    """(scheme, host, path, agency's code) of the page that is asked for; None for all else.

    Scheme and host stand in the page's canonical address.
    """
    page = _PAGE.match(environ["PATH_INFO"])
    if not page or environ["REQUEST_METHOD"] not in ("GET", "HEAD") or environ.get("QUERY_STRING"):
        return None
    is_secure = _is_secure(environ)
    if settings.SECURE_SSL_REDIRECT and not is_secure:
        return None
    return is_secure, environ.get("HTTP_HOST"), *page.group(0, 1)


def _kept_at(place):
    """(ETag, headers, content) of the page that was last made for this place, or None."""
    return caches["pages"].get(_digest(place))


def _etag(place, stamps):
    # The year stands in the page's footer.
    return f'W/"{_digest((*place, _release(), buddhist_year(), *map(str, stamps)))}"'


def _digest(parts):
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def _is_secure(environ):
    """Whether the request came by HTTPS, to us or to the proxy that we trust; as Django sees it."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        if name in environ:
            return environ[name].split(",", 1)[0].strip() == value
    return environ["wsgi.url_scheme"] == "https"


def _has(if_none_match, etag):
    return if_none_match == etag or etag in parse_etags(if_none_match)


def lineage_stamps(code, read_stamps=stamps):
    """The public stamps from the ministry down to the agency `code`; None when there is none.

    One query: where the agency stands is remembered, and seen in the answer if it has moved.
    """
    paths = remembered_lineage(code)
    found = paths and _stamps_at(paths, code, read_stamps)
    if paths and found is None:  # moved, or its code was given away
        remembered_lineage.cache_clear()
        paths = remembered_lineage(code)
        found = paths and _stamps_at(paths, code, read_stamps)
    return found


def _stamps_at(paths, code, read_stamps):
    found = {path: (owner, stamp) for path, owner, stamp in read_stamps(paths)}
    if len(found) != len(paths) or found[paths[-1]][0] != code:
        return None
    return [str(found[path][1]) for path in paths]


@cache
def _release():
    """What a page depends on besides its data: templates, translations, static files, contacts."""
    digest = hashlib.blake2b(digest_size=16)
    root = settings.BASE_DIR
    patterns = ("templates/**/*.html", "jinja/**/*.html", "locale/**/*.mo")
    files = [file for pattern in patterns for file in root.glob(pattern)]
    for file in (*sorted(files), settings.STATIC_ROOT / "staticfiles.json"):
        digest.update(file.read_bytes() if file.exists() else b"")
    digest.update(
        f"{settings.CONTACT_PHONE} {settings.CONTACT_EMAIL} {settings.PUBLIC_URL}".encode()
    )
    return digest.hexdigest()
