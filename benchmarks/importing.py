"""W8's process: `python -m benchmarks.importing FILE` imports a CSV file into an empty database.

Prints {"seconds", "rss_mb"}: the time of the import alone, and the most memory the process held.
"""

import json
import resource
import sys
import time
from pathlib import Path

import django

django.setup()

from agencies.importing import import_agencies  # noqa: E402


def main():
    content = Path(sys.argv[1]).read_bytes()
    began = time.monotonic()
    import_agencies(content, by=None)
    seconds = time.monotonic() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "rss_mb": peak}))


if __name__ == "__main__":
    main()
