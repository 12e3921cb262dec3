"""Keeps slow senders from holding all threads of a worker (assurance F19).

A thread that receives a body waits for whoever sends it. Here a worker receives few long bodies at
once, and nobody may dawdle. In production a proxy that buffers requests does the same sooner
(docs/operate.md); this holds where there is none, and costs other requests nothing.
"""

import contextlib
import io
import json
import socket
import threading
import time

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

LONG = 64 * 1024  # bytes; a form of texts is shorter
_PIECE, _SMALL_PIECE = 64 * 1024, 4 * 1024
_WAIT_SECONDS = 0.5  # for a turn
_BUSY_POLICY = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:"


class SlowBodies:
    """A WSGI application around another one."""

    def __init__(self, application):
        self.application = application
        self.turns = threading.BoundedSemaphore(settings.UPLOADS_AT_ONCE)
        self.watch = _Watch()

    def __call__(self, environ, start_response):
        length = environ.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or length == "0" or "gunicorn.socket" not in environ:
            return self.application(environ, start_response)
        is_long = int(length) > LONG
        if is_long and not self.turns.acquire(timeout=_WAIT_SECONDS):
            _stop(environ["gunicorn.socket"], socket.SHUT_RD)
            return _busy(environ, start_response)
        body = _Body(environ, self.watch, self.turns.release if is_long else None)
        environ["wsgi.input"] = io.BufferedReader(body, _PIECE)
        try:
            return self.application(environ, start_response)
        finally:
            body.finish()
            if body.left:  # what the application did not want
                _stop(environ["gunicorn.socket"], socket.SHUT_RD)


def _stop(connection, how):
    """Read no more from `connection`: gunicorn would wait for the rest before it closes it."""
    with contextlib.suppress(OSError):
        connection.shutdown(how)


class _Body(io.RawIOBase):
    """The body of a request, piece by piece; calls `on_end` as soon as all of it is there.

    Reading raises ConnectionError where the rest never comes: half a file is no file.
    """

    def __init__(self, environ, watch, on_end=None):
        self.stream, self.left = environ["wsgi.input"], int(environ["CONTENT_LENGTH"])
        self.connection, self.watch = environ["gunicorn.socket"], watch
        self.on_end, self.piece = on_end, _SMALL_PIECE

    def readable(self):
        return True

    def readinto(self, buffer):
        """Fill `buffer` with the next piece; answers its length, 0 at the end."""
        wanted = min(len(buffer), self.left, self.piece)
        if not wanted:
            return 0
        began = time.monotonic()
        with self.watch.over(self):
            data = self.stream.read(wanted)
        if not data:
            raise ConnectionError("the body ends too early")
        # Whoever is slow is asked for little at a time, and so is in time with each piece.
        self.piece = _PIECE if time.monotonic() - began < 1 else _SMALL_PIECE
        buffer[: len(data)] = data
        self.left -= len(data)
        if not self.left:
            self.finish()
        return len(data)

    def cut(self):
        """End the connection: the thread that waits for it goes on."""
        _stop(self.connection, socket.SHUT_RDWR)

    def finish(self):
        """Give the turn back, once."""
        on_end, self.on_end = self.on_end, None
        if on_end:
            on_end()


class _Watch:
    """A thread that ends the connections whose next piece does not come in time."""

    def __init__(self):
        self.deadlines, self.lock, self.thread = {}, threading.Lock(), None

    @contextlib.contextmanager
    def over(self, body):
        """Watch `body` while one piece is read."""
        with self.lock:
            if self.thread is None:  # here, not sooner: a thread does not survive a fork
                self.thread = threading.Thread(target=self._run, daemon=True)
                self.thread.start()
        self.deadlines[body] = time.monotonic() + settings.BODY_PATIENCE_SECONDS
        try:
            yield
        finally:
            del self.deadlines[body]

    def _run(self):
        while True:
            time.sleep(0.5)
            now = time.monotonic()
            for body, deadline in list(self.deadlines.items()):
                if now > deadline:
                    body.cut()


def _busy(environ, start_response):
    """503: others are sending files; come back in a moment."""
    if "application/json" in environ.get("HTTP_ACCEPT", ""):
        kind = "application/json"
        words = _("ระบบกำลังรับไฟล์อื่นอยู่หลายไฟล์ กรุณารอสักครู่ แล้วกดลองอีกครั้ง")
        text = json.dumps({"error": words})
    else:
        kind, text = "text/html; charset=utf-8", render_to_string("503.html")
    headers = [
        *(("Content-Type", kind), ("Retry-After", "10"), ("Cache-Control", "no-store")),
        *(("Content-Security-Policy", _BUSY_POLICY), ("X-Content-Type-Options", "nosniff")),
        ("Connection", "close"),  # what is still on its way is not read
    ]
    start_response("503 Service Unavailable", headers)
    return [text.encode()]
