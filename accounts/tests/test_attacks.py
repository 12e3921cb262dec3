"""What an attacker found open once, each mended and held here (docs/security.md)."""

import threading
import uuid

import pytest
from django.conf import settings as django_settings
from django.test import Client

from accounts import actions, provider
from accounts.identity import Identity
from accounts.models import AccessEvent, ActivationToken, Grant, Role, User
from accounts.tests.trips import CALLBACK, come_back, leave
from tests import forms
from tests.threads import at_once


def issue(tree, by, agency, **changes):
    return actions.issue_token(
        **{
            "agency": agency,
            "role": Role.OFFICER,
            "covers_subtree": False,
            "may_manage_agency": True,
            "may_report": True,
            "note": "คุณสมใจ",
            "key": uuid.uuid4(),
            "by": by,
            **changes,
        }
    )


def test_a_redeem_does_not_undo_a_sign_out_at_the_same_moment(tree, people, monkeypatch):
    _token, text = issue(tree, people.central, tree.sibling)
    known_user = Identity.known_user

    def signed_out_meanwhile(identity):
        user = known_user(identity)
        User.objects.filter(pk=user.pk).update(session_stamp=uuid.UUID(int=5))
        return user

    monkeypatch.setattr(Identity, "known_user", signed_out_meanwhile)
    bearer = Identity(django_settings.OIDC_ISSUER, people.officer.subject, "officer", "", "", "")
    actions.redeem(token=text, identity=bearer)
    people.officer.refresh_from_db()
    assert people.officer.session_stamp == uuid.UUID(int=5)


def test_a_pending_identity_left_in_the_browser_takes_nobodys_token(client, idp, known):
    session = client.session
    Identity(idp.issuer, "stranger", "stranger", "", "", "").wait_in(session)
    session.save()
    come_back(client, idp)
    assert Identity.SESSION_KEY not in client.session
    assert client.get("/backend/activate/").url == "/backend/profile/token/"


def test_a_pending_identity_ends_when_idle(client, idp):
    come_back(client, idp)
    session = client.session
    session["seen_at"] -= 16 * 60
    session.save()
    answer = client.get("/backend/activate/")
    assert answer.url == "/backend/?notice=session-ended"


def test_a_silent_provider_leaves_threads_for_everybody_else(idp, settings):
    idp.sleep = 3
    settings.OIDC_TIMEOUT = 1
    threads = [
        threading.Thread(target=lambda: Client().get("/backend/login/start/")) for _n in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=15)
    asked = [path for path, *_rest in idp.requests if "well-known" in path]
    assert len(asked) <= 2
    assert Client().get("/backend/login/start/").status_code == 503
    assert len([path for path, *_rest in idp.requests if "well-known" in path]) == len(asked)


def test_an_issuer_beyond_its_reach_is_403_and_noted(signed_in, tree, people):
    people.central.grants.update(may_report=False)
    Grant.objects.create(user=people.central, agency=tree.hospital, role="officer", may_report=True)
    sent = {"role": "officer", "covers_subtree": "on", "may_report": "on", "note": "ก"}
    url = f"/backend/tokens/issue/{tree.hospital.code}/"
    client = signed_in(people.central)
    assert client.post(url, {**sent, "key": str(uuid.uuid4())}).status_code == 403
    assert AccessEvent.objects.filter(kind="denied", user=people.central).count() == 1
    text = "agency_code,role,note,covers_subtree,may_report\n21003004,officer,ก,1,1\n"
    answer = client.post("/backend/tokens/csv/", {"content": text, "key": str(uuid.uuid4())})
    assert [row for row, _sentence in answer.context["errors"]] == [2]


def test_a_reissue_key_cannot_be_occupied_beforehand(signed_in, tree, people):
    token, _text = issue(tree, people.central, tree.hospital)
    taken = uuid.uuid5(actions._REISSUE, str(token.pk))
    issue(tree, people.stranger, tree.stranger, key=taken)
    signed_in(people.central).post(f"/backend/tokens/{token.pk}/reissue/")
    token.refresh_from_db()
    assert token.status == "revoked"


