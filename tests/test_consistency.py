"""What the code promises about itself: import direction, closed views, strict templates."""

import ast
import re
from pathlib import Path

import pytest
from django.urls import get_resolver

from tests.test_permissions import url_names

ROOT = Path(__file__).resolve().parents[1]
LAYERS = ["infoadmin", "agencies", "accounts", "ereports"]
# The one import upwards: a view asks for the rights of whoever looks at it.
ALLOWED_UPWARDS = {
    ("agencies/views/agencies.py", "accounts.rights"),
    ("agencies/views/tree.py", "accounts.rights"),
}
# The project's own front: it gathers all apps.
FRONT = {"infoadmin/urls.py", "infoadmin/views.py", "infoadmin/wsgi.py"}
FOLDERS = [ROOT / "templates", ROOT / "jinja"]
TEMPLATES = sorted(path for folder in FOLDERS for path in folder.rglob("*.html"))
SOURCES = sorted(
    path
    for layer in LAYERS
    for path in (ROOT / layer).rglob("*.py")
    if not {"tests", "migrations", "commands"} & set(path.parts)
)


def imports(path):
    """Dotted names that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_downwards(path):
    name = str(path.relative_to(ROOT))
    layer = LAYERS.index(path.relative_to(ROOT).parts[0])
    upwards = {
        module
        for module in imports(path)
        if module.split(".")[0] in LAYERS[layer + 1 :]
        and not any(
            name == file
            and (
                module == target
                or module.startswith(f"{target}.")
                or target.startswith(f"{module}.")
            )
            for file, target in ALLOWED_UPWARDS
        )
    }
    assert not upwards or name in FRONT


def test_nothing_is_called_after_nothing():
    vague = {"utils.py", "helpers.py", "common.py", "services.py", "misc.py", "base.py"}
    assert not [path for path in SOURCES if path.name in vague]


def test_the_product_never_imports_the_stand_in_provider():
    assert not [
        path for path in SOURCES if any(module.startswith("demo") for module in imports(path))
    ]


def test_no_module_but_publication_decides_what_is_public():
    """Filtering documents by their toggle elsewhere would be a second truth."""
    deciding = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if re.search(
            r"(?<!condition=Q\()check_state=|in_use=True.*report__",
            path.read_text(encoding="utf-8"),
        )
    ]
    assert set(deciding) <= {"ereports/publication.py", "ereports/actions.py"}


def test_nfkc_is_never_used():
    assert not [path for path in SOURCES if '"NFKC"' in path.read_text(encoding="utf-8")]


def view_of(name):
    """The view function behind a named address."""
    for pattern, prefix in walk(get_resolver()):
        if f"{prefix}{pattern.name}" == name:
            return pattern.callback
    raise LookupError(name)


def walk(resolver, prefix=""):
    for entry in resolver.url_patterns:
        if hasattr(entry, "url_patterns"):
            yield from walk(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
        else:
            yield entry, prefix


OPEN = {
    *("accounts:landing", "accounts:login", "accounts:oidc-start", "accounts:oidc-callback"),
    *("accounts:logout", "accounts:logged-out", "accounts:activate", "health-live", "health-ready"),
}


def test_only_the_door_and_the_public_site_are_open_to_anybody():
    open_views = {
        name
        for name in url_names(get_resolver())
        if getattr(view_of(name), "login_required", True) is False
    }
    public = {
        name for name in url_names(get_resolver()) if name.startswith(("public:", "opendata:"))
    }
    assert open_views == OPEN | public


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_inline_style_or_script(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_forms_that_write_carry_their_key(path):
    text = path.read_text(encoding="utf-8")
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", text, re.DOTALL | re.IGNORECASE):
        assert "{% csrf_token %}" in form


def test_every_template_is_used():
    texts = [path.read_text(encoding="utf-8") for path in [*TEMPLATES, *SOURCES]]
    called_by_django = {"400", "403", "403_csrf", "404", "405", "429", "500"}
    unused = []
    for path in TEMPLATES:
        name = path.relative_to(ROOT).as_posix().partition("/")[2]
        is_called = path.stem in called_by_django or name.startswith(("django/", "public/page_"))
        if not is_called and not any(name in text for text in texts):
            unused.append(name)
    assert unused == []


def test_public_templates_touch_no_session():
    public = [path for folder in FOLDERS for path in folder.glob("public/*.html")]
    for path in [ROOT / "templates/public.html", *public]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\{[{%][^}]*\b(user|rights|messages|csrf_token)\b", text), path
