"""A line that can be cut: a small relay between a browser and the product's port."""

import socket
import threading
from contextlib import suppress


class BadLine:
    """Passes connections on to `port`; `cut()` breaks them all and refuses new ones until `mend()`."""

    def __init__(self, port):
        self.target, self.is_cut, self.ends = port, False, []
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self.server.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self):
        self.is_cut = True
        for end in self.ends:
            _close(end)
        self.ends.clear()

    def mend(self):
        self.is_cut = False

    def close(self):
        self.cut()
        _close(self.server)

    def _accept(self):
        with suppress(OSError):
            while True:
                near, _address = self.server.accept()
                if self.is_cut:
                    _close(near)
                    continue
                far = socket.create_connection(("127.0.0.1", self.target))
                self.ends += [near, far]
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=_pump, args=(source, sink), daemon=True).start()


def _pump(source, sink):
    with suppress(OSError):
        while chunk := source.recv(16384):
            sink.sendall(chunk)
    _close(source)
    _close(sink)


def _close(end):
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    with suppress(OSError):
        end.close()
