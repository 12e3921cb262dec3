"""A small identity provider over real HTTP that lies as it is told to; for the O cases."""

import base64
import json
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID = "infoadmin-tests"


def new_key():
    """An RSA key pair."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


KEY = new_key()
OTHER_KEY = new_key()


class HostileProvider:
    """Answers for one person; `claims`, `userinfo` and the rest are what a test spoils."""

    def __init__(self):
        self.key, self.kid, self.alg = KEY, "key-1", "RS256"
        self.published = {"key-1": KEY}
        self.claims, self.userinfo = {}, {}
        self.without = set()
        self.token_status = 200
        self.sleep = 0
        self.requests = []
        self.nonce = None
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        """Close the server; it does not answer any more."""
        self.server.shutdown()
        self.server.server_close()

    def id_token(self):
        """The ID token as spoiled by the test."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": "subject-1",
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if name not in self.without}
        headers = {"kid": self.kid} if self.kid else {}
        if self.alg == "none":
            return jwt.encode(claims, None, algorithm="none", headers=headers)
        if self.alg == "HS256":  # signed with the public key as if it were a shared secret
            return _hs256_with_public_key(claims, headers)
        return jwt.encode(claims, self.key, algorithm=self.alg, headers=headers)

    def answer(self, path):
        """(status, JSON) for a request's path."""
        if path == "/.well-known/openid-configuration":
            names = ("authorization", "token", "userinfo", "end_session")
            document = {f"{name}_endpoint": f"{self.issuer}/{name}" for name in names}
            return 200, {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/jwks", **document}
        if path == "/jwks":
            return 200, {"keys": [_public_jwk(kid, key) for kid, key in self.published.items()]}
        if path == "/token":
            if self.token_status != 200:
                return self.token_status, {"error": "invalid_grant"}
            token = {"access_token": "access", "token_type": "Bearer", "id_token": self.id_token()}
            return 200, {k: v for k, v in token.items() if k not in self.without}
        if path == "/userinfo":
            info = {"sub": "subject-1", "preferred_username": "somchai", "given_name": "สมชาย"}
            return 200, {**info, **self.userinfo}
        return 404, {}

    def _handler(provider):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self._answer()

            def do_POST(self):
                length = int(self.headers.get("Content-Length", 0))
                self._answer(urllib.parse.parse_qs(self.rfile.read(length).decode()))

            def _answer(self, form=None):
                path = urllib.parse.urlsplit(self.path).path
                provider.requests.append((path, form, dict(self.headers)))
                time.sleep(provider.sleep)
                status, document = provider.answer(path)
                body = json.dumps(document).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments):
                pass

        return Handler


def _public_jwk(kid, key):
    entry = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    return {**entry, "kid": kid, "use": "sig", "alg": "RS256"}


def _hs256_with_public_key(claims, headers):
    import hashlib
    import hmac

    secret = KEY.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )

    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")

    signed = part({"alg": "HS256", "typ": "JWT", **headers}) + b"." + part(claims)
    signature = base64.urlsafe_b64encode(hmac.new(secret, signed, hashlib.sha256).digest())
    return (signed + b"." + signature.rstrip(b"=")).decode()
