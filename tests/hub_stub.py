"""A hub on loopback that speaks as the real one: listings with checksums, redirects, ranges; and fails when told to."""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

REVISION = "0123456789abcdef0123456789abcdef01234567"


class Hub:
    """Serves folders as repositories. `cut` is how many bytes of a file are sent before the line goes dead."""

    def __init__(self):
        self.files = {}  # (hub id, name) to bytes
        self.cut = None
        self.silent = 0.0  # seconds before a listing is answered
        self.lies = {}  # name to the bytes sent in place of its own
        self.asked = []  # paths, with the range asked for
        self.revision = REVISION

    def put(self, hub_id, folder, *, without=(), more=()):
        for path in folder.rglob("*"):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and name not in without:
                self.files[hub_id, name] = path.read_bytes()
        self.files |= {(hub_id, name): data for name, data in more}

    def listing(self, hub_id):
        siblings = []
        for (owner, name), data in self.files.items():
            if owner == hub_id:
                large = {"lfs": {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}}
                blob = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
                siblings.append(
                    {"rfilename": name, "size": len(data), "blobId": blob}
                    | (large if name.endswith(".safetensors") else {})
                )
        return {"id": hub_id, "sha": self.revision, "siblings": siblings, "cardData": {"license": "mit"}}


@contextlib.contextmanager
def serving(hub):
    """The hub's address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def do_GET(self):
            path = unquote(urlsplit(self.path).path)
            hub.asked.append((path, self.headers.get("Range")))
            with contextlib.suppress(BrokenPipeError):
                self._answer(path)
            self.close_connection = True

        def _answer(self, path):
            if path.startswith("/api/models/"):
                time.sleep(hub.silent)
                hub_id, revision = path.removeprefix("/api/models/").split("/revision/")
                known = any(owner == hub_id for owner, _ in hub.files) and revision in ("main", hub.revision)
                self._send(200 if known else 404, json.dumps(hub.listing(hub_id)).encode())
            elif not path.startswith("/elsewhere/"):  # as the real one sends large files: elsewhere
                self.send_response(302)
                self.send_header("Location", f"/elsewhere{path}")
                self.send_header("Content-Length", "0")
                self.end_headers()
            else:
                hub_id, rest = path.removeprefix("/elsewhere/").split("/resolve/")
                name = rest.partition("/")[2]
                data = hub.lies.get(name, hub.files[hub_id, name])
                start = int((self.headers.get("Range") or "bytes=0-").removeprefix("bytes=").removesuffix("-"))
                self._send(206 if start else 200, data[start:], cut=hub.cut)

        def _send(self, status, data, *, cut=None):
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data[:cut])
            self.wfile.flush()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
