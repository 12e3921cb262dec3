"""`manage.py prune_access_events`: forget what is older than ACCESS_EVENT_DAYS (90 by default)."""

import datetime

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.models import AccessEvent, SignedInSession


class Command(BaseCommand):
    help = "Removes old access events, and what is left of sessions that have ended."

    def handle(self, *args, **options):
        before = timezone.now() - datetime.timedelta(days=settings.ACCESS_EVENT_DAYS)
        removed, _by_model = AccessEvent.objects.filter(at__lt=before).delete()
        Session.objects.filter(expire_date__lt=timezone.now()).delete()
        alive = Session.objects.values("session_key")
        SignedInSession.objects.exclude(session_key__in=alive).delete()
        self.stdout.write(f"{removed}")
