"""Which request is being served: the thread that ties log lines, history and error pages."""

import structlog


def request_id():
    """The id of the request being served, or "" outside of one (a command, a test)."""
    return structlog.contextvars.get_contextvars().get("request_id", "")
