"""Virus scanners for the tests: a real clamd with one signature of our own, and hostile ones."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from ereports.scanner import EICAR

CONFIGURATION = """
Foreground yes
DatabaseDirectory {folder}/signatures
TCPSocket {port}
TCPAddr 127.0.0.1
LocalSocket {folder}/clamd.sock
LogFile {folder}/log
StreamMaxLength 25M
MaxThreads 4
"""


def find_clamd():
    """Path of the installed `clamd`, or None."""
    return shutil.which("clamd", path=f"{os.environ['PATH']}:/usr/sbin")


class Clamd:
    """clamd on a free port of 127.0.0.1 that knows EICAR alone; a context manager.

    `url` and `socket_url` are for CLAMD_URL; `port` None takes a free one.
    """

    def __init__(self, port=None):
        self.port = port or free_port()
        self.url = f"tcp://127.0.0.1:{self.port}"

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="infoadmin-clamd-"))
        self.socket_url = f"unix://{self.folder}/clamd.sock"
        signatures = self.folder / "signatures"
        signatures.mkdir()
        (signatures / "own.ndb").write_text(f"Test.Eicar:0:*:{EICAR.hex()}\n")
        file = self.folder / "clamd.conf"
        file.write_text(CONFIGURATION.format(folder=self.folder, port=self.port))
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen([find_clamd(), "-c", str(file)], **quiet)
        self._wait()
        return self

    def _wait(self, seconds=30):
        deadline = time.monotonic() + seconds
        while True:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=2) as probe:
                    probe.sendall(b"zPING\0")
                    if probe.recv(64) == b"PONG\0":
                        return
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    self.__exit__()
                    raise
            time.sleep(0.05)

    def __exit__(self, *_exception):
        self.process.kill()
        self.process.wait(timeout=10)
        shutil.rmtree(self.folder, ignore_errors=True)


class HostileScanner:
    """Listens like clamd and answers as `behave(connection)` does; a context manager."""

    def __init__(self, behave):
        self.behave = behave
        self.asked = 0

    def __enter__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"tcp://127.0.0.1:{self.listener.getsockname()[1]}"
        self.is_over = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def _serve(self):
        while True:
            try:
                connection, _address = self.listener.accept()
            except OSError:
                return
            self.asked += 1
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection):
        with connection, contextlib.suppress(OSError):
            self.behave(connection, self.is_over)

    def __exit__(self, *_exception):
        self.is_over.set()
        self.listener.close()


def silent(connection, is_over):
    """Takes everything, says nothing."""
    connection.settimeout(0.05)
    while not is_over.is_set():
        with contextlib.suppress(TimeoutError):
            if not connection.recv(65536):
                return


def deaf(_connection, is_over):
    """Takes nothing, says nothing."""
    is_over.wait(60)


def closing(_connection, _is_over):
    """Hangs up at once."""


def dripping(connection, is_over):
    """One byte of an endless reply at a time."""
    while not is_over.wait(0.05):
        connection.sendall(b"s")


def saying(reply):
    """Takes the whole stream, then answers `reply` (bytes) and hangs up."""

    def behave(connection, _is_over):
        with connection.makefile("rb") as stream:
            stream.read(len(b"zINSTREAM\0"))
            while length := int.from_bytes(stream.read(4), "big"):
                stream.read(length)
        connection.sendall(reply)

    return behave


def free_port():
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
