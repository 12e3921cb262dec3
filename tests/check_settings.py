"""Part of `make check`: missing migrations, and Django's own deployment checks as in production."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PRODUCTION = {
    "SECRET_KEY": "a-key-for-the-check-" + "k3y-" * 12,
    "ALLOWED_HOSTS": "admin.info.go.th",
    "HTTPS": "true",
    "DATABASE_URL": "postgres://infoadmin@127.0.0.1/infoadmin",
    "TRUSTED_PROXY_COUNT": "1",
}
CHECKS = [
    ("makemigrations", "--check", "--dry-run", "--verbosity", "0"),
    ("check", "--deploy", "--fail-level", "WARNING"),
]


def main():
    for arguments in CHECKS:
        environment = {**os.environ, **PRODUCTION}
        if arguments[0] == "makemigrations":
            environment.pop("DATABASE_URL")  # it would look into the database for its history
        command = [sys.executable, "manage.py", *arguments]
        if subprocess.run(command, cwd=ROOT, env=environment).returncode:
            sys.exit(f"manage.py {' '.join(arguments)} failed")


if __name__ == "__main__":
    main()
