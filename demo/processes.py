"""Starts and stops the two servers of the demo and of the browser journeys: Digital ID and ours."""

import contextlib
import os
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CLIENT_ID = "infoadmin-demo"
BIN = Path(sys.executable).parent


class World:
    """One demo world: a data folder, two ports, the environment of both servers."""

    def __init__(self, *, folder, port, idp_port, extra=None):
        self.folder, self.port, self.idp_port = Path(folder), port, idp_port
        self.url = f"http://localhost:{port}"
        self.idp_url = f"http://localhost:{idp_port}"
        self.folder.mkdir(parents=True, exist_ok=True)
        client_secret = self._kept("client_secret")
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "infoadmin.settings",
            "STATIC_MANIFEST": "true",
            "DATA_DIR": str(self.folder),
            "SECRET_KEY": self._kept("secret_key"),
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "HTTPS": "false",
            "LOG_LEVEL": "WARNING",
            "OIDC_ISSUER": self.idp_url,
            "OIDC_RP_CLIENT_ID": CLIENT_ID,
            "OIDC_RP_CLIENT_SECRET": client_secret,
            "DIGITAL_ID_REGISTER_URL": f"{self.idp_url}/register/",
            **(extra or {}),
        }
        self.idp_environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "digital_id.settings",
            "DIGITAL_ID_DATA_DIR": str(self.folder / "digital_id"),
            "DIGITAL_ID_ISSUER": self.idp_url,
        }
        self.processes = []

    def _kept(self, name):
        """A secret made once and kept in the data folder: people stay signed in over a restart."""
        file = self.folder / name
        if not file.exists():
            file.touch(mode=0o600)
            file.write_text(secrets.token_urlsafe(48))
        return file.read_text()

    def manage(self, *arguments):
        """Run `manage.py` of the product; answers what it printed, raises if it failed."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout.strip()

    def prepare(self):
        """Databases, static files, the demo world; answers an unused activation token."""
        callback = f"{self.url}/backend/login/callback/"
        subprocess.run(
            [
                *(sys.executable, "manage.py", "prepare", "--verbosity", "0"),
                *("--client-id", CLIENT_ID, "--redirect-uri", callback),
                # With "=": a secret may begin with a dash, which would read as an option.
                f"--client-secret={self.environment['OIDC_RP_CLIENT_SECRET']}",
                *("--post-logout-redirect-uri", f"{self.url}/backend/logout/done/"),
                *("--accounts", str(ROOT / "demo/accounts.json")),
            ],
            cwd=ROOT / "demo/digital_id",
            env=self.idp_environment,
            check=True,
        )
        self.manage("migrate", "--verbosity", "0")
        self.manage("collectstatic", "--no-input", "--verbosity", "0")
        return self.manage("seed_demo").splitlines()[-1]

    def start(self):
        """Start both servers and wait until they answer; raises RuntimeError when one does not."""
        self.start_idp()
        self.start_product()

    def start_idp(self):
        """Start the stand-in for Digital ID alone; answers its process."""
        return self._start(
            "digital_id.wsgi",
            ROOT / "demo/digital_id",
            self.idp_port,
            self.idp_environment,
            f"{self.idp_url}/.well-known/openid-configuration",
        )

    def start_product(self):
        """Start the product alone; answers its process."""
        return self._start(
            "infoadmin.wsgi", ROOT, self.port, self.environment, f"{self.url}/health/ready/"
        )

    def _start(self, application, folder, port, environment, probe):
        command = [
            *(str(BIN / "gunicorn"), application, "--chdir", str(folder)),
            *("--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"),
            *("--log-level", "warning", "--no-control-socket"),
        ]
        process = subprocess.Popen(command, cwd=ROOT, env=environment)
        self.processes.append(process)
        _wait_for(probe, process)
        return process

    @contextlib.contextmanager
    def idp_stopped(self):
        """Digital ID is down for as long as the context lasts."""
        idp = self.processes.pop(0)
        idp.terminate()
        idp.wait(timeout=10)
        try:
            yield
        finally:
            self.start_idp()
            self.processes.insert(0, self.processes.pop())

    def stop(self):
        """Stop what was started, by process id."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
        self.processes.clear()


def _wait_for(url, process, seconds=30):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server for {url} stopped at once (is its port taken?)")
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(url, timeout=2).close()
            return
        time.sleep(0.1)
    raise RuntimeError(f"{url} does not answer")
