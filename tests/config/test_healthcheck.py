"""What the containers' health checks say, asked as Docker asks them."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.db import connection

from config.env import ROOT
from tests.processes import database_url

HOST = "bell.example"


class Web(BaseHTTPRequestHandler):
    """Answers the public host only, as Django does."""

    def do_GET(self) -> None:
        well = self.path == "/healthz" and self.headers["Host"] == HOST
        self.send_response(200 if well else 400)
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def web() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Web)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def check(*names: str, **environment: str) -> tuple[int, str]:
    surroundings = {"PATH": os.environ["PATH"], "RUN_ENV_FILE": os.devnull, **environment}
    command = [sys.executable, "-m", "config.healthcheck", *names]
    done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_web_server_that_answers_is_well(web: HTTPServer) -> None:
    bind = f"0.0.0.0:{web.server_port}"

    assert check(WEB_BIND=bind, PUBLIC_BASE_URL=f"https://{HOST}") == (0, "The web server answers.\n")


def test_a_web_server_that_refuses_is_sick(web: HTTPServer) -> None:
    bind = f"0.0.0.0:{web.server_port}"

    assert check(WEB_BIND=bind, PUBLIC_BASE_URL="https://other.example") == (
        1,
        "The web server answers 400.\n",
    )


def test_no_web_server_is_sick() -> None:
    code, words = check(WEB_BIND="127.0.0.1:1")

    assert code == 1
    assert "does not answer" in words


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("seconds", "code"), [(5, 0), (90, 1)])
def test_a_process_is_as_well_as_its_heartbeat_is_young(seconds: int, code: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO routing_heartbeat (name, at) VALUES ('sweep', clock_timestamp() - make_interval(secs => %s))",
            [seconds],
        )

    assert check("sweep", DATABASE_URL=database_url())[0] == code


@pytest.mark.django_db(transaction=True)
def test_a_process_that_was_never_seen_is_sick() -> None:
    assert check("sweep", DATABASE_URL=database_url()) == (1, "sweep was last seen never.\n")
