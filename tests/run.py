"""`make test`: the whole suite on SQLite, again on PostgreSQL, then the journeys in a browser.

What is missing on the machine (PostgreSQL, chromium, clamd) is installed where that is possible
(root with apt-get); otherwise one line says what to install and which part was left out.
Arguments after ARGS= go to pytest: make test ARGS="-k activation".
"""

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.clamd import find_clamd  # noqa: E402
from tests.postgresql import Cluster, find_initdb  # noqa: E402

LEFT_OUT = "left out"
PACKAGES = {
    "postgresql": (find_initdb, "the suite on PostgreSQL"),
    "clamav-daemon": (find_clamd, "the tests with a real virus scanner"),
    "chromium": (lambda: shutil.which("chromium"), "the browser journeys"),
}


def main():
    missing = [name for name, (find, _part) in PACKAGES.items() if not find()]
    if missing:
        _install(missing)
    if not find_clamd():
        _left_out("clamav-daemon")
    arguments = sys.argv[1:]
    results = {}
    results["SQLite"] = _pytest(arguments)
    with contextlib.ExitStack() as stack:
        if find_initdb():
            cluster = stack.enter_context(Cluster())
            url = cluster.create_database("infoadmin")
            results["PostgreSQL"] = _pytest(arguments, DATABASE_URL=url)
            journey_url = cluster.create_database("journeys")
        else:
            results["PostgreSQL"] = _left_out("postgresql")
            journey_url = ""
        if shutil.which("chromium"):
            results["Journeys"] = _journeys(arguments, journey_url)
        else:
            results["Journeys"] = _left_out("chromium")
    for part, result in results.items():
        words = {0: "passed", LEFT_OUT: LEFT_OUT}
        print(f"{part:<12} {words.get(result, 'failed')}")
    sys.exit(any(result not in (0, LEFT_OUT) for result in results.values()))


def _pytest(arguments, **environment):
    print(f"\n== {environment.get('DATABASE_URL', 'SQLite').split('://')[0]} ==", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", "-n", "auto", *arguments]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment})
    return 0 if done.returncode == 5 and arguments else done.returncode  # 5: nothing selected


def _journeys(arguments, database_url):
    print("\n== journeys ==", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", "-m", "journey", *arguments, "tests/journeys"]
    environment = {**os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE": "true"}
    if database_url:
        environment["JOURNEY_DATABASE_URL"] = database_url
    done = subprocess.run(command, cwd=ROOT, env=environment)
    return 0 if done.returncode == 5 and arguments else done.returncode


def _install(packages):
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print(f"Installing {' '.join(packages)} …", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet = {"env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(["apt-get", "update", "-qq"], **quiet)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    subprocess.run(command, **quiet)


def _left_out(package):
    part = PACKAGES[package][1]
    print(f"\nLeft out: {part}. Install it with: apt-get install {package}", flush=True)
    return LEFT_OUT


if __name__ == "__main__":
    main()
