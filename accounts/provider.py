"""The identity provider as settings and its discovery document describe it; its keys, cached."""

import threading
import time

import jwt
import requests
from django.conf import settings

JWKS_REFETCH_SECONDS = 60  # a flood of unknown key ids asks the provider once in so long
_METADATA_SECONDS = 3600
_lock = threading.Lock()
_metadata = {}
_keys = {}


class ProviderUnavailable(Exception):
    """The provider did not answer, or not in a way that can be understood."""


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
        _keys.clear()


def get_json(url, **options):
    """GET `url` as JSON within the time-out; raises ProviderUnavailable."""
    try:
        response = requests.get(url, timeout=settings.OIDC_TIMEOUT, **options)
        response.raise_for_status()
        document = response.json()
    except requests.RequestException as error:
        raise ProviderUnavailable(f"{url}: {type(error).__name__}") from error
    if not isinstance(document, dict):
        raise ProviderUnavailable(f"{url}: not a JSON object")
    return document


def _discovered():
    issuer = settings.OIDC_ISSUER
    with _lock:
        read_at, document = _metadata.get(issuer, (0, None))
    if document is None or time.monotonic() - read_at > _METADATA_SECONDS:
        document = get_json(issuer.rstrip("/") + "/.well-known/openid-configuration")
        if document.get("issuer") != issuer:
            raise ProviderUnavailable("the discovery document names another issuer")
        with _lock:
            _metadata[issuer] = (time.monotonic(), document)
    return document


def _fetch_keys(url):
    keys = {}
    for entry in get_json(url).get("keys", []):
        if entry.get("kty") == "RSA" and entry.get("use", "sig") == "sig" and "kid" in entry:
            try:
                keys[entry["kid"]] = jwt.PyJWK(entry, algorithm=settings.OIDC_RP_SIGN_ALGO)
            except jwt.PyJWTError:
                continue
    return keys
