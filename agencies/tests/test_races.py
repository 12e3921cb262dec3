"""Two people change the tree or an agency at the same moment (assurance P7, R1)."""

import pytest

from agencies import actions
from agencies.models import Agency
from infoadmin.forms.versioned import StaleVersion
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_p7_of_two_opposite_moves_at_once_one_is_refused_and_the_tree_is_sound(tree, people):
    def moving(agency, parent):
        def deed():
            try:
                actions.move(agency=agency, parent=parent, by=people.dga)
            except actions.TreeRefused:
                return "refused"
            return "moved"

        return deed

    results = at_once(moving(tree.ministry, tree.stranger), moving(tree.stranger, tree.hospital))
    assert sorted(results) == ["moved", "refused"]
    assert Agency.objects.find_problems() == ([], [], [], [], [])


def test_agencies_added_at_once_have_places_of_their_own(tree, people):
    def adding(number):
        return lambda: (
            actions.create(
                code=f"N{number}",
                name=f"ใหม่ {number}",
                kind="office",
                parent=tree.hospital,
                by=None,
            ).path
        )

    paths = at_once(*(adding(number) for number in range(8)))
    assert len(set(paths)) == 8
    assert Agency.objects.find_problems() == ([], [], [], [], [])


def test_r1_of_two_saves_of_the_emails_at_once_one_is_told(tree, people):
    def saving(address):
        def deed():
            try:
                actions.set_emails(
                    agency=tree.hospital,
                    emails={"email_contact": address},
                    version=1,
                    by=people.officer,
                )
            except StaleVersion:
                return "stale"
            return "saved"

        return deed

    assert sorted(at_once(saving("a@a.go.th"), saving("b@b.go.th"))) == ["saved", "stale"]
