"""A web site on the loopback that answers what a test tells it to."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Site:
    """``pages``: path → (status, headers, body), or a list of them, one for each request."""

    def __init__(self):
        self.pages = {}
        self.asked = []
        self.agents = []
        self.hosts = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                site.asked.append(self.path)
                site.agents.append(self.headers["User-Agent"])
                site.hosts.append(self.headers["Host"])
                found = site.pages.get(self.path, (404, {}, b""))
                status, headers, body = found.pop(0) if isinstance(found, list) else found
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def put(self, path, body, media="text/html; charset=utf-8", status=200, **headers):
        body = body.encode() if isinstance(body, str) else body
        reply = status, {"Content-Type": media, **headers}, body
        self.pages[path] = reply
        return reply

    def close(self):
        self._server.shutdown()
        self._server.server_close()
