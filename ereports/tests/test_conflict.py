"""Two officers save the same report: each value is chosen, nothing is lost (B2; assurance R1)."""

import pytest

from ereports.models import Draft, ObstacleKind, Report, Upload
from tests import forms

YES = {"licence-has_licences": "yes"}


@pytest.fixture
def central_saves(signed_in, people, tree):
    """central_saves(report, **changes): somebody else opens the form and saves it."""

    def save(report, **changes):
        client = signed_in(people.central)
        answer = client.post(forms.url(tree.hospital), forms.report_form(report, **changes))
        assert answer.status_code == 302
        signed_in(people.officer)

    return save


def choices(answer):
    """The open questions of a conflict page: {name: (theirs, mine, chosen)}."""
    differences = answer.context["conflict"].differences
    return {each.name: (each.theirs, each.mine, each.chosen) for each in differences}


def carried(answer, **chosen):
    """What the conflict page sends, with a choice for each name in `chosen`."""
    data = {}
    for name, text in answer.context["carried"]:
        data.setdefault(name, []).append(text)
    picked = {f"choice-{name}": whose for name, whose in chosen.items()}
    return {**data, "resolving": answer.context["report"].version, **picked}


def test_r1_a_stale_save_shows_both_values_and_saves_what_was_chosen(
    officer, central_saves, tree, filed
):
    stale = forms.report_form(
        filed, **forms.document("s16", "คำสั่ง.pdf"), **{"obstacle-obstacle_detail": "ของฉัน"}
    )
    central_saves(filed, **{"obstacle-obstacle_detail": "ของเขา"})
    answer = officer.post(forms.url(tree.hospital), stale)
    assert choices(answer) == {"obstacle_detail": ("ของเขา", "ของฉัน", "")}
    assert "คุณcentral บันทึกรายงานนี้ไปก่อนเมื่อ" in answer.content.decode()
    filed.refresh_from_db()
    assert filed.obstacle_detail == "ของเขา"

    unchosen = officer.post(forms.url(tree.hospital), carried(answer))
    assert "เลือกว่าจะใช้ค่าของใคร" in unchosen.content.decode()
    chosen = carried(unchosen, obstacle_detail="mine")
    summed_up = officer.post(forms.url(tree.hospital), chosen)
    assert [line.title for line in summed_up.context["summary"].published] == ["คำสั่ง.pdf"]
    confirmed = {**carried(summed_up), "confirm": "1"}
    for _press in range(2):
        assert officer.post(forms.url(tree.hospital), confirmed).status_code == 302
    filed.refresh_from_db()
    assert (filed.obstacle_detail, filed.version) == ("ของฉัน", 3)
    assert set(filed.documents.values_list("section", flat=True)) == {"s10", "s16"}
    assert Upload.objects.count() == 2


def test_r1_the_other_value_can_be_taken(officer, central_saves, tree, filed):
    kinds = [str(kind.pk) for kind in ObstacleKind.objects.all()[:2]]
    stale = forms.report_form(filed, **{"obstacle-obstacle_1": kinds[0]})
    theirs = {"obstacle-obstacle_1": kinds[1], "obstacle-obstacle_2": kinds[0]}
    central_saves(filed, **theirs)
    answer = officer.post(forms.url(tree.hospital), stale)
    assert list(choices(answer)) == ["obstacles"]
    officer.post(forms.url(tree.hospital), carried(answer, obstacles="theirs"))
    filed.refresh_from_db()
    assert [str(filed.obstacle_1_id), str(filed.obstacle_2_id)] == [kinds[1], kinds[0]]
    assert filed.version == 3


