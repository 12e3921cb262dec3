"""What the workloads visit in one database, as JSON: `python -m benchmarks.targets`.

Adds what the state lacks (reports with long histories, a notice for a big subtree), makes the
officer's session as signing in would, and counts the queries of the report form.
"""

import json
import random

import django

django.setup()

from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import Count, Q  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import NoReverseMatch, reverse  # noqa: E402

from accounts.models import Role, User  # noqa: E402
from agencies.models import Agency  # noqa: E402
from ereports.models import Document, Report  # noqa: E402
from infoadmin import sessions  # noqa: E402
from infoadmin.management.commands.build_state import add_reports  # noqa: E402

PAGES, SAVES, LONG, LONG_ROWS = 200, 40, 20, 60
CSRF = "b" * 32
WORDS = [
    *("หนองบัว", "เชียงใหม่", "โรงพยาบาลส่งเสริม", "บ้านใหม่", "ท่าช้าง", "เทศบาลตำบล", "สาธารณสุขอำเภอ"),
    *("สำนักงานที่ดิน", "กองคลัง", "ในเมือง", "นาดี", "โรงเรียนวัด", "อบต.บางปลา", "ศูนย์พัฒนาเด็กเล็ก"),
    *("กองช่าง เทศบาล", "หนองแขม", "พัฒนาชุมชน", "แม่สาย", "กำนัน โพธิ์", "สรรพากร สาขา"),
]


def main():
    dice = random.Random(1)
    people = list(User.objects.filter(username__startswith="state").order_by("username"))
    officer = User.objects.filter(grants__role=Role.DGA).order_by("username").first()
    with transaction.atomic():
        bare = Agency.objects.open().filter(report=None, depth__gte=5, numchild=0)
        add_reports(list(bare[:LONG]), people=people, dice=dice, documents=LONG_ROWS, stored=0)
        many, descendants, one = _subtrees(people, dice)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as autovacuum leaves a database in use
    reports = Report.objects.annotate(
        rows=Count("documents"), on=Count("documents", filter=Q(documents__in_use=True))
    ).filter(agency__depth__gte=5, agency__status="open")
    typical = list(reports.filter(rows=6, on=6).order_by("pk").values_list("agency__code", "pk"))
    long = list(reports.filter(rows=LONG_ROWS).order_by("pk").values_list("agency__code", "pk"))
    open_agencies = Agency.objects.open().filter(depth__gte=4).order_by("code")
    dice.shuffle(typical)
    codes = list(open_agencies.values_list("code", flat=True))
    cookie = f"infoadmin_session={_session(officer)}; infoadmin_csrf={CSRF}"
    found = {
        "cookie": cookie,
        "csrf": CSRF,
        "pages": [code for code, _pk in typical[SAVES : SAVES + PAGES]],
        "reports": typical[:SAVES],
        "long": long,
        "emails": dice.sample(codes, SAVES),
        "words": WORDS,
        "many": many,
        "descendants": descendants,
        "one": one,
        "queries": {
            "short": _queries(cookie, typical[0][0]),
            "long": _queries(cookie, long[0][0]),
        },
        "export": _export(),
    }
    print(json.dumps(found))


def _subtrees(people, dice):
    """Two agencies that publish for their subtree: of very many, and of one descendant."""
    tops = Agency.objects.open().filter(depth=1)
    sizes = [(Agency.objects.below(agency).count(), agency) for agency in tops]
    descendants, many = max(sizes, key=lambda pair: pair[0])
    alone = Agency.objects.open().filter(numchild=1, report=None, depth__gte=4)
    one = next(agency for agency in alone if Agency.objects.below(agency).count() == 1)
    without = [agency for agency in (many, one) if not Report.objects.filter(agency=agency)]
    add_reports(without, people=people, dice=dice, stored=0)
    notices = Document.objects.filter(report__agency__in=[many, one], section="s10")
    notices.update(scope=Document.Scope.SUBTREE, in_use=True)
    return many.code, descendants, one.code


def _session(user):
    """Key of a session as signing in makes it."""
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = "accounts.oidc.DigitalIDBackend"
    session["_auth_user_hash"] = user.get_session_auth_hash()
    sessions.begin(session)
    session.save()
    return session.session_key


def _queries(cookie, code):
    """How many queries the report form of an agency makes."""
    client = Client(HTTP_COOKIE=cookie, HTTP_HOST="127.0.0.1")
    url = reverse("ereports:report-edit", args=[code])
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def _export():
    """Address of the export of the agency list, or None while there is none."""
    try:
        return reverse("agencies:agency-export")
    except NoReverseMatch:
        return None


if __name__ == "__main__":
    main()