def test_every_refusal_of_scope_leaves_an_event(signed_in, tree, people):
    token, _text = issue(tree, people.stranger, tree.stranger)
    grant = people.stranger.grants.get()
    client = signed_in(people.central)
    refused = [
        client.get(f"/backend/people/grants/{grant.pk}/"),
        client.post(f"/backend/people/{people.stranger.pk}/active/"),
        client.post(f"/backend/tokens/{token.pk}/revoke/"),
        client.get(f"/backend/tokens/issue/{tree.stranger.code}/"),
        client.get(f"/backend/reports/agency/{tree.hospital.code}/documents/{uuid.uuid4()}/"),
    ]
    assert [answer.status_code for answer in refused] == [404] * 5
    assert AccessEvent.objects.filter(kind="denied", user=people.central).count() == 5


def test_a_wrong_token_counts_however_it_is_wrong_and_too_many_are_noted(client, tree):
    session = client.session
    Identity(django_settings.OIDC_ISSUER, "new", "new", "", "", "").wait_in(session)
    session.save()
    for _try in range(6):
        client.post("/backend/activate/", {"token": "X" * 200})
    assert AccessEvent.objects.filter(kind="token_refused").count() == 5
    assert AccessEvent.objects.filter(kind="throttled").count() == 1


@pytest.mark.parametrize(
    "userinfo",
    [
        {"given_name": 5, "family_name": ["x"]},
        {"given_name": {"a": 1}, "name": None},
        {"given_name": "a\ud800b", "preferred_username": "x\ud800"},
        {"given_name": "สม\0ชาย", "email": "a\r\nb@c"},
        {"given_name": "ก" * 20_000, "email": 7, "phone_number": True},
        {"preferred_username": "\u202e", "given_name": "<script>"},
    ],
)
def test_claims_of_odd_types_are_read_as_far_as_they_are_text(client, idp, known, userinfo):
    idp.userinfo = userinfo
    assert come_back(client, idp).url == "/backend/home/"
    assert client.get("/backend/profile/").status_code == 200


@pytest.mark.parametrize(
    "jwks",
    [
        {"keys": None},
        {"keys": "text"},
        {"keys": 5},
        {"keys": {}},
        {"keys": [5, None, {"kid": ["x"], "kty": "RSA"}]},
        [],
        "html",
        {},
    ],
)
def test_keys_of_odd_types_are_a_sentence(client, idp, known, jwks, monkeypatch):
    answer_of = idp.answer
    monkeypatch.setattr(
        idp, "answer", lambda path: (200, jwks) if path == "/jwks" else answer_of(path)
    )
    assert come_back(client, idp).status_code in (302, 503)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("claims", [{"sub": "a\0b"}, {"sub": 7}, {"nonce": "\ud800"}, {"sub": []}])
def test_subjects_and_nonces_of_odd_types_are_refused(client, idp, known, claims):
    idp.claims = claims
    assert come_back(client, idp).url == "/backend/?notice=refused"


def test_personal_pages_are_kept_by_no_browser(signed_in, people):
    client = signed_in(people.central)
    for path in ("home/", "profile/", "people/", "people/export/", "events/", "agencies/", ""):
        assert client.get(f"/backend/{path}")["Cache-Control"] == "no-store", path


def test_without_the_right_no_file_is_taken_in(signed_in, tree, people):
    url = f"/backend/reports/agency/{tree.hospital.code}/"
    sent = forms.report_form(**forms.document("s10"))
    assert signed_in(people.reader).post(url, sent).status_code == 403
    assert not tree.hospital.uploads.exists()


def test_an_import_without_subject_gives_nothing_to_a_bound_account(tree, people):
    account = {"issuer": django_settings.OIDC_ISSUER, "username": "officer"}
    grant = {"agency": tree.stranger, "role": Role.OFFICER}
    added = actions.add_account(**account, grants=[grant])
    assert added != people.officer
    assert people.officer.grants.count() == 1