def test_r1_a_toggle_that_only_the_other_touched_is_proposed_as_theirs(
    officer, central_saves, tree, filed
):
    document = filed.documents.get()
    stale = forms.report_form(filed, **{"obstacle-obstacle_detail": "ของฉัน"})
    central_saves(filed, **{"s10-on": []})
    answer = officer.post(forms.url(tree.hospital), stale)
    assert choices(answer) == {f"document-{document.pk}": ("ปิด", "เปิด", "theirs")}
    toggle = f"document-{document.pk}"
    officer.post(forms.url(tree.hospital), carried(answer, **{toggle: "theirs"}))
    filed.refresh_from_db()
    document.refresh_from_db()
    assert (filed.obstacle_detail, document.in_use) == ("ของฉัน", False)


def test_r1_a_toggle_of_mine_goes_on_again_when_i_choose_so(officer, central_saves, tree, filed):
    stale = forms.report_form(filed)
    central_saves(filed, **{"s10-on": []})
    answer = officer.post(forms.url(tree.hospital), stale)
    toggle = f"document-{filed.documents.get().pk}"
    mine = {**carried(answer, **{toggle: "mine"}), "confirm": "1"}
    assert officer.post(forms.url(tree.hospital), mine).status_code == 302
    assert filed.documents.get().in_use


def test_r1_what_only_i_changed_is_no_question(officer, central_saves, tree, filed):
    stale = forms.report_form(filed, **{"obstacle-obstacle_detail": "ของฉัน", "s10-on": []})
    central_saves(filed, **YES)
    answer = officer.post(forms.url(tree.hospital), stale)
    assert choices(answer) == {"has_licences": ("มีใบอนุญาต", "–", "theirs")}


def test_r1_a_save_that_touches_nothing_of_mine_asks_nothing(officer, central_saves, tree, filed):
    stale = forms.report_form(filed, **{"obstacle-obstacle_detail": "ของฉัน"})
    central_saves(filed)
    assert officer.post(forms.url(tree.hospital), stale).status_code == 302
    filed.refresh_from_db()
    assert (filed.obstacle_detail, filed.version) == ("ของฉัน", 3)


def test_r1_a_document_that_somebody_added_is_told_and_stays_on(
    officer, central_saves, tree, filed
):
    stale = forms.report_form(filed)
    central_saves(filed, **forms.document("s10", "ใหม่.pdf"))
    answer = officer.post(forms.url(tree.hospital), stale)
    assert (choices(answer), answer.context["conflict"].added) == ({}, ["ใหม่.pdf"])
    officer.post(forms.url(tree.hospital), carried(answer))
    assert filed.documents.filter(in_use=True).count() == 2


def test_r1_licence_rows_of_both_are_kept(officer, central_saves, tree):
    rows = {**YES, "channel-count": "1"}
    stale = forms.report_form(**rows, **forms.channel_row(0, "ของฉัน", "https://mine.example"))
    theirs = forms.channel_row(0, "ของเขา", "https://theirs.example")
    central_saves(None, **rows, **theirs)
    answer = officer.post(forms.url(tree.hospital), stale)
    assert answer.context["conflict"].added == ["ใบอนุญาต ของเขา"]
    officer.post(forms.url(tree.hospital), {**carried(answer), "confirm": "1"})
    names = Report.objects.get().licence_channels.values_list("name", flat=True)
    assert set(names) == {"ของฉัน", "ของเขา"}


def test_r1_a_licence_row_changed_by_me_and_removed_by_them_is_a_question(
    officer, central_saves, tree
):
    rows = {**YES, "channel-count": "1"}
    central_saves(None, **rows, **forms.channel_row(0, "เดิม", "https://a.example"))
    report = Report.objects.get()
    pk = report.licence_channels.get().pk
    stale = forms.report_form(report, **forms.channel_row(0, "แก้แล้ว", "https://a.example", pk))
    central_saves(report, **forms.channel_row(0, "", "", pk))
    answer = officer.post(forms.url(tree.hospital), stale)
    question = {f"channel-{pk}": ("ลบออก", "แก้แล้ว https://a.example", "")}
    assert choices(answer) == question
    kept = {**carried(answer, **dict.fromkeys(question, "mine")), "confirm": "1"}
    assert officer.post(forms.url(tree.hospital), kept).status_code == 302
    assert report.licence_channels.get().name == "แก้แล้ว"


