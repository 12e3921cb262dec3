"""Uploads of one byte a second, and large ones, against the server as production runs it (F19, W9)."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import requests

from benchmarks.singles import memory_of
from tests import pdfs

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 6  # seconds here; 20 in production
SERVER = ("--workers", "2", "--threads", "4", "--reuse-port")  # docs/operate.md
PREPARE = """
import json, django
django.setup()
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from accounts import actions as accounts
from accounts.models import Role
from agencies import actions as agencies
from agencies.models import Agency
from infoadmin import sessions
agency = agencies.create(code="21000000", name="กระทรวง", kind=Agency.Kind.MINISTRY, parent=None, by=None)
grant = {"agency": agency, "role": Role.CENTRAL, "covers_subtree": True,
         "may_manage_agency": True, "may_report": True}
user = accounts.add_account(issuer=settings.OIDC_ISSUER, username="x", subject="x", name="x", grants=[grant])
session = SessionStore()
session["_auth_user_id"] = str(user.pk)
session["_auth_user_backend"] = "accounts.oidc.DigitalIDBackend"
session["_auth_user_hash"] = user.get_session_auth_hash()
sessions.begin(session)
session.save()
print(json.dumps({"infoadmin_session": session.session_key, "infoadmin_csrf": "b" * 32}))
"""
UPLOADS = "/backend/reports/agency/21000000/uploads/"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """(port, cookies of an officer, workers()) of a gunicorn with a database of its own."""
    folder = tmp_path_factory.mktemp("slow")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "infoadmin.settings",
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "BODY_PATIENCE_SECONDS": str(PATIENCE),
        "LOG_LEVEL": "ERROR",
    }
    (folder / "static").mkdir()
    options = {"cwd": ROOT, "env": environment, "check": True}
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], **options)
    made = subprocess.run([sys.executable, "-c", PREPARE], stdout=subprocess.PIPE, **options)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        *(str(Path(sys.executable).parent / "gunicorn"), "infoadmin.wsgi", *SERVER),
        *("--bind", f"127.0.0.1:{port}", "--log-level", "error", "--no-control-socket"),
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    for _try in range(300):
        try:
            requests.get(f"http://127.0.0.1:{port}/health/ready/", timeout=2).raise_for_status()
        except requests.RequestException:
            time.sleep(0.1)
        else:
            break

    def workers():
        return Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()

    yield port, json.loads(made.stdout.splitlines()[-1]), workers
    process.terminate()
    process.wait(timeout=20)


class SlowUpload(threading.Thread):
    """Announces 20 MB and sends one byte a second, until it is told to come back or cut off."""

    def __init__(self, port, cookies):
        super().__init__(daemon=True)
        self.port, self.cookies = port, cookies
        self.answer = b""

    def run(self):
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = (
            f"POST {UPLOADS} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n"
            "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 20971520\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            connection.sendall(head.encode())
            connection.settimeout(1)
            while True:
                try:
                    connection.sendall(b"-")
                    while part := connection.recv(4096):
                        self.answer += part
                except TimeoutError:
                    continue
                except OSError:
                    pass
                break


def send(port, cookies, content):
    """The answer to an honest upload."""
    return requests.post(
        f"http://127.0.0.1:{port}{UPLOADS}",
        data={"section": "s10", "csrfmiddlewaretoken": "b" * 32},
        files={"s10-file": ("ประกาศ.pdf", content, "application/pdf")},
        cookies=cookies,
        timeout=30,
    )


def test_f19_slow_uploads_starve_nobody(server):
    port, cookies, _workers = server
    slow = [SlowUpload(port, cookies) for _number in range(8)]  # as many as there are threads
    for upload in slow:
        upload.start()
    time.sleep(1.5)
    assert sum(upload.is_alive() for upload in slow) >= 2  # some are being received …
    latencies, end = [], time.monotonic() + PATIENCE - 2.5
    while time.monotonic() < end:  # … while everybody else is answered
        began = time.monotonic()
        assert requests.get(f"http://127.0.0.1:{port}/", timeout=5).status_code == 200
        latencies.append(time.monotonic() - began)
    assert sorted(latencies)[int(len(latencies) * 0.95)] < 1
    assert any(upload.is_alive() for upload in slow)
    for upload in slow:
        upload.join(timeout=PATIENCE + 5)
    assert not any(upload.is_alive() for upload in slow)  # cut off, or told to come back
    told = [upload for upload in slow if b"503" in upload.answer[:20]]
    assert told
    assert all("รอสักครู่".encode() in upload.answer for upload in told)


def test_f19_an_honest_upload_is_received_when_the_slow_ones_are_gone(server):
    port, cookies, _workers = server
    slow = [SlowUpload(port, cookies) for _number in range(4)]
    for upload in slow:
        upload.start()
    for upload in slow:
        upload.join(timeout=PATIENCE + 5)
    answer = send(port, cookies, pdfs.pdf_of(20 * 1024 * 1024))
    assert answer.status_code == 200
    assert answer.json()["size"] == 20 * 1024 * 1024


def test_w9_a_file_of_20_mb_costs_a_worker_no_memory(server):
    port, cookies, workers = server
    for _number in range(12):  # until each worker has loaded what an upload needs
        send(port, cookies, pdfs.pdf_bytes())
    before = {pid: memory_of(pid, "VmRSS") for pid in workers()}
    for pid in before:
        Path(f"/proc/{pid}/clear_refs").write_text("5")  # forget the peak so far
    for _number in range(3):
        assert send(port, cookies, pdfs.pdf_of(20 * 1024 * 1024)).status_code == 200
    assert max(memory_of(pid, "VmHWM") - rss for pid, rss in before.items()) <= 10


def test_r7_an_upload_cut_in_the_middle_leaves_nothing_and_the_next_works(server):
    port, cookies, _workers = server
    content = pdfs.pdf_of(2 * 1024 * 1024)
    form = {"data": {"section": "s10", "csrfmiddlewaretoken": "b" * 32}, "cookies": cookies}
    files = {"s10-file": ("ประกาศ.pdf", content, "application/pdf")}
    address = f"http://127.0.0.1:{port}{UPLOADS}"
    whole = requests.Request("POST", address, files=files, **form).prepare()
    lines = "".join(f"{name}: {value}\r\n" for name, value in whole.headers.items())
    head = f"POST {UPLOADS} HTTP/1.1\r\nHost: 127.0.0.1\r\n{lines}\r\n".encode()
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(head + whole.body[: len(whole.body) // 2])
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(10)
        assert b" 200 " not in connection.recv(4096)[:20]
    answer = requests.post(address, files=files, timeout=30, **form)
    assert answer.status_code == 200
