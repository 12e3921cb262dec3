"""Every form in which something that exists is changed carries its version (assurance R3)."""

from html.parser import HTMLParser

import pytest
from django.urls import reverse

from tests import test_permissions as matrix

# Forms in which one types, but that change nothing that somebody else could have changed meanwhile.
MAKES_SOMETHING_NEW = {
    *("agencies:agency-create", "ereports:obstacle-kind-add"),
    *("accounts:token-issue", "accounts:token-redeem"),
}
# A file of rows: checked whole against what there is, in the transaction that writes it.
TAKES_A_FILE = {"agencies:agency-import", "accounts:token-csv", "accounts:former-accounts"}
UNTYPED = {"hidden", "submit", "button"}


class Forms(HTMLParser):
    """The forms of a page that are sent by POST: {field name: type} of each."""

    def __init__(self, page):
        super().__init__()
        self.found, self.current = [], None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.current = {}
            if given.get("method", "").lower() == "post":
                self.found.append(self.current)
        elif tag in ("input", "select", "textarea", "button") and self.current is not None:
            kind = given.get("type", "submit" if tag == "button" else tag)
            self.current[given.get("name")] = kind

    def handle_endtag(self, tag):
        if tag == "form":
            self.current = None

    def typed(self):
        """The forms that have a field to type or choose in."""
        return [form for form in self.found if set(form.values()) - UNTYPED]


def addresses(tree, people):
    """(name, address) of every page of the matrix behind the sign-in."""
    for name in matrix.OF_AN_AGENCY:
        yield name, reverse(name, kwargs={"code": tree.hospital.code})
    for name, (_who, arguments) in matrix.PLAIN.items():
        yield name, reverse(name, kwargs=arguments)
    for name in matrix.OF_THE_OFFICERS_GRANT:
        yield name, reverse(name, kwargs={"pk": people.officer.grants.get().pk})


def test_r3_every_form_that_changes_something_carries_its_version(tree, people, signed_in):
    client = signed_in(people.dga)
    with_version, without = set(), set()
    for name, address in addresses(tree, people):
        answer = client.get(address)
        if answer.status_code != 200 or "html" not in answer["Content-Type"]:
            continue
        for form in Forms(b"".join(answer).decode()).typed():
            (with_version if "version" in form else without).add(name)
    assert without <= MAKES_SOMETHING_NEW | TAKES_A_FILE
    assert with_version >= {
        *("agencies:agency-edit", "agencies:agency-details", "agencies:agency-close"),
        *("ereports:report-edit", "ereports:obstacle-kind-edit", "accounts:grant-edit"),
    }


@pytest.mark.parametrize(
    ("form", "is_typed"),
    [
        ('<form method="post"><input name="version" type="hidden"><button>x</button></form>', 0),
        ('<form method="post"><textarea name="text"></textarea></form>', 1),
        ('<form method="get"><input name="q"></form>', 0),
    ],
)
def test_r3_the_test_sees_which_forms_are_typed_in(form, is_typed):
    assert len(Forms(form).typed()) == is_typed
