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
    AccessEvent.objects.create(
        kind=kind,
        user=user,
        identity=identity.digest if identity else "",
        address=client_address(request),
        detail=detail[:200],
    )
    log.info("access", kind=kind, user=str(user.pk) if user else None, detail=detail[:200])


def too_many_token_failures(request, identity):
    """Whether this identity or this address has used up its wrong tries (assurance K3)."""
    since = timezone.now() - datetime.timedelta(seconds=settings.TOKEN_FAILURE_WINDOW)
    failures = AccessEvent.objects.filter(kind=AccessEvent.Kind.TOKEN_REFUSED, at__gt=since)
    address = client_address(request)
    limit = settings.TOKEN_MAX_FAILURES
    if failures.filter(identity=identity.digest).count() >= limit:
        return True
    return bool(address) and failures.filter(address=address).count() >= limit
