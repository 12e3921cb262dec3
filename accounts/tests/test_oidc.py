"""The relying party against a provider that lies, over real HTTP (assurance O)."""

import hashlib
import time
from base64 import urlsafe_b64encode

import pytest

from accounts import provider
from accounts.models import AccessEvent, User
from accounts.tests.trips import CALLBACK, come_back, leave
from tests.hostile_provider import CLIENT_ID, OTHER_KEY


def is_refused(client, answer, notice="refused"):
    """Whether nobody entered, and the landing page says the sentence `notice`."""
    assert answer.status_code == 302
    assert answer.url == f"/backend/?notice={notice}"
    return "_auth_user_id" not in client.session and "pending_identity" not in client.session


def test_a_known_person_enters_and_it_is_noted(client, idp, known):
    assert come_back(client, idp).url == "/backend/home/"
    assert client.session["_auth_user_id"] == str(known.pk)
    known.refresh_from_db()
    assert known.name == "สมชาย"
    assert AccessEvent.objects.get().kind == "signed_in"


def test_m5_an_unknown_person_comes_to_the_activation_page(client, idp):
    answer = come_back(client, idp)
    assert answer.url == "/backend/activate/"
    assert "_auth_user_id" not in client.session
    assert not User.objects.exists()


@pytest.mark.parametrize("query", [{"code": "code-1"}, {"code": "code-1", "state": "made-up"}])
def test_o1_an_answer_without_our_state_is_refused(client, idp, known, query):
    leave(client, idp)
    assert is_refused(client, client.get(CALLBACK, query), "expired")
    assert not [path for path, *_rest in idp.requests if path == "/token"]


def test_o2_o18_the_state_of_another_browser_is_refused(client, idp, known, django_user_model):
    from django.test import Client

    attacker = Client()
    sent = leave(attacker, idp)
    answer = client.get(CALLBACK, {"code": "code-1", "state": sent["state"]})
    assert is_refused(client, answer, "expired")


def test_o3_a_state_is_used_once(client, idp, known):
    sent = leave(client, idp)
    answer = {"code": "code-1", "state": sent["state"]}
    client.get(CALLBACK, answer)
    client.post("/backend/logout/")
    assert is_refused(client, client.get(CALLBACK, answer), "expired")


def test_o4_a_state_older_than_ten_minutes_starts_again(client, idp, known):
    sent = leave(client, idp)
    session = client.session
    session["oidc_states"][sent["state"]]["added_on"] = time.time() - 601
    session.save()
    answer = client.get(CALLBACK, {"code": "code-1", "state": sent["state"]})
    assert is_refused(client, answer, "expired")


@pytest.mark.parametrize(
    ("case", "claims", "without"),
    [
        ("o5 wrong nonce", {"nonce": "another"}, set()),
        ("o5 no nonce", {}, {"nonce"}),
        ("o6 wrong issuer", {"iss": "https://evil.test"}, set()),
        ("o6 no issuer", {}, {"iss"}),
        ("o7 another audience", {"aud": "another"}, set()),
        ("o7 a stranger in the list", {"aud": [CLIENT_ID, "stranger"]}, set()),
        ("o7 another authorized party", {"azp": "another"}, set()),
        ("o7 no audience", {}, {"aud"}),
        ("o9 expired", {"exp": int(time.time()) - 120}, set()),
        ("o9 no expiry", {}, {"exp"}),
        ("o9 no issue time", {}, {"iat"}),
        ("o9 not yet issued", {"iat": int(time.time()) + 600}, set()),
        ("o9 no subject", {}, {"sub"}),
        ("o9 empty subject", {"sub": ""}, set()),
        ("no id token", {}, {"id_token"}),
    ],
)
def test_o5_o6_o7_o9_a_token_with_wrong_claims_is_refused(
    client, idp, known, case, claims, without
):
    idp.claims, idp.without = claims, without
    assert is_refused(client, come_back(client, idp))
    assert AccessEvent.objects.get().kind == "refused"


