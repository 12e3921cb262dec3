"""W9's process: `python -m benchmarks.uploading` sends one file again and again until it is ended.

Reads {"port", "path", "cookie", "csrf", "file"} from standard input. A process of its own: the
client whose latencies are measured must not share an interpreter with it.
"""

import http.client
import json
import sys
import time
import uuid
from pathlib import Path

BYTES_A_SECOND = 100_000_000 / 8  # an office's line
PIECE = 64 * 1024


def _paced(body):
    """The pieces of `body`, each when the line would have carried it."""
    began = time.monotonic()
    for start in range(0, len(body), PIECE):
        time.sleep(max(began + start / BYTES_A_SECOND - time.monotonic(), 0))
        yield body[start : start + PIECE]


def main():
    told = json.load(sys.stdin)
    mark = uuid.uuid4().hex
    fields = {"csrfmiddlewaretoken": told["csrf"], "section": "s10"}
    head = "".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head += (
        f'--{mark}\r\nContent-Disposition: form-data; name="s10-file"; filename="a.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    body = head.encode() + Path(told["file"]).read_bytes() + f"\r\n--{mark}--\r\n".encode()
    headers = {
        "Cookie": told["cookie"],
        "Content-Type": f"multipart/form-data; boundary={mark}",
        "Accept": "application/json",
    }
    headers["Content-Length"] = str(len(body))
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", told["port"], timeout=60)
        connection.request("POST", told["path"], _paced(body), headers)
        print(connection.getresponse().status, flush=True)  # one line for each file
        connection.close()


if __name__ == "__main__":
    main()
