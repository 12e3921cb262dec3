"""`python -m benchmarks.crawl`: every page of the sitemap of a whole state, asked for once.

Builds the state in a throw-away PostgreSQL, starts the production server, reads /sitemap.xml and
then every address in it, and says how many answered what, how fast, and how the memory of the
server's workers went (a line for each tenth of the way). Exits 1 where a page is not 200.
`--agencies 100000 --clients 4 --languages th,en --pages N` (at most so many pages).
"""

import argparse
import http.client
import queue
import re
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.world import World, install_what_is_missing

_LOCATION = re.compile(rb"<loc>([^<]+)</loc>")


def main():
    options = _options()
    install_what_is_missing()
    with World() as world:
        print(f"building {options.agencies:,} agencies …", flush=True)
        url = world.urls["big"] = world.cluster.create_database("big")
        world.manage(url, "migrate", "--verbosity", "0")
        world.manage(
            url, "build_state", f"--agencies={options.agencies}", f"--reports={options.reports}"
        )
        world.collect_static()
        world.start("product", "big")
        pages = list(_pages(world.ports["product"], options.languages))[: options.pages]
        print(f"{len(pages):,} pages in the sitemap", flush=True)
        bad = _crawl(world, pages, options.clients)
    sys.exit(bool(bad))


def _options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agencies", type=int, default=100_000)
    parser.add_argument("--reports", type=int, default=2000)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--pages", type=int, default=None)
    parser.add_argument("--languages", default="th,en", type=lambda text: set(text.split(",")))
    return parser.parse_args()


def _pages(port, languages):
    """Paths of all pages that the sitemap lists, in the order of its files."""
    for sitemap in _locations(port, "/sitemap.xml"):
        for path in _locations(port, sitemap):
            if ("en" if path.startswith("/en/") else "th") in languages:
                yield path


def _locations(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", path)
    response = connection.getresponse()
    if response.status != 200:
        sys.exit(f"{path} answers {response.status}")
    content = response.read()
    connection.close()
    return [urlsplit(location.decode()).path for location in _LOCATION.findall(content)]


def _crawl(world, pages, clients):
    """Ask for every page; prints what happened and answers those that were not 200."""
    waiting, statuses, bad = queue.SimpleQueue(), Counter(), []
    for page in pages:
        waiting.put(page)
    port, began = world.ports["product"], time.monotonic()
    threads = [
        threading.Thread(target=_visit, args=(port, waiting, statuses, bad), daemon=True)
        for _number in range(clients)
    ]
    for thread in threads:
        thread.start()
    step, shown = max(1, len(pages) // 10), 0
    while any(thread.is_alive() for thread in threads):
        time.sleep(0.2)
        done = sum(statuses.values())
        if done // step > shown:
            shown = done // step
            _say(world, done, began)
    _say(world, sum(statuses.values()), began)
    print(f"statuses: {dict(statuses)}")
    for path, status in bad[:20]:
        print(f"  {status} {path}")
    return bad


def _visit(port, waiting, statuses, bad):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while True:
        try:
            path = waiting.get_nowait()
        except queue.Empty:
            return
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()
            status = response.status
        except (http.client.HTTPException, OSError):
            connection.close()
            status = 0
        statuses[status] += 1
        if status != 200:
            bad.append((path, status))


def _say(world, done, began):
    rate = done / (time.monotonic() - began)
    memory = ", ".join(f"{_resident(pid):.0f}" for pid in world.workers("product"))
    print(f"{done:>8,} pages  {rate:6.0f}/s  workers {memory} MB", flush=True)


def _resident(pid):
    """Resident memory of a process in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096 / 1024 / 1024


if __name__ == "__main__":
    main()
