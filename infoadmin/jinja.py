"""Pages in Jinja2, for those made so often that their templates must be Python: folder `jinja/`.

They stand in the frame of all citizens' pages, which is in Django's templates alone: it is rendered
with Jinja's blocks and expressions in the places that a page fills, and is the source of the
template that the page extends.
"""

from functools import lru_cache

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, ngettext
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from infoadmin.addresses import NAMES, PageAddresses, address_of
from infoadmin.templatetags.frame import constant
from infoadmin.templatetags.languages import is_english, local_name, plain_name, thai_text
from infoadmin.templatetags.thai import file_size, thai_date, thai_datetime

FOLDER = settings.BASE_DIR / "jinja"


def render(request, template_name, context):
    """The page as an HttpResponse; it knows `addresses`, and of the context processors nothing."""
    page = environment.get_template(template_name)
    html = page.render(context, frame=_frame(), addresses=PageAddresses(request))
    return HttpResponse(html)


def django_part(template_name, **context):
    """A partial in Django's language, for what a page seldom shows."""
    return render_to_string(template_name, context)


environment = Environment(
    loader=FileSystemLoader(FOLDER),
    extensions=["jinja2.ext.i18n"],
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=settings.DEBUG,
)
environment.install_gettext_callables(gettext, ngettext, newstyle=True)
environment.filters |= {
    each.__name__: each
    for each in (file_size, local_name, plain_name, thai_date, thai_datetime, thai_text)
}
environment.globals |= {
    each.__name__: each for each in (address_of, constant, django_part, is_english)
}


def _frame():
    """The template of the frame, in the language of the request."""
    return _compiled(constant("public/frame.html", addresses=_STAND_INS))


_compiled = lru_cache(maxsize=10)(environment.from_string)


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
