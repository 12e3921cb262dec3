"""Follows every link of the citizens' site as a search engine would, and keeps what was answered."""

import json
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import etree, html

ORIGIN = "http://testserver"
NOT_OURS_TO_FOLLOW = ("/backend/", "/static/")
_LINKS = "//a/@href | //link/@href | //form[@method='get']/@action | //iframe/@src | //img/@src"


@dataclass
class Found:
    """One address: what it answered, what it links to, and who linked to it first."""

    status: int
    type: str
    content: bytes
    linked_from: str
    links: set = field(default_factory=set)
    answer: object = None

    @property
    def page(self):
        """The answer as a parsed HTML page, or None."""
        return html.fromstring(self.content) if self.type == "text/html" else None


def crawl(client, *starts, limit=20_000):
    """{path: Found} of everything that can be reached from `starts` by links within the site."""
    found, waiting = {}, dict.fromkeys(starts, "")
    while waiting:
        assert len(found) < limit, "the site has no end"
        path = next(iter(waiting))
        linked_from = waiting.pop(path)
        answer = client.get(path)
        content = answer.getvalue()
        kind = answer.headers.get("Content-Type", "").split(";")[0]
        row = Found(answer.status_code, kind, content, linked_from, answer=answer)
        targets = _links(kind, content)
        if answer.has_header("Location"):
            targets.add(answer["Location"])
        row.links = {target for link in targets if (target := _own(path, link))}
        found[path] = row
        for target in row.links - found.keys():
            if not target.startswith(NOT_OURS_TO_FOLLOW):
                waiting.setdefault(target, path)
    return found


def _links(kind, content):
    """Every address that an answer names, whatever it is made of."""
    if kind == "text/html":
        return set(html.fromstring(content).xpath(_LINKS))
    if kind in ("application/xml", "application/atom+xml"):
        root = etree.fromstring(content)
        return {*root.xpath("//@href"), *root.xpath("//*[local-name()='loc']/text()")}
    if kind == "application/json":
        return set(_urls(json.loads(content)))
    return set()


def _urls(value):
    """The addresses in JSON; those of the description's schemas are words, not addresses."""
    if isinstance(value, dict):
        for name, inner in value.items():
            is_address = name in ("url", "api_url", "download_url", "next")
            if is_address and isinstance(inner, str):
                yield inner
            elif isinstance(inner, dict | list):
                yield from _urls(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _urls(inner)


def _own(path, link):
    """`link` as a path of this site; None where it leads elsewhere."""
    target = urldefrag(urljoin(f"{ORIGIN}{path}", link)).url
    parts = urlsplit(target)
    if f"{parts.scheme}://{parts.netloc}" != ORIGIN:
        return None
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
