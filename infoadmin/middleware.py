"""What happens around every request: its log line, and the rule that a page is closed by default."""

from functools import cache
from urllib.parse import urlencode
from uuid import uuid4

import structlog
from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import translation
from django.utils.deprecation import MiddlewareMixin
from django_structlog.middlewares import RequestMiddleware

from infoadmin import sessions
from infoadmin.addresses import language_of
from infoadmin.audit.request import request_id


class RequestLogMiddleware(RequestMiddleware):
    """Give the request an id, log it by its path alone, and answer with the id.

    A query string may carry an authorization code or a search for a person: it is never logged.
    """

    @staticmethod
    def format_request(request):
        return f"{request.method} {request.path}"

    def prepare(self, request):
        """Give the id; that a request begins is not logged."""
        structlog.contextvars.bind_contextvars(request_id=str(uuid4()))

    def handle_response(self, request, response):
        response["X-Request-ID"] = request_id()
        if response.status_code < 400 and not response.streaming:
            structlog.contextvars.clear_contextvars()  # our settings log none of these
        else:
            super().handle_response(request, response)


class LanguageMiddleware:
    """Answer in the language of the path: /en/… in English, all the rest in Thai.

    Django's own asks cookie, session and Accept-Language too, so that one address would have two
    answers and no cache could keep either.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        language = language_of(request.path_info)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class PolicyMiddleware(CSPMiddleware):
    """Content-Security-Policy: what most pages share is composed once, not for every response."""

    def __init__(self, get_response):
        super().__init__(get_response)
        self.shared = build_policy()

    def process_response(self, request, response):
        has_own = any(name.startswith("_csp") for name in (*vars(response), *vars(request)))
        if has_own or settings.DEBUG:
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.shared)
        return response


class LoginRequiredMiddleware(MiddlewareMixin):
    """Every page wants a signed-in person unless its view says `@login_not_required`.

    A session that was idle too long, or lasted too long, ends with its next request. A view whose
    `keep_work` is set keeps what was sent before: itself, or by answering texts to keep. A view that
    `is_poll` is asked by a page, not by a person: it neither prolongs a session nor ends one.
    Asks the view first, so that a public page never opens the session.
    """

    def process_view(self, request, view_func, view_args, view_kwargs):
        if not getattr(view_func, "login_required", True):
            return None
        is_poll = getattr(view_func, "is_poll", False)
        if is_poll and (request.user.is_anonymous or sessions.has_ended(request.session)):
            return HttpResponse(status=401)
        if request.user.is_authenticated:
            if sessions.has_ended(request.session):
                keep_work = getattr(view_func, "keep_work", None)
                user_id = request.user.pk
                kept = keep_work and keep_work(request, *view_args, **view_kwargs)
                logout(request)
                if kept:
                    sessions.keep_form(request.session, user_id, request.path, kept)
                can_return = keep_work or request.method in ("GET", "HEAD")
                return self.to_landing(request, "session-ended", can_return)
            if not is_poll:
                sessions.touch(request.session)
            return None
        return self.to_landing(request, "login-first", request.method in ("GET", "HEAD"))

    def process_response(self, request, response):
        """What officers see is kept by no browser: on a shared machine Back shows it to others.

        What the public sees may be kept, and is asked for again each time: it may have been
        switched off (B19).
        """
        is_officers = request.path.startswith(_officers_side(request.LANGUAGE_CODE))
        response.headers.setdefault("Cache-Control", "no-store" if is_officers else "no-cache")
        return response

    def to_landing(self, request, notice, can_return):
        """Lead to the landing page, which says why, and leads back here where that is possible."""
        query = {"notice": notice, **({"next": request.get_full_path()} if can_return else {})}
        url = f"{resolve_url(settings.LOGIN_URL)}?{urlencode(query)}"
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401, headers={"HX-Redirect": url})
        return redirect(url)


@cache
def _officers_side(_language):
    """The path under which officers work, in the language of the request."""
    return resolve_url(settings.LOGIN_URL)


class NulMiddleware:
    """Refuse a request with a NUL character in it: nobody types one, and PostgreSQL stores none."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, _view, _arguments, _keywords):
        texts = [request.path, *_values(request.GET)]
        if request.method == "POST":
            texts += _values(request.POST)
        if any("\0" in text for text in texts):
            raise BadRequest("NUL")


def _values(querydict):
    return [text for name, texts in querydict.lists() for text in (name, *texts)]


class ErrorPageMiddleware:
    """Give a page to the refusals that Django answers with an empty one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            page = render(request, "405.html", status=405)
            page["Allow"] = response["Allow"]
            return page
        return response
