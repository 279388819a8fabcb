"""phonesim as a real process, a receiver of webhooks, and words to speak with both."""

import json
import os
import subprocess
import sys
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import parse_qsl
from urllib.request import Request, urlopen

from twilio.request_validator import RequestValidator
from twilio.rest import Client

from config.env import ROOT
from config.stack.ports import free_port

ACCOUNT, TOKEN = "AC" + "a" * 32, "a token for tests"
PAGING, ALICE, BOB = "+12125550190", "+12125550101", "+12125550102"
SILENCE = "<Response/>"


def until(look, seconds=6.0):
    """What `look` says once it is true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s")


@dataclass
class Simulator:
    """The process and its control API."""

    directory: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen | None = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def offset_file(self):
        return self.directory / "clock-offset"

    def start(self):
        environment = {**os.environ, "CLOCK_OFFSET_FILE": str(self.offset_file)}
        command = [sys.executable, "-m", "phonesim", "--port", str(self.port), "--data", str(self.directory)]
        self.process = subprocess.Popen(
            [*command, "--account", ACCOUNT, "--token", TOKEN], cwd=ROOT, env=environment
        )
        until(self.answers, seconds=20)
        return self

    def answers(self):
        try:
            return self.asks("phones/") is not None
        except OSError:
            assert self.process.poll() is None, "phonesim ended at once"
            return False

    def stop(self):
        self.process.terminate()
        return self.process.wait(timeout=10)

    def asks(self, path, body=None, *, method=None, headers=None):
        """JSON from the control API; HTTPError where it refuses."""
        data = None if body is None else json.dumps(body).encode()
        given = {"Content-Type": "application/json", **(headers or {})}
        request = Request(f"{self.url}/_sim/api/{path}", data, given, method=method)
        with closing(urlopen(request, timeout=15)) as answer:
            return json.loads(answer.read() or b"null")

    def refusal(self, path, body=None, **more):
        """Status and words of a refusal."""
        try:
            self.asks(path, body, **more)
        except HTTPError as error:
            with closing(error):
                return error.code, json.loads(error.read())["error"]
        raise AssertionError(f"{path} was not refused")

    def client(self):
        client = Client(ACCOUNT, TOKEN, environment={"_": ""})
        client.api.base_url = self.url
        return client

    def phone(self, number=ALICE):
        return self.asks(f"phones/{number}/")

    def call(self, number=ALICE):
        """The phone's newest call, None without one."""
        calls = self.phone(number)["calls"] if self.knows(number) else []
        return calls[-1] if calls else None

    def knows(self, number):
        return number in [one["number"] for one in self.asks("phones/")]

    def reaches(self, state, number=ALICE):
        """The phone's newest call once it is in that state."""
        return until(lambda: (call := self.call(number)) and call["state"] == state and call)

    def does(self, what, number=ALICE, **body):
        return self.asks(f"calls/{self.call(number)['sid']}/{what}", body)

    def forward(self, seconds):
        self.asks("clock", {"forward": seconds})

    def fault(self, kind, fault, **more):
        return self.asks("faults", {"kind": kind, "fault": fault, **more})

    def journal(self, kind):
        return [line for line in self.asks("journal/") if line["kind"] == kind]

    def errors(self):
        return [line["error_code"] for line in self.journal("error")]


@dataclass
class Heard:
    """One webhook as it came. `is_genuine`: Twilio's own validator says so."""

    method: str
    path: str
    params: dict
    headers: dict
    is_genuine: bool
    at: float


class Receiver:
    """The product's side: keeps every webhook, answers what it was told for the path (TwiML, else 204)."""

    def __init__(self):
        self.heard, self.answers = [], {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def answer(self, path, twiml="", *, status=200, content_type="text/xml", wait=0.0):
        self.answers[path] = (status, content_type, twiml.encode(), wait)
        return self.url + path

    def of(self, path):
        return [one for one in self.heard if one.path.partition("?")[0] == path]

    def said(self, path, name):
        return [one.params.get(name) for one in self.of(path)]

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def _keep(self, request, form):
        params = dict(parse_qsl(form, keep_blank_values=True))
        signature = request.headers.get("X-Twilio-Signature", "")
        genuine = RequestValidator(TOKEN).validate(self.url + request.path, params, signature)
        headers = dict(request.headers.items())
        self.heard.append(Heard(request.command, request.path, params, headers, genuine, time.monotonic()))

    def _handler(receiver):  # noqa: N805 - the inner class has a self of its own
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                length = int(self.headers.get("Content-Length") or 0)
                receiver._keep(self, self.rfile.read(length).decode())
                path = self.path.partition("?")[0]
                status, kind, body, wait = receiver.answers.get(path, (204, "text/plain", b"", 0))
                time.sleep(wait)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST

            def log_message(self, *args):
                pass

        return Handler
