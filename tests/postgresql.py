"""A throw-away PostgreSQL server for the tests: made, used and removed by one run."""

import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path


def find_initdb():
    """Path of the newest installed `initdb`, or None."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    return found[-1] if found else shutil.which("initdb")


class Cluster:
    """A server on a free port of 127.0.0.1, in a temporary folder; a context manager.

    The locale is C.UTF-8: under plain C, trigrams of Thai text are empty.
    """

    def __enter__(self):
        self.bin = Path(find_initdb()).parent
        self.folder = tempfile.mkdtemp(prefix="infoadmin-pg-")
        self.port = _free_port()
        if os.geteuid() == 0:
            shutil.chown(self.folder, _server_user())
        self._run(
            "initdb",
            *("--pgdata", self.folder, "--username", "infoadmin", "--auth", "trust"),
            *("--encoding", "UTF8", "--locale", "C.UTF-8"),
        )
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder} "
            "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
        )
        self._run(
            "pg_ctl",
            *("--pgdata", self.folder, "--wait", "--log", f"{self.folder}/log"),
            *("--options", options, "start"),
        )
        return self

    def __exit__(self, *_exception):
        self._run("pg_ctl", "--pgdata", self.folder, "--mode", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def create_database(self, name):
        """Make an empty database; answers its URL for DATABASE_URL."""
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "infoadmin", name)
        return f"postgres://infoadmin@127.0.0.1:{self.port}/{name}"

    def _run(self, program, *arguments):
        """Run one of the server's programs; PostgreSQL refuses to run as root."""
        command = [str(self.bin / program), *arguments]
        if os.geteuid() == 0:
            user = _server_user()
            command = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


def _server_user():
    """The account that runs the server when we are root."""
    return "postgres" if "postgres" in {entry.pw_name for entry in pwd.getpwall()} else "nobody"


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
