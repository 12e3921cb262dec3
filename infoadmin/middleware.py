"""What happens around every request: its log line, and the rule that a page is closed by default."""

from django.contrib.auth import middleware as auth
from django.shortcuts import render
from django_structlog.middlewares import RequestMiddleware

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

    Asks the view first, so that a public page never opens the session.
    """

    def process_view(self, request, view_func, view_args, view_kwargs):
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


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
