"""A browser's trip to the identity provider and back."""

from urllib.parse import parse_qs, urlsplit

CALLBACK = "/backend/login/callback/"


def leave(client, idp, **query):
    """Start the sign-in; answers the parameters that the provider is sent."""
    answer = client.get("/backend/login/start/", query)
    sent = {name: values[0] for name, values in parse_qs(urlsplit(answer.url).query).items()}
    idp.nonce = sent["nonce"]
    return sent


def come_back(client, idp, **changes):
    """A whole trip to the provider and back; answers the response of the callback."""
    sent = leave(client, idp)
    return client.get(CALLBACK, {"code": "code-1", "state": sent["state"], **changes})
