"""Sign-in with OpenID Connect: mozilla-django-oidc, with every check of the standard closed.

What the library leaves open is listed in docs/security.md; the rules are those of
OpenID Connect Core 1.0, section 3.1.3.7 (ID token) and 5.3.2 (userinfo).
"""

import hashlib
from dataclasses import dataclass
from urllib.parse import quote_plus

import jwt
from django.conf import settings
from django.utils.crypto import constant_time_compare
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.utils import import_from_settings

from accounts import provider
from accounts.identity import Identity
from accounts.models import User
from accounts.rights import active_person


class SignInRefused(Exception):
    """The provider's answer does not prove who somebody is. `reason` is a word for the log."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class LoginAttempt:
    """One trip to the provider, as the session remembers it, come back with a code."""

    code: str
    nonce: str
    code_verifier: str
    redirect_uri: str


def configured(name, *default):
    """The library's settings look-up, with endpoints from discovery where none is set."""
    if name in provider.ENDPOINTS:
        return provider.endpoint(name)
    return import_from_settings(name, *default)


class DigitalIDBackend(OIDCAuthenticationBackend):
    """Turns a LoginAttempt into a verified Identity, and that into a known User or nobody."""

    get_settings = staticmethod(configured)

    def __init__(self, *args, **kwargs):
        """The library reads the endpoints here; ours are read when they are used."""
        self.UserModel = User

    def authenticate(self, request, attempt=None, **credentials):
        """User for `attempt`, or None; `request.identity` then says who is not known.

        Only a LoginAttempt authenticates: the library would take any `code` in the URL.
        Raises SignInRefused or provider.ProviderUnavailable.
        """
        if not isinstance(attempt, LoginAttempt):
            return None
        try:
            return self._identify(request, attempt)
        except (ValueError, TypeError, RecursionError) as error:  # an answer of odd types
            raise SignInRefused(type(error).__name__) from error

    def _identify(self, request, attempt):
        super().__init__()
        tokens = self.get_token(
            {
                "client_id": self.OIDC_RP_CLIENT_ID,
                # RFC 6749, section 2.3.1: form-encoded before it goes into HTTP Basic
                "client_secret": quote_plus(client_secret()),
                "grant_type": "authorization_code",
                "code": attempt.code,
                "redirect_uri": attempt.redirect_uri,
                "code_verifier": attempt.code_verifier,
            }
        )
        id_token = tokens.get("id_token") or ""
        claims = self.verify_token(id_token, nonce=attempt.nonce)
        userinfo = self.get_userinfo(tokens.get("access_token") or "", id_token, claims)
        request.identity = Identity.from_claims(claims["iss"], {**claims, **userinfo})
        request.id_token = id_token
        return request.identity.known_user()

    def get_token(self, payload):
        """Exchange the code for tokens; a refusal by the provider is SignInRefused.

        As the library does, but within the provider module's bounds.
        """
        credentials = (payload["client_id"], payload.pop("client_secret"))
        try:
            return provider.get_json(
                self.OIDC_OP_TOKEN_ENDPOINT, method="POST", data=payload, auth=credentials
            )
        except provider.ProviderRefused as error:
            raise SignInRefused("code") from error

    def verify_token(self, token, **kwargs):
        """Claims of an ID token: signature, iss, aud, azp, exp, iat, sub and nonce all right."""
        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") != settings.OIDC_RP_SIGN_ALGO:
                raise SignInRefused("alg")
            key = provider.signing_key(header.get("kid"))
            if key is None:
                raise SignInRefused("kid")
            claims = jwt.decode(
                token,
                key,
                algorithms=[settings.OIDC_RP_SIGN_ALGO],
                issuer=settings.OIDC_ISSUER,
                audience=settings.OIDC_RP_CLIENT_ID,
                leeway=settings.OIDC_CLOCK_SKEW,
                options={"require": ["iss", "aud", "exp", "iat", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise SignInRefused(type(error).__name__) from error
        _check_audience(claims)
        nonce = claims.get("nonce")
        if not isinstance(nonce, str) or not constant_time_compare(nonce, kwargs["nonce"]):
            raise SignInRefused("nonce")
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= 255 or not subject.isprintable():
            raise SignInRefused("sub")
        return claims

    def get_userinfo(self, access_token, id_token, payload):
        """Userinfo of the same subject as the ID token's (`payload`)."""
        try:
            userinfo = provider.get_json(
                configured("OIDC_OP_USER_ENDPOINT"),
                headers={"Authorization": f"Bearer {access_token}"},
            )
        except provider.ProviderRefused as error:
            raise SignInRefused("userinfo") from error
        if userinfo.get("sub") != payload["sub"]:
            raise SignInRefused("userinfo_sub")
        return userinfo

    def get_user(self, user_id):
        """The person of a session: nobody, from the request after a deactivation."""
        return active_person(user_id)


def _check_audience(claims):
    audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if audience != [settings.OIDC_RP_CLIENT_ID]:
        raise SignInRefused("aud")
    if claims.get("azp", settings.OIDC_RP_CLIENT_ID) != settings.OIDC_RP_CLIENT_ID:
        raise SignInRefused("azp")


def client_secret():
    """The client secret as the provider wants it.

    Digital ID takes the hexadecimal result of seven rounds of md5(value + "EGA") in its place.
    """
    secret = settings.OIDC_RP_CLIENT_SECRET
    if settings.OIDC_SECRET_MD5_ROUNDS:
        for _round in range(7):
            secret = hashlib.md5(f"{secret}EGA".encode()).hexdigest()  # noqa: S324 - their rule
    return secret
