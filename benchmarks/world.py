"""The ground of a run: a throw-away PostgreSQL, its databases, the servers; all gone at the end."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from benchmarks.client import Unready
from tests.postgresql import Cluster, find_initdb

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
SERVER = ("-w", "2", "--threads", "4", "--reuse-port")  # as in production: docs/operate.md


class World(contextlib.ExitStack):
    """A context manager; `folder` holds files, static files and logs of the run."""

    def __enter__(self):
        super().__enter__()
        self.folder = Path(tempfile.mkdtemp(prefix="infoadmin-bench-"))
        self.callback(shutil.rmtree, self.folder, ignore_errors=True)
        self.cluster = self.enter_context(Cluster())
        self.ports, self.processes, self.targets, self.urls = {}, {}, {}, {}
        return self

    def environment(self, url, settings="infoadmin.settings", **extra):
        """The environment of the product as it runs in production, on one database."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": settings,
            "DATABASE_URL": url,
            "DATA_DIR": str(self.folder),
            "SECRET_KEY": "for-the-benchmark-only-" + "x" * 50,
            "ALLOWED_HOSTS": "127.0.0.1",
            "DEBUG": "false",
            "HTTPS": "false",
            "STATIC_MANIFEST": "true",
            "LOG_LEVEL": "WARNING",
            "OIDC_ISSUER": "http://127.0.0.1:9",
            "OIDC_DISCOVERY": "false",
            **extra,
        }

    def manage(self, url, *arguments):
        """Run `manage.py` with the yardsticks' settings, which know the product's tables too."""
        self.python(url, "manage.py", *arguments, settings="benchmarks.settings")

    def python(self, url, *arguments, settings="infoadmin.settings"):
        """Run a script on one database; answers what it printed, raises where it failed."""
        done = subprocess.run(
            [sys.executable, *arguments],
            **{"cwd": ROOT, "env": self.environment(url, settings), "text": True},
            stdout=subprocess.PIPE,
            check=True,
        )
        return done.stdout

    def build(self, name, agencies, reports):
        """A database with the state in it; its targets are then in `targets[name]`."""
        url = self.urls[name] = self.cluster.create_database(name)
        self.manage(url, "migrate", "--verbosity", "0")
        self.manage(url, "build_state", f"--agencies={agencies}", f"--reports={reports}")
        self.targets[name] = json.loads(self.python(url, "-m", "benchmarks.targets"))

    def collect_static(self):
        """Static files of the product and of the admin, compressed and with their hashes."""
        nothing = f"sqlite:///{self.folder / 'none.sqlite3'}"
        self.manage(nothing, "collectstatic", "--no-input", "--verbosity", "0")

    def start(self, name, database, application="infoadmin.wsgi", probe="/health/ready/", **extra):
        """Start the production server on a free port and wait until it answers."""
        port = self.ports[name] = _free_port()
        settings = "infoadmin.settings" if application.startswith("info") else "benchmarks.settings"
        environment = self.environment(self.urls[database], settings, **extra)
        command = [str(BIN / "gunicorn"), application, *SERVER, "--bind", f"127.0.0.1:{port}"]
        command += ["--no-control-socket", "--log-level", "error"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment)
        self.processes[name] = process
        self.callback(_stop, process)
        _wait_for(f"http://127.0.0.1:{port}{probe}", process)

    def targets_of(self, server):
        """What to visit on a server: the targets of the database behind it."""
        return self.targets["small" if server == "small" else "big"]

    def workers(self, name):
        """Process ids of the workers of a server."""
        pid = self.processes[name].pid
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def install_what_is_missing():
    """PostgreSQL and wrk, where that is possible (root with apt-get); exits without PostgreSQL."""
    missing = [
        package
        for package, is_there in (("postgresql", find_initdb()), ("wrk", shutil.which("wrk")))
        if not is_there
    ]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {' '.join(missing)} …", file=sys.stderr, flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update", "-qq"], **quiet)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
        subprocess.run(command, **quiet, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
    if not find_initdb():
        sys.exit("PostgreSQL is missing: apt-get install postgresql")


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _stop(process):
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_for(url, process, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(url, timeout=5).close()
            return
        time.sleep(0.1)
    raise Unready(f"{url} does not answer")
