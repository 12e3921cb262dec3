"""What is measured once: queries of the report form, the import, the exports."""

import http.client
import json
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

# With indexes of the kinds that the product keeps: code, parent, order of names, search in names.
COPY = r"""
\set ON_ERROR_STOP on
SET client_min_messages TO warning;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TABLE plain (code text, parent_code text, name text, name_en text, short_name text,
    kind text, email_contact text, email_registered text, email_petition text, status text);
\copy plain FROM '{file}' WITH (FORMAT csv, HEADER)
CREATE UNIQUE INDEX ON plain (code);
CREATE INDEX ON plain (parent_code);
CREATE INDEX ON plain (name);
CREATE INDEX ON plain USING gin (name gin_trgm_ops);
ANALYZE plain;
DROP TABLE plain;
"""


@dataclass(frozen=True)
class Row:
    """A line of the table. `ratio` and `is_reached` are None where nothing is to be compared."""

    id: str
    work: str
    measured: str
    ratio: float | None = None
    aim: str = ""
    is_reached: bool | None = None


def queries(world):
    """W4: the report form makes as many queries for 60 rows of history as for six."""
    found = world.targets["big"]["queries"]
    is_reached = found["long"] <= 12 and found["long"] == found["short"]
    measured = f"{found['short']} and {found['long']}"
    yield Row("W4", "queries of the form, 6 and 60 rows", measured, None, "≤ 12", is_reached)


def importing(world, agencies):
    """W8: the product's import of a file against psql's copy of the same file."""
    file = world.folder / "state.csv"
    script = (
        "import django; django.setup()\n"
        "from pathlib import Path\n"
        "from infoadmin.management.commands.build_state import write_csv\n"
        f"write_csv(Path({str(file)!r}), {agencies})"
    )
    url = world.cluster.create_database("importing")
    world.python(url, "-c", script)
    world.manage(url, "migrate", "--verbosity", "0")
    copied = sorted(_copy_seconds(world, url, file) for _ in range(3))[1]
    found = json.loads(world.python(url, "-m", "benchmarks.importing", str(file)))
    ratio = found["seconds"] / copied
    measured = f"{found['seconds']:.1f} s ÷ {copied:.2f} s"
    work = f"import of {agencies:,} ÷ psql \\copy and indexes"
    yield Row("W8", work, measured, ratio, "≤ 8", ratio <= 8)
    memory = found["rss_mb"]
    yield Row("W8", "memory of the import", f"{memory:.0f} MB", None, "≤ 300 MB", memory <= 300)


def _copy_seconds(world, url, file):
    command = [str(world.cluster.bin / "psql"), url, "--quiet", "--no-psqlrc"]
    began = time.monotonic()
    subprocess.run(
        command, input=COPY.format(file=file), text=True, check=True, stdout=subprocess.DEVNULL
    )
    return time.monotonic() - began


def exports(world):
    """W10: the whole list as CSV and as XLSX: time to the first byte, memory of the workers."""
    path = world.targets["big"]["export"]
    if path is None:
        yield Row("W10", "export of the whole list", "not yet")
        return
    for name, query in (("CSV", ""), ("XLSX", "?format=xlsx")):
        first, total, size, grown = _download(world, path + query)
        measured = f"{first:.2f} s, {total:.1f} s, {size / 1e6:.1f} MB; memory +{grown:.0f} MB"
        is_reached = grown <= 50 and first < 1
        aim = "first byte < 1 s, +50 MB"
        yield Row("W10", f"export as {name}: first byte, all", measured, None, aim, is_reached)


def _download(world, path):
    """(seconds to the first byte, seconds in all, bytes, MB that the workers grew by)."""
    workers = world.workers("big")
    before = {pid: memory_of(pid, "VmRSS") for pid in workers}
    for pid in workers:
        Path(f"/proc/{pid}/clear_refs").write_text("5")  # forget the peak so far
    connection = http.client.HTTPConnection("127.0.0.1", world.ports["big"], timeout=120)
    began = time.monotonic()
    connection.request("GET", path, headers={"Cookie": world.targets["big"]["cookie"]})
    response = connection.getresponse()
    size = len(response.read(1))
    first = time.monotonic() - began
    while chunk := response.read(65536):
        size += len(chunk)
    total = time.monotonic() - began
    connection.close()
    if response.status != 200:
        return float("inf"), total, size, float("inf")
    return first, total, size, max(memory_of(pid, "VmHWM") - before[pid] for pid in workers)


def memory_of(pid, name):
    """A line of /proc/…/status in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    return 0
