"""Looks whether an address on the web still answers, and never at one of a private network (F21).

Anybody who may report can type a link, so the checker must not be a way into our own network:
every name is resolved once, every address that it stands for must be public, and the connection
goes to the very address that was judged. The same holds for every hop of a redirection.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri, punycode

from ereports.models import LinkCheck

Problem = LinkCheck.Problem
SECONDS = 20  # for one link with all its hops …
STEP_SECONDS = 8  # … and for any single step of it
MAX_HOPS = 5
_PORTS = {"http": 80, "https": 443}
_REDIRECTS = {301, 302, 303, 307, 308}
_GONE = {404, 410}
# Networks in which another address may hide (RFC 6052, 3056, 4380, 4291, 7526), and site-local ones.
_TRANSITION = [
    ipaddress.ip_network(network)
    for network in (
        *("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96", "fec0::/10"),
        "192.88.99.0/24",
    )
]
# Certificates that miss a link of their chain, which browsers fetch by themselves.
_INCOMPLETE_CHAIN = {20, 21}


@dataclass(frozen=True)
class Finding:
    """What a look found: "" or a LinkCheck.Problem, and the HTTP status where there was one."""

    problem: str = ""
    status: int | None = None


class _Unreachable(Exception):
    """The problem, as a Finding."""

    def __init__(self, problem):
        super().__init__(problem)
        self.finding = Finding(problem)


def look(url):
    """The Finding about `url` (text as an officer typed it); raises nothing that a site may cause."""
    deadline = time.monotonic() + SECONDS
    try:
        for _hop in range(MAX_HOPS + 1):
            status, location = _visit(url, deadline)
            if status not in _REDIRECTS or not location:
                return _judged(status)
            url = urljoin(url, location)
    except _Unreachable as unreachable:
        return unreachable.finding
    except ValueError:  # an address that cannot be read
        return Finding(Problem.ADDRESS)
    return Finding(Problem.REDIRECTS)


def _judged(status):
    if status < 400:
        return Finding("", status)
    if status in _GONE:
        return Finding(Problem.GONE, status)
    # 401, 403, 429 and their like: people may well be let in where a program is not.
    return Finding(Problem.SERVER if status >= 500 else Problem.BLOCKED, status)


def _visit(url, deadline):
    """(status, Location) of one address: by HEAD, and by GET where HEAD is not understood."""
    parts = urlsplit(iri_to_uri(url))
    if parts.scheme not in _PORTS or not parts.hostname or parts.username or parts.password:
        raise _Unreachable(Problem.ADDRESS)
    try:
        status, location = _ask("HEAD", parts, deadline)
        understood = status < 400
    except http.client.HTTPException:
        understood = False
    if not understood:
        try:
            status, location = _ask("GET", parts, deadline)
        except http.client.HTTPException:
            raise _Unreachable(Problem.SILENT) from None
    return status, location


def _ask(method, parts, deadline):
    """Send one request; only the head of the answer is read. Raises _Unreachable, HTTPException."""
    host = punycode(parts.hostname)
    port = parts.port or _PORTS[parts.scheme]
    try:
        return _exchange(method, parts, host, port, deadline)
    except http.client.HTTPException:  # one of them is an OSError too
        raise
    except ssl.SSLCertVerificationError:
        raise _Unreachable(Problem.CERTIFICATE) from None
    except (OSError, AttributeError):  # the latter from ssl, when the deadline shuts the socket
        raise _Unreachable(Problem.SILENT) from None


def _exchange(method, parts, host, port, deadline):
    connection = http.client.HTTPConnection(host, port)
    if parts.scheme == "https":
        connection.default_port = 443
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with _connect(parts.scheme, host, port, deadline) as connection.sock:
        shut = threading.Timer(max(deadline - time.monotonic(), 0), _shut, [connection.sock])
        shut.start()  # a site that drips byte by byte never lets the socket's own time run out
        try:
            connection.request(method, path, headers=_headers())
            answer = connection.getresponse()
            return answer.status, _readable(answer.getheader("Location"))
        finally:
            shut.cancel()


def _headers():
    agent = f"info.go.th-link-check/1.0 (+https://info.go.th; {settings.CONTACT_EMAIL})"
    return {"User-Agent": agent, "Accept": "*/*", "Connection": "close"}


def _readable(location):
    """A Location header as text: Thai sites write UTF-8 into it, which http.client reads as Latin-1."""
    if location is None:
        return None
    with contextlib.suppress(UnicodeError):
        return location.encode("latin-1").decode("utf-8")
    return location


def _shut(sock):
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _connect(scheme, host, port, deadline):
    """A socket to the address of `host` that was judged, with TLS under the name where asked for."""
    addresses = _public_addresses(host, port)
    sock = _open(addresses, deadline)
    if scheme == "http":
        return sock
    context = ssl.create_default_context()
    try:
        return context.wrap_socket(sock, server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        sock.close()
        if error.verify_code not in _INCOMPLETE_CHAIN:
            raise
    except OSError:
        sock.close()
        raise
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context.wrap_socket(_open(addresses, deadline), server_hostname=host)


def _open(addresses, deadline):
    """A socket to the first of `addresses` that answers."""
    failure = TimeoutError()
    for address in addresses:
        left = min(STEP_SECONDS, deadline - time.monotonic())
        if left <= 0:
            break
        try:
            return socket.create_connection(address, timeout=left)
        except OSError as error:
            failure = error
    raise failure


def _public_addresses(host, port):
    """[(address, port)] to connect to. Raises _Unreachable unless each that `host` has is public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise _Unreachable(Problem.NO_HOST) from None
    addresses = [entry[4][0] for entry in found]
    if not all(is_allowed(address) for address in addresses):
        raise _Unreachable(Problem.PRIVATE)
    return [(address, port) for address in addresses]


def is_allowed(text):
    """Whether an address (text, as resolved) is one of the public Internet."""
    address = ipaddress.ip_address(text.partition("%")[0])
    address = getattr(address, "ipv4_mapped", None) or address
    if address.is_loopback:
        return settings.LINK_CHECK_ALLOW_LOOPBACK
    hidden = any(address in network for network in _TRANSITION)
    return address.is_global and not (address.is_multicast or address.is_reserved or hidden)