def test_o9_a_clock_that_is_a_minute_off_is_forgiven(client, idp, known):
    idp.claims = {"exp": int(time.time()) - 30}
    assert come_back(client, idp).url == "/backend/home/"


@pytest.mark.parametrize("alg", ["none", "HS256"])
def test_o8_another_algorithm_is_refused(client, idp, known, alg):
    idp.alg = alg
    assert is_refused(client, come_back(client, idp))


def test_o8_a_bad_signature_is_refused(client, idp, known):
    idp.key = OTHER_KEY
    assert is_refused(client, come_back(client, idp))


def test_o8_an_unknown_or_missing_key_id_is_refused(client, idp, known):
    for kid in ("unknown", None):
        idp.kid = kid
        assert is_refused(client, come_back(client, idp))


def test_o8_a_rotated_key_works_after_one_fetch_and_a_flood_fetches_once(
    client, idp, known, monkeypatch
):
    monkeypatch.setattr(provider, "JWKS_REFETCH_SECONDS", 0)
    assert come_back(client, idp).url == "/backend/home/"
    client.post("/backend/logout/")
    idp.published = {"key-2": OTHER_KEY}
    idp.key, idp.kid = OTHER_KEY, "key-2"
    assert come_back(client, idp).url == "/backend/home/"
    client.post("/backend/logout/")
    monkeypatch.setattr(provider, "JWKS_REFETCH_SECONDS", 60)
    before = sum(path == "/jwks" for path, *_rest in idp.requests)
    idp.kid = "flood"
    for _number in range(5):
        come_back(client, idp)
    assert sum(path == "/jwks" for path, *_rest in idp.requests) == before


def test_o10_userinfo_of_another_subject_is_refused(client, idp, known):
    idp.userinfo = {"sub": "somebody-else"}
    assert is_refused(client, come_back(client, idp))


def test_o11_a_replayed_code_is_one_sentence(client, idp, known):
    idp.token_status = 400
    assert is_refused(client, come_back(client, idp))


def test_o12_pkce_is_always_sent_and_proven(client, idp, known):
    sent = leave(client, idp)
    client.get(CALLBACK, {"code": "code-1", "state": sent["state"]})
    form = next(form for path, form, _headers in idp.requests if path == "/token")
    proof = hashlib.sha256(form["code_verifier"][0].encode()).digest()
    assert sent["code_challenge"] == urlsafe_b64encode(proof).rstrip(b"=").decode()
    assert sent["code_challenge_method"] == "S256"


def test_o13_the_session_key_changes_at_login(client, idp, known):
    leave_key = client.session.session_key
    come_back(client, idp)
    first = client.session.session_key
    assert first not in (None, leave_key)


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/backend/agencies/", "/backend/agencies/"),
        ("//evil.test", "/backend/home/"),
        ("/\\evil.test", "/backend/home/"),
        ("%2f%2fevil.test", "/backend/home/"),
        ("javascript:alert(1)", "/backend/home/"),
        ("https://evil.test/backend/", "/backend/home/"),
    ],
)
def test_o14_next_stays_in_the_back_office(client, idp, known, wanted, reached):
    sent = leave(client, idp, next=wanted)
    answer = client.get(CALLBACK, {"code": "code-1", "state": sent["state"]})
    assert answer.url == reached


def test_m2_o16_refused_consent_is_our_sentence_and_reflects_nothing(client, idp):
    sent = leave(client, idp)
    answer = client.get(
        CALLBACK,
        {
            "state": sent["state"],
            "error": "access_denied",
            "error_description": "<script>alert(1)</script>",
        },
    )
    assert is_refused(client, answer, "refused-consent")
    page = client.get(answer.url).content.decode()
    assert "ไม่ยินยอม" in page
    assert "alert(1)" not in page
    assert not User.objects.exists()


