"""Moving and closing agencies (assurance K11, P6-P8)."""

import uuid

import pytest

from accounts import actions as accounts
from accounts.identity import Identity
from accounts.models import Role
from agencies import actions
from agencies.models import Agency, AgencyMove
from tests import forms


def fresh(agency):
    return Agency.objects.get(pk=agency.pk)


def test_p6_a_moved_agency_leaves_its_officers_and_its_inheritance_behind(
    signed_in, tree, people, client
):
    central = signed_in(people.central)
    url = f"/backend/reports/agency/{tree.department.code}/"
    sent = forms.report_form(**forms.document("s10", "ของกรม.pdf"), **{"s10-scope": "subtree"})
    assert central.post(url, sent).status_code == 302
    page = f"/agency/{tree.point.code}/"
    assert "ของกรม" in client.get(page).content.decode()

    actions.move(agency=tree.hospital, parent=tree.stranger, by=people.dga)

    assert "ของกรม" not in client.get(page).content.decode()
    assert central.get(f"/backend/agencies/{tree.point.code}/").status_code == 404
    stranger = signed_in(people.stranger)
    assert stranger.get(f"/backend/agencies/{tree.point.code}/").status_code == 200
    move = AgencyMove.objects.get()
    assert (move.agency, move.old_parent, move.new_parent, move.moved_by) == (
        tree.hospital,
        tree.department,
        tree.stranger,
        people.dga,
    )


@pytest.mark.parametrize("target", ["hospital", "point"])
def test_p7_moving_under_oneself_is_refused_and_the_tree_stays(tree, people, target):
    before = list(Agency.objects.values_list("code", "path", "numchild"))
    with pytest.raises(actions.TreeRefused, match="ใต้ตัวเอง"):
        actions.move(agency=tree.hospital, parent=getattr(tree, target), by=people.dga)
    assert list(Agency.objects.values_list("code", "path", "numchild")) == before
    assert not AgencyMove.objects.exists()


def test_p7_the_tree_is_sound_after_moves(tree, people):
    actions.move(agency=tree.hospital, parent=tree.stranger, by=people.dga)
    actions.move(agency=tree.department, parent=None, by=people.dga)
    actions.move(agency=tree.stranger, parent=tree.department, by=people.dga)
    assert Agency.objects.find_problems() == ([], [], [], [], [])
    assert fresh(tree.point).depth == 4


def test_p8_a_closed_agency_is_absent_and_its_page_names_the_successor(
    signed_in, tree, people, client
):
    actions.close(agency=tree.sibling, successor=tree.hospital, reason="ควบรวม", by=people.dga)
    page = client.get(f"/agency/{tree.sibling.code}/").content.decode()
    assert "ยุบเลิก" in page
    assert tree.hospital.name in page
    found = client.get("/search/", {"q": tree.sibling.name}).context["page"]
    assert list(found) == []
    picker = signed_in(people.central).get("/backend/tokens/issue/", {"q": tree.sibling.name})
    assert list(picker.context["page"]) == []
    assert fresh(tree.sibling).history.first().history_change_reason == "ควบรวม"


def test_an_agency_with_open_children_or_a_closed_successor_is_not_closed(tree, people):
    with pytest.raises(actions.TreeRefused, match="ในสังกัด"):
        actions.close(agency=tree.hospital, reason="", by=people.dga)
    actions.close(agency=tree.point, reason="", by=people.dga)
    with pytest.raises(actions.TreeRefused, match="รับช่วง"):
        actions.close(agency=tree.hospital, successor=fresh(tree.point), reason="", by=people.dga)
    assert not fresh(tree.hospital).is_closed


@pytest.mark.parametrize("fate", ["issuer suspended", "target moved away", "target closed"])
def test_k11_a_token_dies_with_the_right_to_issue_it(tree, people, fate, settings):
    _row, text = accounts.issue_token(
        agency=tree.point,
        role=Role.SERVICE_POINT,
        covers_subtree=False,
        may_manage_agency=True,
        may_report=True,
        note="คุณสมใจ",
        key=uuid.uuid4(),
        by=people.central,
    )
    if fate == "issuer suspended":
        accounts.set_active(user=people.central, is_active=False, by=people.dga)
    elif fate == "target moved away":
        actions.move(agency=tree.hospital, parent=tree.stranger, by=people.dga)
    else:
        actions.close(agency=tree.point, reason="", by=people.dga)
    with pytest.raises(accounts.TokenRefused):
        accounts.redeem(
            token=text, identity=Identity(settings.OIDC_ISSUER, "new", "new", "", "", "")
        )
