"""Sessions in the database, as Django keeps them; read with a prepared query."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from infoadmin.prepared import Prepared

_in_force = Prepared(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))


class SessionStore(db.SessionStore):
    """Django's own session store."""

    def _get_session_from_db(self):
        session = _in_force.first(self.session_key, timezone.now())
        if session is None:
            self._session_key = None
        return session