def test_a_suspension_by_dga_is_lifted_by_dga_alone(signed_in, people):
    url = f"/backend/people/{people.officer.pk}/active/"
    signed_in(people.dga).post(url, {"is_active": "0"})
    assert signed_in(people.central).post(url, {"is_active": "1"}).status_code == 403
    signed_in(people.dga).post(url, {"is_active": "1"})
    people.officer.refresh_from_db()
    assert people.officer.is_active


def test_somebody_suspended_without_rights_can_be_let_in_by_dga(signed_in, people):
    url = f"/backend/people/{people.officer.pk}/active/"
    signed_in(people.dga).post(url, {"is_active": "0"})
    actions.withdraw_grant(grant=people.officer.grants.get(), version=1, by=people.dga)
    client = signed_in(people.dga)
    assert list(client.get("/backend/people/").context["stranded"]) == [people.officer]
    client.post(url, {"is_active": "1"})
    people.officer.refresh_from_db()
    assert people.officer.is_active


def test_the_405_page_may_not_be_framed(signed_in, people):
    assert signed_in(people.dga).get("/backend/logout/")["X-Frame-Options"] == "DENY"


def test_a_nul_in_a_fields_name_is_a_bad_request(signed_in, tree, people):
    url = f"/backend/reports/agency/{tree.hospital.code}/"
    sent = forms.report_form(**{"a\0b": "x", "save_draft": "1"})
    assert signed_in(people.officer).post(url, sent).status_code == 400


def test_a_shared_officers_denials_elsewhere_are_not_shown(signed_in, tree, people):
    Grant.objects.create(user=people.officer, agency=tree.stranger, role="officer")
    signed_in(people.officer).get("/backend/agencies/00000000/")
    page = signed_in(people.central).get("/backend/events/").context["page"]
    assert [event.detail for event in page] == [""]
    page = signed_in(people.dga).get("/backend/events/").context["page"]
    assert [event.detail for event in page] == ["404 /backend/agencies/00000000/"]


@pytest.mark.django_db(transaction=True)
def test_k3_fifteen_wrong_tries_at_once_are_judged_five_times_at_most(tree):
    clients = []
    for _number in range(15):
        client = Client(raise_request_exception=False)
        session = client.session
        Identity(django_settings.OIDC_ISSUER, "same", "same", "", "", "").wait_in(session)
        session.save()
        client.cookies[django_settings.SESSION_COOKIE_NAME] = session.session_key
        clients.append(client)
    deeds = [
        lambda client=client: client.post("/backend/activate/", {"token": "wrong"}).status_code
        for client in clients
    ]
    statuses = at_once(*deeds)
    assert set(statuses) <= {200, 429}
    assert statuses.count(200) <= 5


@pytest.mark.django_db(transaction=True)
def test_o3_one_state_used_at_the_same_moment_enters_once(idp, known):
    client = Client()
    sent = leave(client, idp)
    cookie = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    query = {"code": "code-1", "state": sent["state"]}
    client.get(CALLBACK, query)
    other = Client()
    other.cookies[django_settings.SESSION_COOKIE_NAME] = cookie
    assert other.get(CALLBACK, query).url == "/backend/?notice=expired"
    assert [path for path, *_rest in idp.requests].count("/token") == 1


def test_a_used_token_that_was_read_before_is_not_reissued(tree, people):
    token, text = issue(tree, people.central, tree.sibling)
    bearer = Identity(django_settings.OIDC_ISSUER, "new", "new", "", "", "")
    actions.redeem(token=text, identity=bearer)
    with pytest.raises(actions.AlreadyIssued):
        actions.reissue_token(token=token, by=people.central)
    assert ActivationToken.objects.count() == 1


def test_the_provider_is_asked_with_a_deadline(idp, settings, monkeypatch):
    monkeypatch.setattr(provider, "_MAX_BYTES", 10)
    with pytest.raises(provider.ProviderUnavailable):
        provider.get_json(f"{idp.issuer}/userinfo")
