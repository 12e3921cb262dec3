"""How django-oauth-toolkit answers for this provider: claims, and sign-in without a page."""

from oauth2_provider.oauth2_validators import OAuth2Validator

from .claims import SCOPES_OF_CLAIM, claims_of


class DigitalIDValidator(OAuth2Validator):
    def get_oidc_claims(self, token, token_handler, request):
        """Return the claims on the person of this request."""
        return claims_of(request.user, request.scopes)

    def get_discovery_claims(self, request):
        """Return the claim names for the discovery document."""
        return list(SCOPES_OF_CLAIM)

    def get_id_token_dictionary(self, token, token_handler, request):
        """Return the ID token's claims and its expiry: `sub` is the only one on the person.

        As at the real Digital ID, everything else comes from userinfo.
        """
        claims, expires = super().get_id_token_dictionary(token, token_handler, request)
        person = SCOPES_OF_CLAIM.keys() - {"sub"}
        return {name: value for name, value in claims.items() if name not in person}, expires

    def validate_silent_login(self, request):
        """Let prompt=none pass on to the consent: AuthorizeView knows who is signed in."""
        return True

    def validate_silent_authorization(self, request):
        """Refuse prompt=none: consent is asked at every sign-in."""
        return False
