"""The text of an activation token: made once, shown once, known here by its digest alone."""

import hashlib
import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base32: no I, L, O, U
LENGTH = 24  # 120 bits
_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1"})


def generate():
    """A new token as it is handed over: six groups of four, "K7QM-2XR9-…"."""
    characters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(re.findall("....", characters))


def normalize(typed):
    """What was typed → the 24 characters; case, spaces, dashes, O/0 and I/L/1 are forgiven."""
    characters = re.sub(r"[\s\u200b\u00a0–—-]+", "", typed).upper().translate(_FORGIVEN)
    return characters[: LENGTH * 2]


def digest(token):
    """SHA-256 of a token, as stored and compared."""
    return hashlib.sha256(normalize(token).encode()).hexdigest()
