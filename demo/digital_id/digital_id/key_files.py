"""The three private files of the data directory: SQLite database, secret key, RSA key."""

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key
from jwcrypto import jwk

DATABASE = "digital_id.sqlite3"
SECRET_KEY = "secret_key"
RSA_KEY = "rsa_key.pem"


def read(path: Path) -> str:
    """Return the text of a key file, or "" while it does not exist (before `prepare`)."""
    return path.read_text() if path.exists() else ""


def create_missing(data_dir: Path) -> None:
    """Create what is missing in the data directory; what is there stays as it is."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write_once(data_dir / DATABASE, lambda: b"")
    _write_once(data_dir / SECRET_KEY, lambda: get_random_secret_key().encode())
    _write_once(data_dir / RSA_KEY, _new_rsa_key)


def _new_rsa_key() -> bytes:
    key = jwk.JWK.generate(kty="RSA", size=2048)
    return key.export_to_pem(private_key=True, password=None)


def _write_once(path: Path, content) -> None:
    if path.exists():
        return
    # The mode is given at creation: at no moment can another user of the machine read the file.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content())
