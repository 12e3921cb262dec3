"""What every address of the open data has in common: reading only, anybody, a limit, JSON errors."""

import hashlib
import time
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from accounts.events import client_address

ROOT = "/api/v1/"
METHODS = "GET, HEAD, OPTIONS"
WINDOW = 60  # seconds in which requests are counted
PROBLEMS = {
    400: _("ระบบอ่านคำขอนี้ไม่ได้ กรุณาตรวจสอบที่อยู่และพารามิเตอร์"),
    403: _("ไม่มีสิทธิ์เข้าถึงที่อยู่นี้"),
    404: _("ไม่มีข้อมูลที่ที่อยู่นี้ กรุณาตรวจสอบรหัสหรือที่อยู่"),
    405: _("ข้อมูลเปิดนี้อ่านได้อย่างเดียว ใช้ได้เฉพาะ GET และ HEAD"),
    429: _("มีการเรียกใช้ถี่เกินไป กรุณารอตามจำนวนวินาทีใน Retry-After แล้วลองอีกครั้ง"),
    500: _("ระบบขัดข้องชั่วคราว กรุณาลองอีกครั้งในภายหลัง"),
}
CODES = {
    400: "bad_request",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    429: "too_many_requests",
    500: "server_error",
}


class Refused(Exception):
    """A request that cannot be answered: `code` for programs, `detail` (lazy) for people."""

    def __init__(self, code, detail, params=None):
        super().__init__(code)
        self.code, self.detail, self.params = code, detail, params


def problem(status, code=None, detail=None, params=None):
    """An error as `application/problem+json` (RFC 9457) that says in Thai and English how to mend it."""
    detail = PROBLEMS[status] if detail is None else detail
    body = {"status": status, "code": code or CODES[status]}
    for name, language in (("detail", "th"), ("detail_en", "en")):
        with override(language):
            body[name] = str(detail) % params if params else str(detail)
    response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/problem+json"
    return open_to_all(response)


def open_to_all(response):
    """Let pages of any origin read the answer, and nobody keep it without asking again."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag, Retry-After, X-Request-ID"
    response["Cache-Control"] = "no-cache"
    return response


def api_view(*, cost=1):
    """Decorator: a view of the open data; `cost` is how many requests it counts for."""

    def decorate(view):
        @login_not_required
        @csrf_exempt  # nothing is ever written here: a POST gets its 405 as JSON
        @wraps(view)
        def inner(request, **arguments):
            if request.method == "OPTIONS":
                return _preflight()
            if request.method not in ("GET", "HEAD"):
                response = problem(405)
                response["Allow"] = METHODS
                return response
            if seconds := seconds_to_wait(request, cost):
                response = problem(429)
                response["Retry-After"] = str(seconds)
                return response
            try:
                response = view(request, **arguments)
            except Refused as refusal:
                return problem(400, refusal.code, refusal.detail, refusal.params)
            except Http404:
                return problem(404)
            return _conditional(request, open_to_all(response))

        return inner

    return decorate


def seconds_to_wait(request, cost):
    """0 while the caller's address is within API_REQUESTS_PER_MINUTE; else when it may ask again."""
    if not settings.API_REQUESTS_PER_MINUTE:
        return 0
    now = time.time()
    key = f"api:{client_address(request) or 'unknown'}:{int(now // WINDOW)}"
    cache.add(key, 0, timeout=WINDOW + 5)
    try:
        count = cache.incr(key, cost)
    except ValueError:  # pushed out of a full cache in between
        return 0
    return 0 if count <= settings.API_REQUESTS_PER_MINUTE else WINDOW - int(now % WINDOW)


def _preflight():
    response = open_to_all(HttpResponse(status=204))
    response["Allow"] = response["Access-Control-Allow-Methods"] = METHODS
    response["Access-Control-Allow-Headers"] = "If-None-Match"
    response["Access-Control-Max-Age"] = "86400"
    return response


def _conditional(request, response):
    """The answer, or 304 where the caller holds the very same: made first, compared then."""
    if response.status_code != 200 or response.streaming:
        return response
    etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
    response["ETag"] = etag
    # Of a 304 Django makes a new response, which browsers let other origins read only if it says so.
    return open_to_all(get_conditional_response(request, etag=etag, response=response))
