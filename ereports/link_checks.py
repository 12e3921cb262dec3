"""The run of the link checker: which links are due, how politely, and what is remembered of each."""

import datetime
import queue
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from ereports import links, publication
from ereports.models import LinkCheck

log = structlog.get_logger(__name__)

AGAIN = datetime.timedelta(hours=20)  # a link that works is looked at about once a day …
RETRY = datetime.timedelta(hours=3)  # … one that failed sooner, but in a later run
BROKEN_AFTER = 3  # failures in a row: a hiccup is no alarm
HOSTS_AT_ONCE = 8


def check_links():
    """Look at every public link that is due, and remember; answers {LinkCheck.State: number}.

    A run ends after LINK_CHECK_MINUTES; what it did not reach comes first in the next one.
    """
    public = {
        url for rows in publication.public_links() for url in rows.values_list("url", flat=True)
    }
    _forget_all_but(public)
    seen = Counter()
    for url, finding in _look_at_all(_due(public)):
        seen[remember(url, finding).state] += 1
    _tie()
    return seen


def _due(urls):
    """Those of `urls` that are to be looked at now, the longest unseen first."""
    now = timezone.now()
    never = now - datetime.timedelta(days=36500)
    times = {}
    for check in LinkCheck.objects.all():
        seen_at = check.checked_at or never
        is_fresh = seen_at > now - (RETRY if check.failures else AGAIN)
        times[check.url] = None if is_fresh else seen_at
    due = [(times.get(url, never), url) for url in urls if times.get(url, never)]
    return [url for _at, url in sorted(due)]


def _look_at_all(urls):
    """Yield (url, links.Finding): hosts side by side, the links of one host one after the other."""
    by_host = defaultdict(list)
    for url in urls:
        by_host[urlsplit(url).netloc.lower()].append(url)
    found, end = queue.SimpleQueue(), time.monotonic() + settings.LINK_CHECK_MINUTES * 60

    def visit(host_urls):
        try:
            for number, url in enumerate(host_urls):
                if number:
                    time.sleep(settings.LINK_CHECK_DELAY)
                if time.monotonic() > end:
                    return
                found.put((url, links.look(url)))
        except Exception:  # our own mistake must not end the run for the other hosts
            log.exception("link_check_failed", url=url)
        finally:
            found.put(None)

    with ThreadPoolExecutor(HOSTS_AT_ONCE) as pool:
        for host_urls in by_host.values():
            pool.submit(visit, host_urls)
        unfinished = len(by_host)
        while unfinished:
            item = found.get()
            if item is None:
                unfinished -= 1
            else:
                yield item


@transaction.atomic
def remember(url, finding):
    """Write what was found about `url`; answers its LinkCheck."""
    now, digest = timezone.now(), LinkCheck.digest_of(url)
    rows = LinkCheck.objects.select_for_update(no_key=True)
    check, _made = rows.get_or_create(digest=digest, defaults={"url": url})
    if check.checked_at and check.checked_at > now - RETRY:  # another run was here a moment ago
        return check
    check.checked_at, check.problem, check.status = now, finding.problem, finding.status
    if finding.problem and finding.problem != LinkCheck.Problem.BLOCKED:
        check.failures += 1
        check.failing_since = check.failing_since or now
    else:
        check.failures, check.failing_since = 0, None
    if check.failures >= BROKEN_AFTER:
        check.state = LinkCheck.State.BROKEN
    else:
        check.state = LinkCheck.State.UNKNOWN if finding.problem else LinkCheck.State.WORKING
    check.save()
    return check


def _forget_all_but(urls):
    """Drop what is known of links that are no longer public."""
    gone = [pk for pk, url in LinkCheck.objects.values_list("pk", "url") if url not in urls]
    for start in range(0, len(gone), 500):
        LinkCheck.objects.filter(pk__in=gone[start : start + 500]).delete()


def _tie():
    """Let every public link know its check: the lists then find it without comparing texts."""
    checks = dict(LinkCheck.objects.values_list("digest", "pk"))
    for rows in publication.public_links():
        loose = []
        for row in rows.filter(Q(link_check=None) | ~Q(link_check__url=F("url"))):
            row.link_check_id = checks.get(LinkCheck.digest_of(row.url))
            loose.append(row)
        rows.model.objects.bulk_update(loose, ["link_check"], batch_size=500)
