"""`make bench`: measures the product against yardsticks in the same run, and says what it reached.

Makes a throw-away PostgreSQL with the whole state in it, starts the production server, loads it
with wrk (or a small client of its own), prints a table and writes build/bench.json. Every figure
that is judged is a ratio; nothing is asserted, and everything that was started is stopped.
"""

import argparse
import json
import signal
import statistics
import sys
import time
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import singles  # noqa: E402
from benchmarks.client import Unready  # noqa: E402
from benchmarks.singles import Row  # noqa: E402
from benchmarks.uploads import uploads  # noqa: E402
from benchmarks.workloads import CHECKS, FIGURES, MEASUREMENTS  # noqa: E402
from benchmarks.world import World, install_what_is_missing  # noqa: E402

SMALL = 1_000  # agencies of the second database, for growth


def main():
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    install_what_is_missing()
    began = time.monotonic()
    with World() as world:
        rows = list(_measure(world, options, began + options.minutes * 60))
    _show(rows)
    file = ROOT / "build/bench.json"
    file.parent.mkdir(exist_ok=True)
    seconds = round(time.monotonic() - began)
    found = {
        "agencies": options.agencies,
        "seconds": seconds,
        "rows": [asdict(row) for row in rows],
    }
    file.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    print(f"\n{seconds} s; {file.relative_to(ROOT)}")


def _options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="W3,W8: these workloads alone")
    parser.add_argument("--agencies", type=int)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--minutes", type=float, default=13, help="no new round after so many")
    parser.add_argument("--quick", action="store_true", help="10,000 agencies, one round")
    options = parser.parse_args()
    options.agencies = options.agencies or (10_000 if options.quick else 100_000)
    options.rounds = options.rounds or (1 if options.quick else 3)
    options.wanted = set(filter(None, options.only.upper().split(",")))
    return options


def _measure(world, options, deadline):
    def is_wanted(name):
        return not options.wanted or name in options.wanted

    if is_wanted("W8"):
        _say(f"importing {options.agencies:,} agencies")
        yield from singles.importing(world, options.agencies)
    checks = [check for check in CHECKS if is_wanted(check.id)]
    figures = [figure for figure in FIGURES if is_wanted(figure[0])]
    names = {name for check in checks for name in (check.measured, check.yardstick)}
    names |= {measurement for _id, _what, measurement, _aim in figures}
    if not names and not is_wanted("W9") and not is_wanted("W10"):
        return
    _prepare(world, options, names)
    samples = _rounds(world, [name for name in MEASUREMENTS if name in names], options, deadline)
    yield from (_judged(check, samples, world) for check in checks)
    if is_wanted("W4"):
        yield from singles.queries(world)
    for identifier, what, measurement, aim in figures:
        rate = statistics.median(samples[measurement] or [0])
        yield Row(identifier, what, f"{rate:.0f}/s", None, f"≥ {aim}/s", rate >= aim)
    if is_wanted("W9"):
        _say("uploads")
        yield from uploads(world, options.rounds)
    if is_wanted("W10"):
        yield from singles.exports(world)


def _prepare(world, options, names):
    world.collect_static()
    _say(f"building the state of {options.agencies:,} agencies")
    world.build("big", options.agencies, min(2000, options.agencies // 5))
    if any(name.endswith("_small") for name in names):
        world.build("small", SMALL, SMALL // 2)
    _say("starting the servers")
    world.start("yardsticks", "big", "benchmarks.wsgi", "/bare/")
    world.start("big", "big")
    if "page_cold" in names:
        world.start("cold", "big", PAGE_CACHE_ENTRIES="0")
    if "small" in world.targets:
        world.start("small", "small")


def _rounds(world, names, options, deadline):
    """{measurement: [rate of each round]}; one that cannot be taken has none."""
    samples = {name: [] for name in names}
    for number in range(1, options.rounds + 1):
        if number > 1 and time.monotonic() > deadline:
            print(f"Out of time: {number - 1} of {options.rounds} rounds.")
            break
        for name in names:
            _say(f"round {number} of {options.rounds}: {name}")
            try:
                samples[name].append(MEASUREMENTS[name](world))
            except (Unready, LookupError, StopIteration) as reason:
                samples[name].append(None)
                print(f"{name}: {reason}", flush=True)
    return samples


def _judged(check, samples, world):
    work = check.work.format(descendants=world.targets["big"]["descendants"])
    pairs = zip(samples[check.measured], samples[check.yardstick], strict=True)
    pairs = [pair for pair in pairs if None not in pair]
    if not pairs:
        return Row(check.id, work, "not yet", None, check.aim)
    ratio = statistics.median(mine / yardstick for mine, yardstick in pairs)
    mine, yardstick = (statistics.median(rates) for rates in zip(*pairs, strict=True))
    measured = f"{mine:.3g}/s ÷ {yardstick:.3g}/s"
    return Row(check.id, work, measured, round(ratio, 3), check.aim, check.reached(ratio))


def _show(rows):
    print(f"\n{'':4} {'work':46} {'measured':42} {'ratio':>7}  {'must reach':25} reached")
    for row in sorted(rows, key=lambda row: int(row.id[1:])):
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        reached = {True: "yes", False: "NO", None: "–"}[row.is_reached]
        print(f"{row.id:4} {row.work:46} {row.measured:42} {ratio:>7}  {row.aim:25} {reached}")


def _say(text):
    print(f"… {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
