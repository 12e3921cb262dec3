"""The load: wrk where it is installed, else a small client of our own; both send the same plan."""

import http.client
import itertools
import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent


@dataclass
class Target:
    """One request. `bodies` (form data) are sent in turn; see plan.lua for what they may hold."""

    path: str
    method: str = "GET"
    headers: dict = field(default_factory=dict)
    bodies: list | None = None
    version: int = 0

    def body(self, sent, round_number, run):
        """The body of this round, or None."""
        if not self.bodies:
            return None
        text = self.bodies[round_number % len(self.bodies)]
        return text.replace("@VERSION@", str(self.version + round_number)).replace(
            "@N@", f"{run}{sent}"
        )


@dataclass(frozen=True)
class Result:
    """What a measurement found: requests a second, latencies in milliseconds."""

    requests: int
    rate: float
    p50: float
    p95: float
    failed: int


class Unready(Exception):
    """The server did not answer as the workload needs it; nothing was measured."""


def fetch(port, target, run="0"):
    """Send one request; answers (status, headers, body)."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(target.method, target.path, target.body(0, 0, run), target.headers)
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def measure(port, plan, *, seconds, connections=8, status=200):
    """Send `plan` (Targets, in turn) for `seconds`; answers a Result.

    Raises Unready when a reading request is not answered with `status`, or many of the writing
    ones are not: a rate of refusals would say nothing.
    """
    if plan[0].method == "GET":
        answered = fetch(port, plan[0])[0]
        if answered != status:
            raise Unready(f"{plan[0].path} answers {answered}, not {status}")
    send = _wrk if shutil.which("wrk") else _own
    run = f"{time.time_ns() % 10**9}-"  # what is typed differs from every earlier run
    result = send(port, plan, seconds, connections, status, run)
    if result.failed > result.requests * 0.02:
        raise Unready(f"{plan[0].path}: {result.failed} of {result.requests} requests failed")
    return result


def _wrk(port, plan, seconds, connections, status, run):
    with tempfile.NamedTemporaryFile("w", suffix=".lua", encoding="utf-8") as file:
        file.write(_lua(plan, status, run))
        file.flush()
        command = [
            *("wrk", "-t1", f"-c{connections}", f"-d{max(round(seconds), 1)}s", "--timeout", "30s"),
            *("-s", str(HERE / "plan.lua"), f"http://127.0.0.1:{port}/"),
        ]
        environment = {**os.environ, "BENCH_PLAN": file.name}
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if "RESULT " not in done.stdout:
        raise Unready(f"wrk: {(done.stderr or done.stdout).strip()[-300:]}")
    found = json.loads(done.stdout.rpartition("RESULT ")[2])
    return Result(
        found["requests"],
        found["requests"] / found["seconds"],
        found["p50"],
        found["p95"],
        found["failed"],
    )


def _lua(plan, status, run):
    """The plan as a Lua table."""
    rows = []
    for target in plan:
        headers = ", ".join(f"[{_quoted(k)}] = {_quoted(v)}" for k, v in target.headers.items())
        row = f"method = {_quoted(target.method)}, path = {_quoted(target.path)}"
        row += f", headers = {{{headers}}}, version = {target.version}"
        if target.bodies:
            row += f", bodies = {{{', '.join(map(_quoted, target.bodies))}}}"
        rows.append(f"{{{row}}}")
    listed = ",\n".join(rows)
    return f"return {{status = {status}, run = {_quoted(run)},\n{listed}}}\n"


def _quoted(text):
    """A Lua string; JSON's escapes are Lua's for what our (ASCII) texts hold."""
    return json.dumps(text)


def _own(port, plan, seconds, connections, status, run):
    """Threads that send the plan in turn over connections that stay open."""
    numbers, lock = itertools.count(), threading.Lock()
    latencies, failed = [], []
    end = time.monotonic() + seconds

    def work():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.monotonic() < end:
            with lock:
                sent = next(numbers)
            target = plan[sent % len(plan)]
            body = target.body(sent, sent // len(plan), run)
            began = time.monotonic()
            try:
                connection.request(target.method, target.path, body, target.headers)
                response = connection.getresponse()
                response.read()
                answered = response.status
            except (OSError, http.client.HTTPException):
                connection.close()
                answered = None
            latencies.append((time.monotonic() - began) * 1000)
            if answered != status:
                failed.append(target.path)
        connection.close()

    began = time.monotonic()
    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, ordered = time.monotonic() - began, sorted(latencies)
    middle, late = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    return Result(len(ordered), len(ordered) / took, middle, late, len(failed))