def test_another_site_cannot_log_people_out_with_an_error_answer(client, idp, known):
    come_back(client, idp)
    client.get(CALLBACK, {"error": "access_denied", "state": "made-up"})
    assert client.session["_auth_user_id"] == str(known.pk)


def test_o17_a_provider_that_is_down_or_silent_is_a_503_and_sessions_go_on(client, idp, known):
    come_back(client, idp)
    from django.test import Client

    other = Client()
    sent = leave(other, idp)
    idp.sleep = 3
    answer = other.get(CALLBACK, {"code": "code-1", "state": sent["state"]})
    assert answer.status_code == 503
    assert "ครู่" in answer.content.decode()
    provider.forget()
    assert Client().get("/backend/login/start/").status_code == 503
    assert client.get("/backend/home/").status_code == 200


def test_o19_logout_is_a_post_with_its_key_and_ends_both_sessions(client, idp, known):
    from django.test import Client

    come_back(client, idp)
    assert client.get("/backend/logout/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post("/backend/logout/").status_code == 403
    cookie = client.cookies["infoadmin_session"].value
    answer = client.post("/backend/logout/")
    assert answer.url.startswith(f"{idp.issuer}/end_session?id_token_hint=")
    assert (
        "post_logout_redirect_uri=http%3A%2F%2Ftestserver%2Fbackend%2Flogout%2Fdone%2F"
        in answer.url
    )
    replayed = Client()
    replayed.cookies["infoadmin_session"] = cookie
    assert replayed.get("/backend/home/").status_code == 302


def test_o20_a_deactivated_person_is_out_with_the_next_request(client, idp, known):
    come_back(client, idp)
    User.objects.update(is_active=False)
    assert client.get("/backend/home/").status_code == 302
    assert come_back(client, idp).url == "/backend/?notice=deactivated"
    assert client.get("/backend/home/").status_code == 302


def test_a_code_and_state_in_any_other_url_sign_nobody_in(client, idp, known):
    leave(client, idp)
    client.get("/backend/", {"code": "code-1", "state": "x"})
    assert "_auth_user_id" not in client.session


def test_endpoints_can_be_set_without_discovery(client, idp, known, settings):
    settings.OIDC_DISCOVERY = False
    settings.OIDC_OP_AUTHORIZATION_ENDPOINT = f"{idp.issuer}/authorization"
    settings.OIDC_OP_TOKEN_ENDPOINT = f"{idp.issuer}/token"
    settings.OIDC_OP_USER_ENDPOINT = f"{idp.issuer}/userinfo"
    settings.OIDC_OP_JWKS_ENDPOINT = f"{idp.issuer}/jwks"
    assert come_back(client, idp).url == "/backend/home/"
    assert not [path for path, *_rest in idp.requests if "well-known" in path]
    assert client.post("/backend/logout/").url == "http://testserver/backend/logout/done/"


def test_a_secret_with_reserved_characters_is_encoded_for_basic(client, idp, known, settings):
    import base64

    settings.OIDC_RP_CLIENT_SECRET = "a+b%41c:d/e"
    come_back(client, idp)
    headers = next(headers for path, _form, headers in idp.requests if path == "/token")
    sent = base64.b64decode(headers["Authorization"].removeprefix("Basic ")).decode()
    assert sent == f"{CLIENT_ID}:a%2Bb%2541c%3Ad%2Fe"


def test_an_answer_in_another_issuers_name_is_refused(client, idp, known):
    assert is_refused(client, come_back(client, idp, iss="https://evil.test"))


def test_next_survives_the_landing_page(client, idp, known):
    answer = client.get("/backend/agencies/?q=x")
    page = client.get(answer.url).content.decode()
    assert "/backend/login/?next=/backend/agencies/%3Fq%3Dx" in page
    assert client.post("/backend/tokens/1/revoke/").url == "/backend/?notice=login-first"
