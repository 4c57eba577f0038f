"""The agency at the other end of the wire: pages on loopback, and what can go wrong with them."""

import json
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "the agency's token"


@dataclass
class Agency:
    """`troubles` are answered first: status and headers; clients note their `waits` here."""

    address: str = ""
    rows: dict[str, list[Any]] = field(default_factory=dict)
    as_of: str | None = "2026-03-01"
    synthetic: bool = False
    page_rows: int = 3
    total_off_by: int = 0
    with_etags: bool = True
    troubles: deque[tuple[int, dict[str, str]]] = field(default_factory=deque)
    changes_at: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def answer(self, path: str, headers: Any) -> tuple[int, dict[str, str], bytes]:
        asked = urlsplit(path)
        self.asked.append(path)
        if self.troubles:
            return (*self.troubles.popleft(), b"")
        if headers.get("Authorization") != f"Bearer {TOKEN}":
            return 401, {}, b""
        if asked.path.strip("/") not in self.rows:
            return 404, {}, b""
        body = self._page(asked.path.strip("/"), parse_qs(asked.query).get("cursor", ["0"])[0])
        etag = f'"{hash(body)}"'
        if self.with_etags and headers.get("If-None-Match") == etag:
            return 304, {"ETag": etag}, b""
        return 200, {"ETag": etag} if self.with_etags else {}, body

    def _page(self, dataset: str, cursor: str) -> bytes:
        rows, start = self.rows[dataset], int(cursor)
        end = start + self.page_rows
        page = {
            "as_of": self.as_of,
            "synthetic": self.synthetic,
            "total": len(rows) + self.total_off_by,
            "data": rows[start:end],
            "next": str(end) if end < len(rows) else None,
        }
        return json.dumps(page | self.changes_at.get(cursor, {})).encode()


@contextmanager
def agency_server() -> Iterator[Agency]:
    agency = Agency()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            status, headers, body = agency.answer(self.path, self.headers)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    agency.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield agency
    finally:
        server.shutdown()
        server.server_close()
