"""W9: what a 20 MB upload costs the workers in memory, and everybody else in waiting."""

import http.client
import json
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

from benchmarks.singles import Row, memory_of
from tests.pdfs import pdf_of

ROOT = Path(__file__).resolve().parents[1]
SIZE = 20 * 1024 * 1024
SECONDS = 8
RATE, CONNECTIONS = 40, 4  # requests a second of the others: a busy site, not a flooded one


def uploads(world, rounds):
    """Files of 20 MB one after the other over 100 Mbit/s, while others read at a steady rate."""
    file = world.folder / "upload.pdf"
    file.write_bytes(pdf_of(SIZE))
    targets, port = world.targets["big"], world.ports["big"]
    plan = [(f"/agency/{code}/", {}) for code in targets["pages"][:50]]
    officer = {"Cookie": targets["cookie"]}
    plan += [("/backend/agencies/", officer), ("/backend/reports/", officer)] * 5
    _latencies(port, plan, 2)
    ratios, alone_all, beside_all, sent, grown = [], [], [], 0, []
    for _number in range(rounds):
        quiet = _latencies(port, plan, SECONDS / 2)
        pids = world.workers("big")
        before = {pid: memory_of(pid, "VmRSS") for pid in pids}
        for pid in pids:
            Path(f"/proc/{pid}/clear_refs").write_text("5")  # forget the peak so far
        with _Uploader(port, targets, file) as uploader:
            beside = _p95(_latencies(port, plan, SECONDS))
        sent += uploader.sent
        grown.append(max(memory_of(pid, "VmHWM") - before[pid] for pid in pids))
        alone = _p95(quiet + _latencies(port, plan, SECONDS / 2))  # before and after: noise drifts
        ratios.append(beside / alone)
        alone_all.append(alone)
        beside_all.append(beside)
    if not sent:
        yield Row("W9", "20 MB upload", "not yet")
        return
    ratio, growth = statistics.median(ratios), max(grown)
    alone, beside = statistics.median(alone_all), statistics.median(beside_all)
    measured = f"{beside:.0f} ms ÷ {alone:.0f} ms, {sent / rounds / SECONDS:.1f} files/s"
    yield Row("W9", "p95 of the others beside uploads", measured, ratio, "≤ 1.5", ratio <= 1.5)
    yield Row("W9", "memory of a worker", f"+{growth:.0f} MB", None, "≤ 10 MB", growth <= 10)


class _Uploader:
    """The process that sends; a context manager. `sent` counts the files that were taken."""

    def __init__(self, port, targets, file):
        self.told = {
            **{"port": port, "cookie": targets["cookie"], "csrf": targets["csrf"]},
            **{"path": f"/backend/reports/agency/{targets['one']}/uploads/", "file": str(file)},
        }

    def __enter__(self):
        command = [sys.executable, "-m", "benchmarks.uploading"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen(command, cwd=ROOT, **pipes)
        self.process.stdin.write(json.dumps(self.told))
        self.process.stdin.close()
        return self

    def __exit__(self, *_exception):
        self.process.terminate()
        lines = self.process.stdout.read().split()
        self.process.wait(timeout=10)
        self.sent = lines.count("200")
        if set(lines) - {"200"}:
            print(f"W9: uploads answered {sorted(set(lines))}", file=sys.stderr)


def _latencies(port, plan, seconds):
    """Milliseconds from when a request was due to its answer, at RATE requests a second."""
    found, began = [], time.monotonic()

    def work(number):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for turn in range(number, int(RATE * seconds), CONNECTIONS):
            due = began + turn / RATE
            time.sleep(max(due - time.monotonic(), 0))
            path, headers = plan[turn % len(plan)]
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path} answers {answer.status}")
            found.append((time.monotonic() - due) * 1000)
        connection.close()

    threads = [threading.Thread(target=work, args=[number]) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _p95(latencies):
    return sorted(latencies)[int(len(latencies) * 0.95)]
