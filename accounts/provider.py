"""The identity provider as settings and its discovery document describe it; its keys, cached."""

import json
import threading
import time

import jwt
import requests
from django.conf import settings

JWKS_REFETCH_SECONDS = 60  # a flood of unknown key ids asks the provider once in so long
_METADATA_SECONDS = 3600
_FAILURE_SECONDS = 10  # so long nobody waits again for what has just failed
_MAX_BYTES = 256 * 1024
_WAIT_SECONDS = 0.5
_calls = threading.BoundedSemaphore(2)  # a silent provider must leave threads for everybody else
_lock = threading.Lock()
_metadata = {}
_keys = {}
_failures = {}


class ProviderUnavailable(Exception):
    """The provider did not answer, or not in a way that can be understood."""


class ProviderRefused(ProviderUnavailable):
    """The provider understood, and said no (4xx)."""


ENDPOINTS = {
    "OIDC_OP_AUTHORIZATION_ENDPOINT": "authorization_endpoint",
    "OIDC_OP_TOKEN_ENDPOINT": "token_endpoint",
    "OIDC_OP_USER_ENDPOINT": "userinfo_endpoint",
    "OIDC_OP_JWKS_ENDPOINT": "jwks_uri",
    "OIDC_OP_LOGOUT_ENDPOINT": "end_session_endpoint",
}


def endpoint(setting):
    """URL of an endpoint: the setting of this name, else what the discovery document says ("").

    Raises ProviderUnavailable.
    """
    configured = getattr(settings, setting)
    if configured or not settings.OIDC_DISCOVERY:
        return configured
    return _discovered().get(ENDPOINTS[setting], "")


def signing_key(key_id):
    """The provider's RSA key `key_id` as jwt.PyJWK, or None; refetched when not known."""
    url = endpoint("OIDC_OP_JWKS_ENDPOINT")
    with _lock:
        fetched_at, keys = _keys.get(url, (None, {}))
    if key_id not in keys and (
        fetched_at is None or time.monotonic() - fetched_at >= JWKS_REFETCH_SECONDS
    ):
        keys = _fetch_keys(url)
        with _lock:
            _keys[url] = (time.monotonic(), keys)
    return keys.get(key_id)


def forget():
    """Drop what is cached of the provider (tests, changed settings)."""
    with _lock:
        _metadata.clear()
        _failures.clear()
        _keys.clear()


def get_json(url, *, method="GET", **options):
    """The JSON object that `url` answers, within bounds of time, size and number at once.

    Raises ProviderUnavailable; or ProviderRefused, one of them, for an answer of 4xx.
    """
    if not _calls.acquire(timeout=_WAIT_SECONDS):
        raise ProviderUnavailable(f"{url}: too many calls at once")
    try:
        deadline = time.monotonic() + 2 * settings.OIDC_TIMEOUT
        with requests.request(
            method, url, timeout=settings.OIDC_TIMEOUT, stream=True, **options
        ) as response:
            if 400 <= response.status_code < 500:
                raise ProviderRefused(f"{url}: {response.status_code}")
            response.raise_for_status()
            document = json.loads(_read(response, deadline))
    except (requests.RequestException, ValueError, RecursionError) as error:
        raise ProviderUnavailable(f"{url}: {type(error).__name__}") from error
    finally:
        _calls.release()
    if not isinstance(document, dict):
        raise ProviderUnavailable(f"{url}: not a JSON object")
    return document


def _read(response, deadline):
    """The body of an answer, up to _MAX_BYTES and the deadline, however slowly it drips."""
    body = b""
    for chunk in response.iter_content(8192):
        body += chunk
        if len(body) > _MAX_BYTES or time.monotonic() > deadline:
            raise ValueError("too much or too slow")
    return body


def _remembering_failure(name, fetch):
    """What `fetch` answers; after a failure nobody waits for the same again for a while."""
    with _lock:
        failed_at = _failures.get(name)
    if failed_at is not None and time.monotonic() - failed_at < _FAILURE_SECONDS:
        raise ProviderUnavailable(f"{name}: failed a moment ago")
    try:
        return fetch()
    except ProviderUnavailable:
        with _lock:
            _failures[name] = time.monotonic()
        raise


def _discovered():
    issuer = settings.OIDC_ISSUER
    with _lock:
        read_at, document = _metadata.get(issuer, (0, None))
    if document is None or time.monotonic() - read_at > _METADATA_SECONDS:
        address = issuer.rstrip("/") + "/.well-known/openid-configuration"
        document = _remembering_failure(address, lambda: get_json(address))
        endpoints = [document.get(name, "") for name in ENDPOINTS.values()]
        if document.get("issuer") != issuer or not all(isinstance(e, str) for e in endpoints):
            raise ProviderUnavailable("the discovery document is not of this issuer")
        with _lock:
            _metadata[issuer] = (time.monotonic(), document)
    return document


def _fetch_keys(url):
    entries = _remembering_failure(url, lambda: get_json(url)).get("keys")
    if not isinstance(entries, list):
        raise ProviderUnavailable(f"{url}: no list of keys")
    keys = {}
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("kid"), str):
            continue
        if entry.get("kty") == "RSA" and entry.get("use", "sig") == "sig":
            try:
                keys[entry["kid"]] = jwt.PyJWK(entry, algorithm=settings.OIDC_RP_SIGN_ALGO)
            except (jwt.PyJWTError, ValueError, TypeError):
                continue
    return keys