def test_r1_a_link_that_both_gave_is_kept_once(officer, central_saves, tree):
    given = {**YES, "licence-is_gazetted": "yes", "licence-link": "https://a.example/1"}
    stale = forms.report_form(**given, **{"obstacle-obstacle_detail": "ของฉัน"})
    central_saves(None, **given)
    answer = officer.post(forms.url(tree.hospital), stale)
    assert answer.context["conflict"].added == ["https://a.example/1"]
    assert officer.post(forms.url(tree.hospital), carried(answer)).status_code == 302
    assert Report.objects.get().gazette_links.count() == 1


def test_r1_a_third_save_in_between_asks_again(officer, central_saves, tree, filed):
    stale = forms.report_form(filed, **{"obstacle-obstacle_detail": "ของฉัน"})
    central_saves(filed, **{"obstacle-obstacle_detail": "หนึ่ง"})
    answer = officer.post(forms.url(tree.hospital), stale)
    filed.refresh_from_db()
    central_saves(filed, **{"obstacle-obstacle_detail": "สอง"})
    again = officer.post(forms.url(tree.hospital), carried(answer, obstacle_detail="mine"))
    assert choices(again) == {"obstacle_detail": ("สอง", "ของฉัน", "")}


def test_r1_one_can_go_back_to_the_form_with_what_was_chosen(officer, central_saves, tree, filed):
    stale = forms.report_form(
        filed, **forms.document("s16", "คำสั่ง.pdf"), **{"obstacle-obstacle_detail": "ของฉัน"}
    )
    central_saves(filed, **{"obstacle-obstacle_detail": "ของเขา"})
    answer = officer.post(forms.url(tree.hospital), stale)
    back = {**carried(answer, obstacle_detail="theirs"), "edit": "1"}
    page = officer.post(forms.url(tree.hospital), back).content.decode()
    for text in ("ของเขา", "คำสั่ง.pdf", 'name="version" value="2"'):
        assert text in page
    assert "ของฉัน" not in page


@pytest.mark.parametrize("button", ["edit", "add_channel"])
def test_r1_a_question_that_was_not_answered_is_asked_again(
    officer, central_saves, tree, filed, button
):
    stale = forms.report_form(filed, **{"obstacle-obstacle_detail": "ของฉัน"})
    central_saves(filed, **{"obstacle-obstacle_detail": "ของเขา"})
    sent = stale
    if button == "edit":
        sent = carried(officer.post(forms.url(tree.hospital), stale))
    page = officer.post(forms.url(tree.hospital), {**sent, button: "1"}).content.decode()
    assert 'name="version" value="1"' in page
    again = officer.post(forms.url(tree.hospital), stale)
    assert choices(again) == {"obstacle_detail": ("ของเขา", "ของฉัน", "")}


def test_b1_what_waits_on_the_conflict_page_is_a_draft(officer, central_saves, tree, people, filed):
    stale = forms.report_form(filed, **{"obstacle-obstacle_detail": "ของฉัน"})
    central_saves(filed, **{"obstacle-obstacle_detail": "ของเขา"})
    officer.post(forms.url(tree.hospital), stale)
    kept = Draft.objects.get(user=people.officer).data
    assert kept["obstacle-obstacle_detail"] == ["ของฉัน"]
    assert not {"confirm", "csrfmiddlewaretoken"} & kept.keys()


def test_r2_an_edit_after_going_back_is_not_taken_for_the_same_form(officer, tree):
    first = forms.report_form(**{"obstacle-obstacle_detail": "ก่อน"})
    officer.post(forms.url(tree.hospital), first)
    changed = {**first, "obstacle-obstacle_detail": "หลังกด Back"}
    answer = officer.post(forms.url(tree.hospital), changed)
    assert choices(answer) == {"obstacle_detail": ("ก่อน", "หลังกด Back", "")}
    assert "ท่านบันทึกรายงานนี้จากอีกหน้าหนึ่งไปแล้ว" in answer.content.decode()
