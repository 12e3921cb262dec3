"""What happens around every request: its log line, and the rule that a page is closed by default."""

from django.contrib.auth import middleware as auth
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
