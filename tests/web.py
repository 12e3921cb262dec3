"""A small web site for the link checker's tests: it answers as told, and remembers who asked."""

import contextlib
import http.server
import threading
import time


class Site:
    """Serves `pages` ({path: status, or a function of the handler}); a context manager.

    `asked` holds (method, path, user agent, Host, moment) of each request.
    """

    def __init__(self, pages=None, host="127.0.0.1", port=0, context=None):
        self.pages, self.asked = pages or {}, []
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                site.asked.append(
                    (
                        self.command,
                        self.path,
                        self.headers["User-Agent"],
                        self.headers["Host"],
                        time.monotonic(),
                    )
                )
                page = site.pages.get(self.path, 404)
                if callable(page):
                    with contextlib.suppress(OSError):
                        page(self)
                    return
                self.send_response(page)
                self.end_headers()

            do_HEAD = do_GET = answer

            def log_message(self, *_arguments):
                """Say nothing."""

        self.server = http.server.ThreadingHTTPServer((host, port), Handler)
        self.server.daemon_threads = True
        if context:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        self.url = f"http://{host}:{self.port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=[0.05], daemon=True).start()
        return self

    def __exit__(self, *_exception):
        self.server.shutdown()
        self.server.server_close()

    @property
    def paths(self):
        """The paths asked for, in order, HEAD and GET of one page once."""
        return list(dict.fromkeys(path for _method, path, *_rest in self.asked))


def to(location):
    """A page that leads to another address."""

    def answer(handler):
        handler.send_response(302)
        handler.send_header("Location", location)
        handler.end_headers()

    return answer


def only_get(handler):
    """A page that knows no HEAD."""
    handler.send_response(405 if handler.command == "HEAD" else 200)
    handler.end_headers()


def hanging_up_on_head(handler):
    """A page whose server breaks at HEAD."""
    if handler.command == "HEAD":
        handler.close_connection = True
        return
    handler.send_response(200)
    handler.end_headers()


def dripping(handler):
    """A head that never ends, one byte at a time."""
    for _number in range(400):
        handler.wfile.write(b"x")
        time.sleep(0.05)


def silent(_handler):
    """Says nothing for a long time."""
    time.sleep(20)


def endless(handler):
    """A head without bounds."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(5000):
        handler.wfile.write(b"X-%d: %s\r\n" % (number, b"x" * 2000))
