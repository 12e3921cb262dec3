"""Many tokens by CSV, reissue, and a further token for a known person (K13, K15-K17)."""

import uuid

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import actions
from accounts.models import AccessEvent, ActivationToken, Role

URL = "/backend/tokens/csv/"
HEADER = "agency_code,role,note,may_report\n"


def file_of(text, encoding="utf-8"):
    return SimpleUploadedFile("tokens.csv", text.encode(encoding), "text/csv")


def issue(tree, by, agency):
    return actions.issue_token(
        agency=agency,
        role=Role.OFFICER,
        covers_subtree=False,
        may_manage_agency=True,
        may_report=True,
        note="คุณสมใจ",
        key=uuid.uuid4(),
        by=by,
    )


def test_k15_a_file_is_checked_first_and_then_issued_whole(signed_in, tree, people):
    client = signed_in(people.central)
    text = HEADER + "21003004,officer,คุณก,1\r\n21003005,service_point,คุณข,0\r\n"
    key = str(uuid.uuid4())
    checked = client.post(URL, {"file": file_of(text), "key": key})
    assert [row.note for row in checked.context["rows"]] == ["คุณก", "คุณข"]
    assert not ActivationToken.objects.exists()
    confirmed = {"content": checked.context["content"], "key": key, "confirm": "1"}
    answer = client.post(URL, confirmed)
    assert len(answer.context["issued"]) == 2
    assert answer["Cache-Control"] == "no-store"
    assert set(ActivationToken.objects.values_list("note", "may_report")) == {
        ("คุณก", True),
        ("คุณข", False),
    }
    again = client.post(URL, confirmed, follow=True)
    assert "ออกไปแล้ว" in again.content.decode()
    assert ActivationToken.objects.count() == 2


def test_k15_five_thousand_rows_with_one_bad_make_nothing(signed_in, tree, people):
    rows = [f"21003004,officer,คุณ{number},1" for number in range(5000)]
    rows[3000] = "08000000,officer,คนนอกสังกัด,1"
    client = signed_in(people.central)
    sent = {"file": file_of(HEADER + "\n".join(rows)), "key": str(uuid.uuid4()), "confirm": "1"}
    answer = client.post(URL, sent)
    assert [row for row, _sentence in answer.context["errors"]] == [3002]
    assert not ActivationToken.objects.exists()


def test_k9_k15_a_role_above_ones_own_is_refused_by_row(signed_in, tree, people):
    text = HEADER + "21003004,central,คุณก,1\n21003004,dga,คุณข,1\n21003004,officer,,1\n"
    client = signed_in(people.central)
    answer = client.post(URL, {"file": file_of(text), "key": str(uuid.uuid4())})
    assert {row for row, _sentence in answer.context["errors"]} == {2, 3, 4}


def test_k15_windows_874_with_bom_free_header_is_read(signed_in, tree, people):
    client = signed_in(people.central)
    text = HEADER + "21003004,officer,คุณสมใจ,1\n"
    answer = client.post(URL, {"file": file_of(text, "cp874"), "key": str(uuid.uuid4())})
    assert answer.context["rows"][0].note == "คุณสมใจ"


def test_without_a_file_the_page_asks_for_one(signed_in, people):
    answer = signed_in(people.central).post(URL, {"key": str(uuid.uuid4())})
    assert "เลือกไฟล์ CSV" in answer.content.decode()


def test_k16_k17_reissuing_kills_the_old_token_and_twice_issues_one(signed_in, tree, people):
    old, text = issue(tree, people.central, tree.hospital)
    client = signed_in(people.central)
    url = f"/backend/tokens/{old.pk}/reissue/"
    fresh = client.post(url).context["text"]
    client.post(url)
    assert ActivationToken.objects.count() == 2
    old.refresh_from_db()
    assert old.status == "revoked"
    assert fresh != text


def test_a_used_token_is_not_reissued(signed_in, tree, people):
    old, text = issue(tree, people.central, tree.sibling)
    client = signed_in(people.officer)
    client.post("/backend/profile/token/", {"token": text, "confirm": "1"})
    answer = signed_in(people.central).post(f"/backend/tokens/{old.pk}/reissue/", follow=True)
    assert "ถูกใช้ไปแล้ว" in answer.content.decode()
    assert ActivationToken.objects.count() == 1


def test_k13_a_known_person_sees_what_a_token_gives_and_confirms(signed_in, tree, people):
    _token, text = issue(tree, people.central, tree.sibling)
    client = signed_in(people.officer)
    answer = client.post("/backend/profile/token/", {"token": text})
    assert tree.sibling.name in answer.content.decode()
    assert people.officer.grants.count() == 1
    client.post("/backend/profile/token/", {"token": text, "confirm": "1"})
    assert people.officer.grants.count() == 2
    assert client.get(f"/backend/agencies/{tree.sibling.code}/").status_code == 200


def test_k2_k3_wrong_tokens_of_a_known_person_are_counted(signed_in, tree, people):
    client = signed_in(people.officer)
    for _try in range(5):
        answer = client.post("/backend/profile/token/", {"token": "wrong"})
        assert "Token หรือสิทธิ์ไม่ถูกต้อง" in answer.content.decode()
    assert client.post("/backend/profile/token/", {"token": "wrong"}).status_code == 429
    assert AccessEvent.objects.filter(kind="token_refused").count() == 5


def test_the_list_of_tokens_is_filtered_by_status(signed_in, tree, people):
    used, text = issue(tree, people.central, tree.sibling)
    unused, _text = issue(tree, people.central, tree.hospital)
    signed_in(people.officer).post("/backend/profile/token/", {"token": text, "confirm": "1"})
    client = signed_in(people.central)
    for status, expected in (("used", [used]), ("unused", [unused]), ("revoked", [])):
        page = client.get("/backend/tokens/", {"status": status}).context["page"]
        assert list(page) == expected


def test_k19_former_accounts_are_imported_on_a_page_by_dga(signed_in, tree, people):
    client = signed_in(people.dga)
    text = "username,agency_code,role\nsomsri,21003004,officer\n"
    url = "/backend/people/former/"
    checked = client.post(url, {"file": file_of(text), "key": str(uuid.uuid4())})
    assert checked.context["number"] == 1
    confirmed = {"content": checked.context["content"], "key": str(uuid.uuid4()), "confirm": "1"}
    client.post(url, confirmed)
    assert tree.hospital.grant_set.filter(user__username="somsri").count() == 1
    wrong = client.post(url, {"file": file_of("username,x\na,b\n"), "key": str(uuid.uuid4())})
    assert wrong.context["errors"]
