"""A provider that does exactly what a test tells it, on loopback: one behaviour per request."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

Behaviour = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Seen:
    """One request that arrived."""

    method: str
    path: str
    query: dict[str, list[str]]
    form: dict[str, list[str]]
    authorization: str


@dataclass
class Script:
    """Where the provider listens, what it will do next, and what it has seen."""

    url: str = ""
    behaviours: list[Behaviour] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)

    def will(self, *behaviours: Behaviour) -> None:
        self.behaviours.extend(behaviours)


def answers(status: int, body: object, *, content_type: str = "application/json") -> Behaviour:
    """Answers with a status and a body: text as it is, anything else as JSON."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        raw = (body if isinstance(body, str) else json.dumps(body)).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", content_type)
        handler.send_header("Content-Length", str(len(raw)))
        handler.end_headers()
        handler.wfile.write(raw)

    return behave


def refuses(status: int, code: int) -> Behaviour:
    """Answers with an error as the provider writes them."""
    return answers(status, {"code": code, "message": "no", "more_info": "", "status": status})


def resets(handler: BaseHTTPRequestHandler) -> None:
    """Takes the request and drops the connection."""
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def sleeps(seconds: float) -> Behaviour:
    """Takes the request and says nothing for a while."""
    return lambda handler: time.sleep(seconds)


@contextmanager
def provider_on_loopback() -> Iterator[Script]:
    script = Script()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            where = urlsplit(self.path)
            script.seen.append(
                Seen(
                    method=self.command,
                    path=where.path,
                    query=parse_qs(where.query),
                    form=parse_qs(self.rfile.read(length).decode(), keep_blank_values=True),
                    authorization=self.headers.get("Authorization", ""),
                )
            )
            script.behaviours.pop(0)(self)

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    script.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
