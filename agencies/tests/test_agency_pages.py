"""The officers' pages on agencies (M11-M14; assurance U2, P2)."""

import pytest

from agencies.models import Agency

URL = "/backend/agencies/"


def emails(agency, **changes):
    return {
        "email_contact": "contact@dms.go.th",
        "email_registered": "saraban@dms.go.th",
        "email_petition": "petition@dms.go.th",
        "version": agency.version,
        **changes,
    }


def codes(answer):
    return [agency.code for agency in answer.context["page"]]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("dga", ["ministry", "department", "hospital", "point", "sibling", "stranger"]),
        ("central", ["department", "hospital", "point", "sibling"]),
        ("officer", ["hospital"]),
        ("head", ["hospital", "point"]),
        ("point", ["point"]),
        ("reader", ["hospital"]),
        ("stranger", ["stranger"]),
    ],
)
def test_p2_the_list_holds_exactly_ones_agencies(signed_in, tree, people, who, expected):
    answer = signed_in(getattr(people, who)).get(URL)
    assert set(codes(answer)) == {getattr(tree, name).code for name in expected}


def test_the_search_forgives_spelling_and_stays_within_the_scope(signed_in, tree, people):
    client = signed_in(people.central)
    assert codes(client.get(URL, {"q": "เเพทย์"})) == [tree.department.code]
    assert codes(client.get(URL, {"q": "โรงพยาบาล เลิดสิน"})) == [tree.sibling.code]
    assert codes(client.get(URL, {"q": "๒๑๐๐๓๐๐๔"})) == [tree.hospital.code]
    assert codes(client.get(URL, {"q": "คมนาคม"})) == []


def test_the_list_shows_the_ancestry_in_a_fixed_number_of_queries(
    signed_in, tree, people, django_assert_max_num_queries
):
    client = signed_in(people.dga)
    client.get(URL)
    with django_assert_max_num_queries(6):
        page = client.get(URL).content.decode()
    assert "กระทรวงสาธารณสุข" in page


def test_m13_saved_emails_show_at_once_on_the_public_page(signed_in, tree, people, client):
    answer = signed_in(people.officer).post(f"{URL}{tree.hospital.code}/", emails(tree.hospital))
    assert answer.status_code == 302
    page = client.get(f"/agency/{tree.hospital.code}/").content.decode()
    for address in ("contact@dms.go.th", "saraban@dms.go.th", "petition@dms.go.th"):
        assert address in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("not-an-address", "อีเมลไม่ถูกต้อง"),
        ("a@dms.go.th, b@dms.go.th", "1 อีเมลเท่านั้น"),
        ("a@dms.go.th b@dms.go.th", "1 อีเมลเท่านั้น"),
        ("a@dms.go.th\nBcc: b@dms.go.th", "1 อีเมลเท่านั้น"),
        ("a" * 260 + "@dms.go.th", "อีเมลยาวเกินไป"),
    ],
)
def test_u2_a_wrong_address_is_explained_and_the_others_are_kept(
    signed_in, tree, people, typed, sentence
):
    client = signed_in(people.officer)
    url = f"{URL}{tree.hospital.code}/"
    answer = client.post(url, emails(tree.hospital, email_contact=typed))
    page = answer.content.decode()
    assert sentence in page
    assert "petition@dms.go.th" in page
    tree.hospital.refresh_from_db()
    assert tree.hospital.email_petition == ""


def test_r1_the_second_of_two_people_sees_what_the_first_saved_and_loses_nothing(
    signed_in, tree, people
):
    url = f"{URL}{tree.hospital.code}/"
    opened = emails(tree.hospital, email_contact="second@dms.go.th")
    signed_in(people.central).post(url, emails(tree.hospital, email_contact="first@dms.go.th"))
    client = signed_in(people.officer)
    answer = client.post(url, opened)
    page = answer.content.decode()
    assert "first@dms.go.th" in page
    assert "second@dms.go.th" in page
    tree.hospital.refresh_from_db()
    assert tree.hospital.email_contact == "first@dms.go.th"
    client.post(url, {**opened, "version": answer.context["form"]["version"].value()})
    tree.hospital.refresh_from_db()
    assert tree.hospital.email_contact == "second@dms.go.th"


def test_saving_what_is_there_already_writes_no_history(signed_in, tree, people):
    client = signed_in(people.officer)
    url = f"{URL}{tree.hospital.code}/"
    client.post(url, emails(tree.hospital))
    before = tree.hospital.history.count()
    client.post(url, emails(tree.hospital, version=Agency.objects.get(pk=tree.hospital.pk).version))
    assert tree.hospital.history.count() == before


def test_the_history_says_who_changed_what_before_and_after(signed_in, tree, people):
    client = signed_in(people.officer)
    client.post(f"{URL}{tree.hospital.code}/", emails(tree.hospital))
    entry = client.get(f"{URL}{tree.hospital.code}/history/").context["entries"][0]
    assert entry.by == people.officer.display_name
    assert ("อีเมลสำหรับประชาชนติดต่อ", "–", "contact@dms.go.th") in [
        (change.label, change.before, change.after) for change in entry.changes
    ]
    assert len(entry.request_id) == 36


def test_p8_a_closed_agency_is_read_only(signed_in, tree, people):
    Agency.objects.filter(pk=tree.hospital.pk).update(status="closed")
    answer = signed_in(people.officer).post(f"{URL}{tree.hospital.code}/", emails(tree.hospital))
    assert answer.status_code == 403


def test_p3_posted_fields_that_the_form_does_not_have_are_ignored(signed_in, tree, people):
    sent = emails(tree.hospital, path="0001", name="ยึดแล้ว", status="closed", agency_id="1")
    signed_in(people.officer).post(f"{URL}{tree.hospital.code}/", sent)
    saved = Agency.objects.get(pk=tree.hospital.pk)
    assert (saved.name, saved.path, saved.status) == (
        tree.hospital.name,
        tree.hospital.path,
        "open",
    )
    assert saved.email_contact == "contact@dms.go.th"
