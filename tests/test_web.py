"""Documents at addresses on the web, from a server of our own; which addresses are asked, and how much of them."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from corpus import show, web
from corpus.files import DocumentError, FileLimits
from corpus.web import is_url, read_url

PAGES = {
    "/a%20b.html": ("text/html; charset=windows-1256", "<title>x</title><p>مرحبا بكم".encode("cp1256")),
    "/notes.md": ("text/plain", "# الميناء\n\nWords.".encode()),
    "/data": ("application/json; charset=utf-8", b'{"fee": 55}'),
    "/x.log": ("application/x-unknown", b"start\nend\n"),
    "/%D9%85": ("text/plain; charset=utf-8", b"By an Arabic name."),
    "/zip": ("application/zip", b"PK"),
    "/wrong.txt": ("text/plain", b"%PDF-1.7"),
    "/long.txt": ("text/plain", b"word " * 1000),
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path[3:] if self.path != "/to/" else "/to/")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path == "/slow.txt":
            self.send_response(200)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Connection", "close")
            self.end_headers()
            for _ in range(100):
                self.wfile.write(b"w")
                if self.server.stopped.wait(0.1):
                    break
        elif self.path == "/packed.txt":
            self.answer("text/plain", b"x", ("Content-Encoding", "gzip"))
        elif self.path == "/cut.txt":
            self.answer("text/plain", b"x", ("Content-Length", "9"), ("Connection", "close"))
        elif self.path in PAGES:
            self.answer(*PAGES[self.path])
        else:
            self.send_error(404)

    def answer(self, kind, data, *headers):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        if "Content-Length" not in dict(headers):
            self.send_header("Content-Length", str(len(data)))
        for header in headers:
            self.send_header(*header)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as made:
        made.stopped = threading.Event()
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{made.server_port}"
        made.stopped.set()
        made.shutdown()


@pytest.mark.parametrize(
    ("path", "doc_id", "text"),
    [
        ("/a%20b.html", "a-b", "مرحبا بكم"),
        ("/notes.md", "notes", "# الميناء\n\nWords."),
        ("/data", "data", "fee: 55"),
        ("/x.log", "x", "start\n\nend"),
        ("/م", "م", "By an Arabic name."),
        ("/to/to/data", "data", "fee: 55"),
    ],
)
def test_a_document_is_read_by_its_type(server, path, doc_id, text):
    document = read_url(server + path, allow_private=True).document
    assert (document.doc_id, document.text) == (doc_id, text)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/none", "is answered with 404 Not Found"),
        ("/zip", "is sent as application/zip, which is not read"),
        ("/wrong.txt", "is named as a text but is a PDF"),
        ("/packed.txt", "is sent packed"),
        ("/cut.txt", "IncompleteRead"),
        ("/to/", "leads on more than 5 times"),
        ("/to/ftp://example.org/x", "is answered with 404"),  # a path of the same server
    ],
)
def test_what_is_refused_names_the_address(server, path, says):
    with pytest.raises(DocumentError, match=says) as caught:
        read_url(server + path, allow_private=True)
    assert str(caught.value).startswith(server + path)


def test_limits_of_size_and_time(server, monkeypatch):
    with pytest.raises(DocumentError, match="is larger than 4,000 bytes"):
        read_url(f"{server}/long.txt", limits=FileLimits(file_bytes=4_000), allow_private=True)
    monkeypatch.setattr(web, "_SECONDS", 0.5)
    with pytest.raises(DocumentError, match="seconds to fetch"):
        read_url(f"{server}/slow.txt", allow_private=True)


def test_private_addresses_are_not_asked(server, capsys):
    with pytest.raises(
        DocumentError, match=r"is at 127.0.0.1, which is not on the public internet. Add --allow-private"
    ):
        read_url(f"{server}/data")
    assert show.main([f"{server}/data"]) == 1
    assert "not on the public internet" in capsys.readouterr().out
    assert show.main([f"{server}/data", "--allow-private"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["  [0:7] text: fee: 55"]


def test_a_redirection_is_checked_like_the_first(monkeypatch):
    """The name of the second address is looked up and checked, too, and a lookup is made once for each."""
    asked = []

    def looked_up(host, port, **_):
        asked.append(host)
        return [(0, 0, 0, "", ("127.0.0.1" if host == "inner.example" else "8.8.8.8", port))]

    monkeypatch.setattr(web.socket, "getaddrinfo", looked_up)
    monkeypatch.setattr(web, "_opened", lambda addresses, port, wait: asked.append(tuple(addresses)))
    monkeypatch.setattr(web, "_asked", lambda *_: web.urlsplit("http://inner.example/secret"))
    with pytest.raises(DocumentError, match=r"is at 127\.0\.0\.1"):
        read_url("http://outer.example/x")
    assert asked == ["outer.example", ("8.8.8.8",), "inner.example"]


@pytest.mark.parametrize(
    ("address", "is_public"),
    [
        *(("8.8.8.8", True), ("2606:4700::1111", True)),
        *(("10.0.0.1", False), ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False)),
        *(("224.0.0.1", False), ("::1", False), ("fe80::1%eth0", False), ("fd00::1", False)),
        *(("::ffff:127.0.0.1", False), ("::ffff:8.8.8.8", True)),
        *(("64:ff9b::7f00:1", False), ("2002:7f00:1::", False)),
    ],
)
def test_which_addresses_are_public(address, is_public):
    assert web._is_public(address) is is_public


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://user:pass@example.org/", "has a name or password in it"),
        ("http:///x", "only http and https are asked"),
        ("http://example.org:99999/", "could not be fetched"),
    ],
)
def test_addresses_that_are_not_asked(url, says):
    with pytest.raises(DocumentError, match=says):
        read_url(url)


def test_paths_are_no_addresses():
    assert [is_url(one) for one in ("https://a", "HTTP://a", "ftp://a", "http:/a", "a/http://b")] == [
        *(True, True, False, False, False)
    ]
