"""Parts of a published file (RFC 9110, section 14), from local storage."""

import pytest

from ereports import ranges
from tests.pdfs import pdf_bytes
from tests.publishing import publish

SIZE = 1000


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-0", (0, 0)),
        ("bytes=0-99", (0, 99)),
        ("bytes=900-", (900, 999)),
        ("bytes=-100", (900, 999)),
        ("bytes=-5000", (0, 999)),
        ("bytes=500-99999", (500, 999)),
        ("BYTES=0-9", (0, 9)),
        ("", None),
        ("bytes=-", None),
        ("bytes=9-1", None),
        ("bytes=0-1,5-6", None),
        ("lines=0-9", None),
        ("bytes=a-b", None),
        ("bytes=0-" + "9" * 40, None),
        ("bytes=๐-๙", None),
    ],
)
def test_f17_which_bytes_are_asked_for(header, expected):
    assert ranges.parse(header, SIZE) == expected


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=5000-6000", "bytes=-0"])
def test_f17_bytes_that_are_not_there(header):
    with pytest.raises(ranges.Unsatisfiable):
        ranges.parse(header, SIZE)


@pytest.fixture
def published(tree, people):
    """(content, address to view, address to download)."""
    content = pdf_bytes(pages=30)
    document = publish(tree.hospital, people.officer, content=content)
    address = f"/agency/{tree.hospital.code}/document/{document.pk}/"
    return content, f"{address}file/", f"{address}download/"


def body(answer):
    return b"".join(answer.streaming_content)


def test_f17_a_part_is_answered_with_that_part(client, published):
    content, _view, address = published
    size = len(content)
    for header, first, last in (
        ("bytes=0-9", 0, 9),
        ("bytes=100-", 100, size - 1),
        ("bytes=-7", size - 7, size - 1),
    ):
        answer = client.get(address, headers={"Range": header})
        assert answer.status_code == 206
        assert answer["Content-Range"] == f"bytes {first}-{last}/{size}"
        assert answer["Content-Length"] == str(last - first + 1)
        assert body(answer) == content[first : last + 1]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]


def test_f17_the_whole_says_that_parts_may_be_asked_for(client, published):
    content, _view, address = published
    answer = client.get(address)
    assert (answer.status_code, answer["Accept-Ranges"]) == (200, "bytes")
    assert body(answer) == content
    assert client.head(address, headers={"Range": "bytes=0-9"}).status_code == 200


def test_f17_beyond_the_end_is_416(client, published):
    content, _view, address = published
    answer = client.get(address, headers={"Range": f"bytes={len(content)}-"})
    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{len(content)}"


def test_f17_if_range_gives_a_part_only_of_the_same_bytes(client, published):
    content, _view, address = published
    etag = client.get(address)["ETag"]

    def ask(if_range):
        return client.get(address, headers={"Range": "bytes=0-9", "If-Range": if_range})

    assert body(ask(etag)) == content[:10]
    for other in ('"another"', f"W/{etag}", "Fri, 01 Jan 2100 00:00:00 GMT"):
        answer = ask(other)
        assert answer.status_code == 200
        assert body(answer) == content


def test_f17_what_the_client_holds_is_not_sent_again(client, published):
    _content, view, address = published
    etag = client.get(address)["ETag"]
    assert client.get(view)["ETag"] == etag
    held = client.get(address, headers={"If-None-Match": etag})
    assert (held.status_code, held.content) == (304, b"")
    assert held["Cache-Control"] == "no-cache"
    assert client.get(address, headers={"If-Match": '"another"'}).status_code == 412
    assert "Last-Modified" not in client.get(address)


def test_the_web_server_sends_the_file_where_it_can(client, published, settings, tree):
    _content, view, address = published
    settings.X_ACCEL_LOCATION = "/internal-files/"
    for path, kind in ((view, "inline"), (address, "attachment")):
        answer = client.get(path)
        assert answer["X-Accel-Redirect"].startswith("/internal-files/documents/")
        assert answer["Content-Disposition"].startswith(kind)
        assert answer["Content-Type"] == "application/pdf"
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert answer.content == b""
    missing = client.get(f"/agency/{tree.point.code}/{address.split('/', 3)[3]}")
    assert missing.status_code == 404
    assert "X-Accel-Redirect" not in missing
