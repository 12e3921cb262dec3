"""The cast of the tests: a small tree, and a person for every place in it.

ministry ─ department ─ hospital ─ point        stranger
                      └ sibling
"""

from types import SimpleNamespace

import pytest
from django.conf import settings

from accounts import actions as accounts
from accounts.models import Role, User
from agencies import actions as agencies
from agencies.models import Agency


@pytest.fixture(autouse=True)
def _storage_of_its_own(settings, tmp_path):
    """Files of one test are nobody else's."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files", "base_url": None},
        },
    }


@pytest.fixture
def tree(db):
    """The agencies of the cast, by name."""
    kinds = Agency.Kind
    tree = SimpleNamespace()
    for name, code, title, kind, parent in (
        ("ministry", "21000000", "กระทรวงสาธารณสุข", kinds.MINISTRY, None),
        ("department", "21003000", "กรมการแพทย์", kinds.DEPARTMENT, "ministry"),
        ("hospital", "21003004", "โรงพยาบาลราชวิถี", kinds.OFFICE, "department"),
        ("point", "21003201", "จุดบริการผู้ป่วยนอก", kinds.SERVICE_POINT, "hospital"),
        ("sibling", "21003005", "โรงพยาบาลเลิดสิน", kinds.OFFICE, "department"),
        ("stranger", "08000000", "กระทรวงคมนาคม", kinds.MINISTRY, None),
    ):
        above = getattr(tree, parent) if parent else None
        made = agencies.create(code=code, name=title, kind=kind, parent=above, by=None)
        setattr(tree, name, made)
    for name, agency in vars(tree).items():
        setattr(tree, name, Agency.objects.get(pk=agency.pk))
    return tree


def person(username, agency, role, *, covers_subtree=False, manage=True, report=True):
    """A User with one grant."""
    grant = {
        "agency": agency,
        "role": role,
        "covers_subtree": covers_subtree,
        "may_manage_agency": manage,
        "may_report": report,
    }
    return accounts.add_account(
        issuer=settings.OIDC_ISSUER,
        username=username,
        subject=f"subject-of-{username}",
        name=f"คุณ{username}",
        grants=[grant],
    )


@pytest.fixture
def people(tree):
    """A person for every place, by name; `reader` has a grant without capabilities."""
    return SimpleNamespace(
        dga=person("dga", None, Role.DGA, covers_subtree=True),
        central=person("central", tree.department, Role.CENTRAL, covers_subtree=True),
        officer=person("officer", tree.hospital, Role.OFFICER),
        head=person("head", tree.hospital, Role.OFFICER, covers_subtree=True),
        point=person("point", tree.point, Role.SERVICE_POINT),
        reader=person("reader", tree.hospital, Role.OFFICER, manage=False, report=False),
        stranger=person("stranger", tree.stranger, Role.CENTRAL, covers_subtree=True),
    )


@pytest.fixture
def signed_in(client):
    """signed_in(user) → a test client with that person's session."""

    def sign_in(user):
        client.force_login(User.objects.get(pk=user.pk))
        return client

    return sign_in
