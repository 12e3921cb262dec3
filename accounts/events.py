"""The log of the door: rows for those who watch it, a JSON line for those who run it."""

import datetime
import ipaddress

import structlog
from django.conf import settings
from django.utils import timezone

from accounts.models import AccessEvent

log = structlog.get_logger(__name__)


def client_address(request):
    """The caller's address; X-Forwarded-For counts only as far as our own proxies wrote it."""
    hops = settings.TRUSTED_PROXY_COUNT
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    address = request.META.get("REMOTE_ADDR", "")
    if hops and len(forwarded) >= hops:
        address = forwarded[-hops].strip()
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return None


def note(kind, request, *, user=None, identity=None, detail=""):
    """Write down that `kind` happened in `request`; `detail` never holds a secret."""
    if user is None and request.user.is_authenticated:
        user = request.user
    event = AccessEvent.objects.create(
        kind=kind,
        user=user,
        identity=identity.digest if identity else "",
        address=client_address(request),
        detail=detail[:200],
    )
    log.info(
        "access",
        kind=kind,
        user=str(user.pk) if user else None,
        address=event.address,
        detail=event.detail,
    )
    return event


def begin_token_try(request, identity):
    """Note a try with a token before it is judged: a refused one, until `settle` says better.

    Answers the event, or None when the tries of this identity or this address are used up
    (assurance K3). Noted first and counted then, so that many at once do not slip through.
    """
    event = note(AccessEvent.Kind.TOKEN_REFUSED, request, identity=identity)
    since = timezone.now() - datetime.timedelta(seconds=settings.TOKEN_FAILURE_WINDOW)
    failures = AccessEvent.objects.filter(kind=AccessEvent.Kind.TOKEN_REFUSED, at__gt=since)
    by_identity = failures.filter(identity=event.identity).count()
    by_address = failures.filter(address=event.address).count() if event.address else 0
    if max(by_identity, by_address) > settings.TOKEN_MAX_FAILURES:
        settle(event, AccessEvent.Kind.THROTTLED)
        return None
    return event


def settle(event, kind, *, user=None):
    """What has become of a try that `begin_token_try` noted."""
    event.kind, event.user = kind, user or event.user
    event.save(update_fields=["kind", "user"])
