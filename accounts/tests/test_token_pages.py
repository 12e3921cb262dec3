"""The pages on tokens, over HTTP (M10)."""

import re
import uuid

import pytest

from accounts.models import AccessEvent, ActivationToken


def form(**changes):
    return {
        "role": "officer",
        "may_manage_agency": "on",
        "may_report": "on",
        "note": "คุณสมใจ ใหม่มา",
        "key": str(uuid.uuid4()),
        **changes,
    }


def test_a_token_is_shown_once_and_never_again(signed_in, tree, people):
    client = signed_in(people.central)
    posted = form()
    answer = client.post(f"/backend/tokens/issue/{tree.hospital.code}/", posted)
    text = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){5}", answer.content.decode())[0]
    assert answer["Cache-Control"] == "no-store"
    again = client.post(f"/backend/tokens/issue/{tree.hospital.code}/", posted, follow=True)
    assert text not in again.content.decode()
    assert "ออกไปแล้ว" in again.content.decode()
    assert ActivationToken.objects.count() == 1
    assert text[-4:] in client.get("/backend/tokens/").content.decode()


def test_a_form_without_a_name_says_what_is_missing_and_issues_nothing(signed_in, tree, people):
    client = signed_in(people.central)
    answer = client.post(f"/backend/tokens/issue/{tree.hospital.code}/", form(note=""))
    assert "กรอกชื่อหรือตำแหน่งของผู้รับ Token" in answer.content.decode()
    assert not ActivationToken.objects.exists()


def test_k8_an_agency_outside_of_the_subtree_is_not_found(signed_in, tree, people):
    answer = signed_in(people.central).post(f"/backend/tokens/issue/{tree.stranger.code}/", form())
    assert answer.status_code == 404


def test_k9_a_role_at_or_above_ones_own_is_refused_and_noted(signed_in, tree, people):
    answer = signed_in(people.central).post(
        f"/backend/tokens/issue/{tree.hospital.code}/", form(role="central")
    )
    assert answer.status_code == 403
    assert AccessEvent.objects.filter(kind="denied", user=people.central).count() == 1
    assert not ActivationToken.objects.exists()


def test_the_list_holds_exactly_the_tokens_of_ones_scope(signed_in, tree, people):
    client = signed_in(people.central)
    client.post(f"/backend/tokens/issue/{tree.hospital.code}/", form())
    client = signed_in(people.stranger)
    client.post(f"/backend/tokens/issue/{tree.stranger.code}/", form(note="คนแปลกหน้า"))
    page = signed_in(people.central).get("/backend/tokens/").context["page"]
    assert [token.agency for token in page] == [tree.hospital]


def test_a_token_outside_of_ones_scope_cannot_be_revoked(signed_in, tree, people):
    signed_in(people.stranger).post(f"/backend/tokens/issue/{tree.stranger.code}/", form())
    token = ActivationToken.objects.get()
    answer = signed_in(people.central).post(f"/backend/tokens/{token.pk}/revoke/")
    assert answer.status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_revoking_kills_the_token(signed_in, tree, people):
    client = signed_in(people.central)
    client.post(f"/backend/tokens/issue/{tree.hospital.code}/", form())
    token = ActivationToken.objects.get()
    client.post(f"/backend/tokens/{token.pk}/revoke/")
    token.refresh_from_db()
    assert token.status == "revoked"
    assert token.revoked_by == people.central


def test_a_peers_token_is_seen_but_neither_revoked_nor_reissued(signed_in, tree, people):
    signed_in(people.dga).post(
        f"/backend/tokens/issue/{tree.department.code}/", form(role="central")
    )
    token = ActivationToken.objects.get()
    client = signed_in(people.central)
    for deed in ("revoke", "reissue"):
        assert client.post(f"/backend/tokens/{token.pk}/{deed}/").status_code == 403
    token.refresh_from_db()
    assert token.status == "unused"


def test_a_token_is_sent_by_mail_where_a_server_is_configured(
    signed_in, tree, people, settings, mailoutbox
):
    client = signed_in(people.central)
    url = f"/backend/tokens/issue/{tree.hospital.code}/"
    client.post(url, form(email="somjai@agency.go.th"))
    assert mailoutbox == []  # not configured: the field is not even there
    settings.EMAIL_URL = "smtp://127.0.0.1"
    answer = client.post(url, form(email="somjai@agency.go.th"))
    assert mailoutbox[0].to == ["somjai@agency.go.th"]
    assert answer.context["text"] in mailoutbox[0].body
    assert "ส่ง Token ไปที่ somjai@agency.go.th แล้ว" in answer.content.decode()


def test_a_mail_server_that_is_down_is_told_and_the_token_is_shown(
    signed_in, tree, people, settings
):
    settings.EMAIL_URL = "smtp://127.0.0.1:9"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    client = signed_in(people.central)
    url = f"/backend/tokens/issue/{tree.hospital.code}/"
    answer = client.post(url, form(email="somjai@agency.go.th"))
    assert "ส่งอีเมลไม่สำเร็จ" in answer.content.decode()
    assert answer.context["text"] in answer.content.decode()


@pytest.mark.parametrize("who", ["officer", "head", "point", "reader"])
def test_k10_officers_do_not_see_the_pages_on_tokens(signed_in, tree, people, who):
    client = signed_in(getattr(people, who))
    for page in ("", "issue/", "csv/", f"issue/{tree.hospital.code}/"):
        assert client.get(f"/backend/tokens/{page}").status_code == 403
    assert "ออก Token" not in client.get("/backend/home/").content.decode()
