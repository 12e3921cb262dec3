"""Where pages stand: their address in each language, and the whole address that others may keep."""

import uuid
from functools import cache, lru_cache
from urllib.parse import urlencode

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.functional import cached_property
from django.utils.translation import get_language, get_language_from_path

# The source language has no prefix; every other one stands in front of the path.
NAMES = {"th": ("ภาษาไทย", "ไทย"), "en": ("English", "EN")}


@lru_cache(maxsize=1000)
def language_of(path):
    """The language that an address asks for, by its path alone."""
    return get_language_from_path(path) or settings.LANGUAGE_CODE


def in_language(path, language):
    """The path of the same page in `language`."""
    current = language_of(path)
    if current != settings.LANGUAGE_CODE:
        path = path.removeprefix(f"/{current}") or "/"
    return path if language == settings.LANGUAGE_CODE else f"/{language}{path}"


def address_of(name, *arguments, language=None):
    """What `reverse` answers, for rows: `arguments` are codes of agencies and ids (UUID).

    `language` is the current one, for who has it at hand.
    """
    kinds = (name, language or get_language(), *map(type, arguments))
    pattern = _patterns.get(kinds)
    if pattern is None:
        pattern = _patterns[kinds] = _pattern(name, *map(type, arguments))
    return pattern % arguments


_STAND_INS = {str: "ANY-CODE", uuid.UUID: uuid.UUID(int=0)}
_patterns = {}  # as many as our code has names and languages


def _pattern(name, *types):
    """The address in the current language, with %s in the place of each argument."""
    stand_ins = [_STAND_INS[each] for each in types]
    path = reverse(name, args=stand_ins).replace("%", "%%")
    for stand_in in stand_ins:
        path = path.replace(str(stand_in), "%s", 1)
    return path


def absolute(request, path):
    """`path` (and query) with scheme and host."""
    return origin(request) + iri_to_uri(path)


def origin(request):
    """Scheme and host of our addresses: of PUBLIC_URL where it is set, else as the request came."""
    return settings.PUBLIC_URL or f"{request.scheme}://{request.get_host()}"


_static = cache(static)


class PageAddresses:
    """The addresses of the page being served: for search engines, and for the language switch.

    `path` is where the page is known when it stands at several addresses.
    """

    def __init__(self, request, path=None):
        self.request, self.path = request, path or request.path

    @cached_property
    def canonical(self):
        """The one address under which this page is known; of its query only the page's number."""
        return self._absolute(self.path + self._page)

    @cached_property
    def _page(self):
        number = self.request.GET.get("page", "")
        return f"?{urlencode({'page': number})}" if number.isdecimal() and number != "1" else ""

    @cached_property
    def origin(self):
        """Scheme and host, without a slash at the end."""
        return origin(self.request)

    def _absolute(self, path):
        return self.origin + iri_to_uri(path)

    @cached_property
    def alternates(self):
        """(language, absolute address) of this page in every language."""
        return [(code, self._absolute(in_language(self.path, code) + self._page)) for code in NAMES]

    @cached_property
    def share_image(self):
        """The picture that stands for the site where its pages are shared."""
        return self._absolute(_static("img/share.png"))

    @cached_property
    def other(self):
        """The same page, with its query, in the language that it is not in."""
        code = next(code for code in NAMES if code != get_language())
        query = self.request.META.get("QUERY_STRING", "")
        path = in_language(self.request.path, code) + (f"?{query}" if query else "")
        name, short_name = NAMES[code]
        return {"code": code, "name": name, "short_name": short_name, "path": path}
