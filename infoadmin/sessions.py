"""When a session ends: 15 minutes without a request, or 12 hours in all (DSS FT-13)."""

import time

from django.conf import settings

_BEGAN, _SEEN = "signed_in_at", "seen_at"  # seconds since the epoch
_KEPT = "kept_form"
_TOUCH_SECONDS = 20  # so often at most is the session written for having been seen


def begin(session):
    """Somebody has just signed in."""
    session[_BEGAN] = session[_SEEN] = int(time.time())


def touch(session):
    """Somebody is here; begins the count where none has begun."""
    now = int(time.time())
    session.setdefault(_BEGAN, now)
    if now - session.get(_SEEN, 0) >= _TOUCH_SECONDS:
        session[_SEEN] = now


def keep_form(session, user_id, path, data):
    """Keep what was typed into a form whose session is over, for the same person alone."""
    session[_KEPT] = {"user": str(user_id), "path": path, "data": data}


def take_kept_form(request):
    """What this person had typed on this page when the session ended; {} when nothing waits."""
    kept = request.session.get(_KEPT)
    if not kept or (kept["user"], kept["path"]) != (str(request.user.pk), request.path):
        return {}
    return request.session.pop(_KEPT)["data"]


def has_ended(session):
    """Whether the person must sign in again."""
    return seconds_left(session)[0] <= 0


def seconds_left(session):
    """(seconds until the session ends, whether being active would prolong it)."""
    now = int(time.time())
    idle = session.get(_SEEN, now) + settings.SESSION_IDLE_SECONDS - now
    absolute = session.get(_BEGAN, now) + settings.SESSION_ABSOLUTE_SECONDS - now
    return min(idle, absolute), idle < absolute
