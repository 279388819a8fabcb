"""HTTP: the REST API, the control API and the page of phones, on loopback."""

import base64
import binascii
import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from phonesim.clock import stamp
from phonesim.control import Bad, Control
from phonesim.exchange import Exchange
from phonesim.refusal import Refused
from phonesim.rest import Rest

STATIC = Path(__file__).parent / "static"
FILES = {
    "/": ("phones.html", "text/html"),
    "/phones.js": ("phones.js", "text/javascript"),
    "/phones.css": ("phones.css", "text/css"),
}
LOCAL = {"127.0.0.1", "localhost", "[::1]", "::1"}
CSP = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
LARGEST = 1_000_000


class Server(ThreadingHTTPServer):
    """Knows the exchange; one thread a request."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], exchange: Exchange) -> None:
        super().__init__(address, Handler)
        self.exchange = exchange
        self.rest, self.control = Rest(exchange), Control(exchange)


def serve(exchange: Exchange, *, host: str, port: int) -> Server:
    """The server, bound; whoever calls runs it."""
    if host not in LOCAL:
        print(f"phonesim: {host} is not loopback: everybody there can act as every phone.", flush=True)
    return Server((host, port), exchange)


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    server: Server
    body: bytes = b""

    def log_message(self, format: str, *args: Any) -> None:
        """Silence: the journal says it better."""

    def do_GET(self) -> None:
        self.route("GET")

    def do_POST(self) -> None:
        self.route("POST")

    def do_DELETE(self) -> None:
        self.route("DELETE")

    def route(self, method: str) -> None:
        length = self.headers.get("Content-Length", "0")
        self.body = self.rfile.read(min(int(length) if length.isdigit() else 0, LARGEST))
        path = urlsplit(self.path).path
        if path.startswith("/2010-04-01/"):
            self.rest(method, path)
        elif path.startswith("/_sim/api/"):
            self.control(method, path.removeprefix("/_sim/api/"))
        elif method == "GET" and path in FILES:
            name, kind = FILES[path]
            self.send(200, (STATIC / name).read_bytes(), f"{kind}; charset=utf-8")
        else:
            self.send_json(404, {"error": "There is nothing here."})

    def rest(self, method: str, path: str) -> None:
        x = self.server.exchange
        query = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        fields = (
            query
            if method == "GET"
            else parse_qs(self.body.decode("utf-8", "replace"), keep_blank_values=True)
        )
        number = fields.get("To", [None])[-1]
        fault = x.faults.strike("rest", number) if method == "POST" else None
        if fault and self.struck(fault["fault"], float(fault["seconds"])):
            return
        try:
            self.check_account(path)
            status, shown = self.server.rest.answer(method, path.split("/", 4)[4], fields)
        except Refused as refused:
            status, shown = refused.status, refused.as_json()
        self.note(method, path, fields, status, shown)
        self.answered(fault["fault"] if fault else "", status, shown)

    def check_account(self, path: str) -> None:
        """HTTP Basic with the account's SID and token, and only this account's addresses."""
        x = self.server.exchange
        kind, _, given = self.headers.get("Authorization", "").partition(" ")
        try:
            user, _, password = base64.b64decode(given).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            user = password = ""
        if kind.lower() != "basic" or (user, password) != (x.account, x.token):
            raise Refused(20003)
        parts = path.split("/")
        if len(parts) < 5 or parts[2] != "Accounts" or parts[3] != x.account:
            raise Refused(20404, path)

    def struck(self, fault: str, seconds: float) -> bool:
        """A fault instead of an answer; True when it was the answer."""
        match fault:
            case "429" | "500" | "503":
                refused = Refused({"429": 20429, "500": 20500, "503": 20503}[fault])
                self.send_json(refused.status, refused.as_json())
            case "html502":
                self.send(502, b"<html><body>Bad gateway</body></html>", "text/html")
            case "html200":
                self.send(200, b"<html><body>Welcome</body></html>", "text/html")
            case "auth":
                self.send_json(401, Refused(20003).as_json())
            case "slow":
                time.sleep(seconds)
                return False
            case _:
                return False
        self.server.exchange.store.note(
            {"at": stamp(self.server.exchange.clock.now()), "kind": "fault", "fault": fault, "url": self.path}
        )
        return True

    def answered(self, fault: str, status: int, shown: Any) -> None:
        """The answer, unless it gets lost on its way: `drop` and `empty201` come after the work is done."""
        if fault == "drop":
            self.close_connection = True
            self.connection.close()
        elif fault == "empty201":
            self.send(201, b"", "application/json")
        else:
            self.send_json(status, shown)

    def note(self, method: str, path: str, fields: Any, status: int, shown: Any) -> None:
        if method == "GET":
            return
        x = self.server.exchange
        params = {name: values[-1] for name, values in fields.items()}
        entry = {
            "at": stamp(x.clock.now()),
            "kind": "request",
            "url": f"{method} {path}",
            "params": params,
            "status": status,
        }
        x.store.note(entry | {"answer": shown.get("sid") or shown.get("message", "")})

    def control(self, method: str, path: str) -> None:
        try:
            self.refuse_strangers(method)
            body = self.json_body()
            query = parse_qs(urlsplit(self.path).query)
            status, shown = self.server.control.answer(method, unquote(path), body, query)
        except Bad as bad:
            status, shown = bad.status, {"error": bad.text}
        self.send_json(status, shown)

    def refuse_strangers(self, method: str) -> None:
        """Only pages of this very address: a foreign site must not press our keys (DNS rebinding, CSRF)."""
        host = self.headers.get("Host", "").rsplit(":", 1)[0]
        origin = self.headers.get("Origin")
        bound = str(self.server.server_address[0])
        if host not in LOCAL | {bound}:
            raise Bad(403, "Ask for this simulator by its loopback address.")
        if origin and urlsplit(origin).netloc != self.headers.get("Host"):
            raise Bad(403, "Another site may not use this simulator.")

    def json_body(self) -> dict[str, Any]:
        if not self.body.strip():
            return {}
        try:
            body = json.loads(self.body)
        except (ValueError, RecursionError):
            raise Bad(400, "The body is not JSON.") from None
        if not isinstance(body, dict):
            raise Bad(400, "The body is an object.")
        return body

    def send_json(self, status: int, shown: Any) -> None:
        self.send(status, json.dumps(shown).encode(), "application/json")

    def send(self, status: int, content: bytes, kind: str) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Content-Security-Policy", CSP)
            self.send_header("X-Content-Type-Options", "nosniff")
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(content)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
