"""Part of a file where a client asks for part: Range and If-Range of RFC 9110, section 14."""

import re

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response

_ONE_RANGE = re.compile(r"^bytes=\s*(\d{0,18})-(\d{0,18})\s*$", re.IGNORECASE | re.ASCII)
_CHUNK = 64 * 1024


class Unsatisfiable(Exception):
    """The client asks for bytes that the file does not have."""


def parse(header, size):
    """(first, last) byte of the one range asked for in a file of `size` bytes; None for the whole.

    A header that is malformed or names several ranges is passed over, as the RFC allows.
    """
    match = _ONE_RANGE.match(header)
    if not match or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:  # the last so many bytes
        if not int(last) or not size:
            raise Unsatisfiable
        return max(0, size - int(last)), size - 1
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise Unsatisfiable
    return int(first), min(int(last), size - 1) if last else size - 1


class _Part:
    """The bytes of an open file from `first` on, `length` of them, in chunks."""

    def __init__(self, file, first, length):
        self.file, self.length = file, length
        file.seek(first)

    def __iter__(self):
        while self.length and (chunk := self.file.read(min(self.length, _CHUNK))):
            self.length -= len(chunk)
            yield chunk

    def close(self):
        self.file.close()


def answer(request, file, *, size, etag, content_type):
    """The open `file` as the request wants it: whole (200), part (206), unchanged (304), 412 or 416.

    `etag` is quoted and strong: it names these very bytes. No Last-Modified: a client must not
    conclude from a date that a file may still be had.
    """
    response = _answer(request, file, size, etag, content_type)
    response["ETag"], response["Accept-Ranges"] = etag, "bytes"
    final = get_conditional_response(request, etag=etag, response=response)
    if final is not response:
        file.close()
    return final


def _answer(request, file, size, etag, content_type):
    header = request.headers.get("Range", "") if request.method == "GET" else ""
    if request.headers.get("If-Range", etag) != etag:
        header = ""
    try:
        part = parse(header, size)
    except Unsatisfiable:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    if part is None:
        return FileResponse(file, content_type=content_type)
    first, last = part
    length = last - first + 1
    response = StreamingHttpResponse(
        _Part(file, first, length), status=206, content_type=content_type
    )
    response["Content-Length"] = str(length)
    response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response
