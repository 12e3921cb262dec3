"""Pages in Jinja2, for those made so often that their templates must be Python: folder `jinja/`.

They stand in the frame of all citizens' pages, which is in Django's templates alone: it is rendered
with Jinja's blocks and expressions in the places that a page fills, and is the source of the
template that the page extends.
"""

from functools import cache, lru_cache, partial

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.compiler import CodeGenerator
from markupsafe import Markup, _escape_inner, escape

from infoadmin.addresses import NAMES, PageAddresses, address_of
from infoadmin.templatetags.frame import constant
from infoadmin.templatetags.languages import local_name, plain_name, thai_text
from infoadmin.templatetags.thai import file_size, thai_date, thai_datetime

FOLDER = settings.BASE_DIR / "jinja"


def render(request, template_name, context):
    """The page as an HttpResponse; it knows `addresses`, and of the context processors nothing."""
    language = request.LANGUAGE_CODE
    make = environment.__wrapped__ if settings.DEBUG else environment
    page = make(language).get_template(template_name)
    frame = _compiled(language, constant("public/frame.html", addresses=_STAND_INS))
    html = page.render(context, frame=frame, addresses=PageAddresses(request))
    return HttpResponse(html.encode())


class _Writer(CodeGenerator):
    """Writes a template as Python for our values: plain objects, and HTML that is only joined."""

    def visit_Getattr(self, node, frame):
        """An attribute is an attribute, never a key; where there is none, Python says so."""
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def _output_child_pre(self, node, frame, finalize):
        self.write("environment.html(")


def html(value):
    """What `value` is in a page: as `escape`, but not made Markup, for it is only joined."""
    kind = type(value)
    if kind is str:
        return _escape_inner(value)
    return value if kind is Markup or kind is SafeString else escape(value)


class _Environment(Environment):
    """Jinja's, but leaner: autoescape is never off, and globals are few and never change."""

    code_generator_class = _Writer
    html = staticmethod(html)

    def make_globals(self, own):
        """A dict where Jinja has a ChainMap: it is read whole for every page."""
        return {**self.globals, **(own or {})}


@cache
def environment(language):
    """The templates in one language: Jinja then writes what it need not translate anew into them."""
    made = _Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {each.__name__: each for each in _FILTERS}
    made.filters |= {each.__name__: partial(each, language=language) for each in _IN_A_LANGUAGE}
    made.filters["fixed"] = _fixed_texts()
    made.globals["language"] = language
    return made


@lru_cache(maxsize=10)
def _compiled(language, source):
    return environment(language).from_string(source)


def _fixed_texts():
    """A filter: the text of a lazy one that lives as long as the process, as HTML, made once."""
    texts = {}

    def fixed(lazy):
        found = texts.get(id(lazy))
        if found is None:
            found = texts[id(lazy)] = (escape(str(lazy)), lazy)  # holds it: the id stays its own
        return found[0]

    return fixed


def translate(message):
    """A filter: the text in the page's language, as HTML; `|format` fills it with values."""
    return Markup(gettext(message))  # noqa: S704 - written by ourselves


def filled(message, **values):
    """A filter: HTML with `%(name)s` replaced by the values, escaped; faster than `format`."""
    for name, value in values.items():
        values[name] = html(value)
    return SafeString(str.__mod__(message, values))


def django_part(template_name, **context):
    """A filter: a partial in Django's language, for what is constant or seldom shown."""
    return render_to_string(template_name, context)


# A filter of constants is called when the template is compiled, and never again.
_FILTERS = (django_part, filled, thai_datetime, translate)
_IN_A_LANGUAGE = (address_of, file_size, local_name, plain_name, thai_date, thai_text)


def _expression(text):
    return mark_safe(f"{{{{ {text} }}}}")  # noqa: S308 - Jinja escapes what it stands for


class _StandIns:
    """PageAddresses in the source of the frame: an expression of Jinja for each."""

    canonical = _expression("addresses.canonical")
    share_image = _expression("addresses.share_image")
    alternates = tuple(
        (code, _expression(f"addresses.alternates[{number}][1]"))
        for number, code in enumerate(NAMES)
    )
    other = {
        key: _expression(f"addresses.other['{key}']")
        for key in ("code", "name", "short_name", "path")
    }


_STAND_INS = _StandIns()
