"""An OpenAI-compatible server on loopback that speaks real HTTP, and misbehaves as it is told."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class StubServer(ThreadingHTTPServer):
    """`said` is what the model says; `how` is what the server does. `asked` keeps what came."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.said, self.how, self.asked, self.headers = "", "stream", [], []

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        stub = self.server
        stub.asked.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
        stub.headers.append(dict(self.headers))
        if stub.how in ("missing", "denied", "redirect"):
            status = {"missing": 404, "denied": 401, "redirect": 307}[stub.how]
            return self._send(status, "application/json", b'{"error": "model <b>x</b> not found"}')
        if stub.how == "whole":
            body = {"choices": [{"message": {"role": "assistant", "content": stub.said}}]}
            return self._send(200, "application/json; charset=utf-8", json.dumps(body).encode())
        if stub.how == "page":
            return self._send(200, "text/html", b"<html>It works!</html>\n\n")
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            self._stream(stub)
        except (BrokenPipeError, ConnectionResetError):
            stub.how = "hung up"
        self.close_connection = True

    def _stream(self, stub):
        self._event({"choices": [{"delta": {"role": "assistant"}}]})
        self.wfile.write(b": still here\n\n")
        if stub.how == "silent":
            time.sleep(3)
        pieces = [stub.said[at : at + 5] for at in range(0, len(stub.said), 5)]
        for n, piece in enumerate(pieces):
            if stub.how == "cut" and n > len(pieces) * 0.7:
                return
            if stub.how == "malformed" and n > len(pieces) * 0.7:
                self.wfile.write(b'data: {"choices": [{"delta"\n\n')
                return
            self._event({"choices": [{"delta": {"content": piece}, "index": 0}]})
            if stub.how == "dripping":
                time.sleep(0.1)
        while stub.how == "endless":
            self._event({"choices": [{"delta": {"content": "word " * 2000}}]})
        if stub.how == "giving up":
            self._event({"error": {"message": "out of memory"}})
        self._event({"choices": [], "usage": {"total_tokens": 3}})
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, value):
        self.wfile.write(f"data: {json.dumps(value)}\n\n".encode())
        self.wfile.flush()

    def _send(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Location", "http://127.0.0.1:1/v1/elsewhere")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def stub_server():
    stub = StubServer()
    threading.Thread(target=stub.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield stub
    finally:
        stub.shutdown()
        stub.server_close()
