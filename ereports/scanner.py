"""Asks clamd whether a file holds malware: INSTREAM over TCP or a Unix socket.

The protocol is that of docs.clamav.net ("ClamD Protocol"). Whatever is not the one answer that
says "nothing found" is never taken for it: a scanner that is down, silent, full or talks nonsense
leaves the file waiting (assurance F13).
"""

import re
import socket
import struct
import threading
import time
from urllib.parse import urlsplit

from django.conf import settings

# The harmless file that every scanner takes for malware (eicar.org); in two parts, or a scanner
# on the machine would take this source for it.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + rb"ANTIVIRUS-TEST-FILE!$H+H*"

_CONNECT_SECONDS = 3
_MAX_REPLY = 4096  # bytes
_WAIT_SECONDS = 5  # for a turn
_FAILURE_SECONDS = 30  # so long no officer waits again for what has just failed
_turns = threading.BoundedSemaphore(2)  # a silent scanner must leave threads for everybody else
_failed = {}  # CLAMD_URL → when it last failed


class ScannerUnavailable(Exception):
    """The scanner did not answer, or not in a way that can be understood."""


def is_configured():
    """Whether files are scanned at all."""
    return bool(settings.CLAMD_URL)


def scan(file, *, insist=False):
    """The name of what clamd found in an open file, or None where it found nothing.

    Raises ScannerUnavailable; for half a minute after a failure at once, unless we `insist`.
    """
    failed_at = _failed.get(settings.CLAMD_URL)
    if failed_at and time.monotonic() - failed_at < _FAILURE_SECONDS and not insist:
        raise ScannerUnavailable("failed a moment ago")
    if not _turns.acquire(timeout=_WAIT_SECONDS):
        raise ScannerUnavailable("too many files at once")
    try:
        found = _ask(file)
    except (OSError, ValueError) as error:
        _failed[settings.CLAMD_URL] = time.monotonic()
        raise ScannerUnavailable(f"{type(error).__name__}: {error}") from error
    finally:
        _turns.release()
    _failed.pop(settings.CLAMD_URL, None)
    return found


def _ask(file):
    with _Connection(settings.CLAMD_TIMEOUT) as clamd:
        clamd.send(b"zINSTREAM\0")
        for chunk in file.chunks():
            clamd.send(struct.pack("!L", len(chunk)) + chunk)
        clamd.send(struct.pack("!L", 0))
        reply = clamd.receive()
    if reply == "stream: OK":
        return None
    found = re.fullmatch(r"stream: ([\x21-\x7e]+) FOUND", reply)
    if not found:
        raise ValueError(reply[:200])
    return found[1]


def answers(seconds=2):
    """Whether the scanner is there and says so."""
    try:
        with _Connection(seconds) as clamd:
            clamd.send(b"zPING\0")
            return clamd.receive() == "PONG"
    except (OSError, ValueError):
        return False


class _Connection:
    """A connection that ends at a deadline, however slowly the other side drips; a context manager.

    Raises OSError (TimeoutError is one) and ValueError.
    """

    def __init__(self, seconds):
        self.deadline = time.monotonic() + seconds

    def __enter__(self):
        family, address = _address()
        if family == socket.AF_UNIX:
            self.socket = socket.socket(family)
            self._wait_no_longer()
            self.socket.connect(address)
        else:
            seconds = min(_CONNECT_SECONDS, self.deadline - time.monotonic())
            self.socket = socket.create_connection(address, timeout=seconds)
        return self

    def __exit__(self, *_exception):
        self.socket.close()

    def _wait_no_longer(self):
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("no answer in time")
        self.socket.settimeout(left)

    def send(self, data):
        """Send all of `data` (bytes)."""
        self._wait_no_longer()
        self.socket.sendall(data)

    def receive(self):
        """The reply as text, up to the NUL that ends it."""
        reply = b""
        while not reply.endswith(b"\0"):
            self._wait_no_longer()
            part = self.socket.recv(_MAX_REPLY)
            reply += part
            if not part or len(reply) > _MAX_REPLY:
                raise ValueError("the reply has no end")
        return reply.rstrip(b"\0").decode("utf-8", "replace")


def _address():
    """(family, address) of CLAMD_URL; raises ValueError where it is neither tcp:// nor unix://."""
    parts = urlsplit(settings.CLAMD_URL)
    if parts.scheme == "unix" and parts.path:
        return socket.AF_UNIX, parts.path
    if parts.scheme == "tcp" and parts.hostname:
        return socket.AF_INET, (parts.hostname, parts.port or 3310)
    raise ValueError("CLAMD_URL must be tcp://host:port or unix:///path")
