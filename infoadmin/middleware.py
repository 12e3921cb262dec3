"""What happens around every request: its log line, and the rule that a page is closed by default."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth import middleware as auth
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django_structlog.middlewares import RequestMiddleware

from infoadmin import sessions
from infoadmin.audit.request import request_id


class RequestLogMiddleware(RequestMiddleware):
    """Give the request an id, log it by its path alone, and answer with the id.

    A query string may carry an authorization code or a search for a person: it is never logged.
    """

    @staticmethod
    def format_request(request):
        return f"{request.method} {request.path}"

    def handle_response(self, request, response):
        response["X-Request-ID"] = request_id()
        super().handle_response(request, response)


class LoginRequiredMiddleware(auth.LoginRequiredMiddleware):
    """Every page wants a signed-in person unless its view says `@login_not_required`.

    A session that was idle too long, or lasted too long, ends with its next request; a view whose
    `keep_work` is set keeps what was sent before. Asks the view first, so that a public page never opens the session.
    """

    def process_view(self, request, view_func, view_args, view_kwargs):
        if not getattr(view_func, "login_required", True):
            return None
        if request.user.is_authenticated:
            if sessions.has_ended(request.session):
                if keep_work := getattr(view_func, "keep_work", None):
                    keep_work(request, *view_args, **view_kwargs)
                return self.end_session(request)
            sessions.touch(request.session)
        return super().process_view(request, view_func, view_args, view_kwargs)

    def end_session(self, request):
        """Sign the person out and lead to the landing page, which leads back here afterwards."""
        logout(request)
        query = urlencode({"notice": "session-ended", "next": request.path})
        url = f"{resolve_url(settings.LOGIN_URL)}?{query}"
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401, headers={"HX-Redirect": url})
        return redirect(url)


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
