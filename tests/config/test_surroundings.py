"""What the demo's processes are told: what was given wins, the rest is made up."""

import socket
from pathlib import Path

import pytest

from config.stack.errors import StackError
from config.stack.surroundings import Doors, demo_environment, read_doors, refuse_other_environments

SECRETS = {"SECRET_KEY": "key", "TWILIO_ACCOUNT_SID": "AC123", "TWILIO_AUTH_TOKEN": "token"}
URLS = {"DATABASE_URL": "postgres://127.0.0.1/nightbell", "REDIS_URL": "redis://127.0.0.1/0"}


def told(**given: str) -> dict[str, str]:
    return demo_environment(
        given=given, secrets=SECRETS, doors=Doors(web=8010, phonesim=8811), urls=URLS, var=Path("/v")
    )


def test_the_demo_sends_to_its_own_simulator() -> None:
    environment = told()

    assert environment["NIGHTBELL_ENV"] == "demo"
    assert environment["PUBLIC_BASE_URL"] == "http://127.0.0.1:8010"
    assert environment["TWILIO_API_BASE_URL"] == environment["PHONESIM_URL"] == "http://127.0.0.1:8811"
    assert environment["TWILIO_ACCOUNT_SID"] == "AC123"
    assert environment["CLOCK_OFFSET_FILE"] == "/v/clock-offset"
    assert URLS.items() <= environment.items()


def test_a_given_provider_is_kept() -> None:
    environment = told(
        TWILIO_API_BASE_URL="http://127.0.0.1:9", PUBLIC_BASE_URL="https://bell.example", LANG="C"
    )

    assert environment["TWILIO_API_BASE_URL"] == "http://127.0.0.1:9"
    assert environment["PUBLIC_BASE_URL"] == "https://bell.example"
    assert "LANG" not in environment


@pytest.mark.parametrize("value", ["0", "65536", "http", "-1", "80 80", "²"])
def test_a_port_must_be_one(value: str) -> None:
    with pytest.raises(StackError, match="PORT must be a port from 1 to 65535"):
        read_doors({"PORT": value})


def test_two_doors_need_two_ports() -> None:
    with pytest.raises(StackError, match="both 8801"):
        read_doors({"PORT": "8801"})


def test_a_port_in_use_is_named_with_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        port = somebody.getsockname()[1]

        with pytest.raises(StackError, match=f"Port {port} is in use.*make run PORT="):
            read_doors({"PORT": str(port), "PHONESIM_PORT": "1"})


def test_make_run_is_the_demo_only() -> None:
    refuse_other_environments({})
    refuse_other_environments({"NIGHTBELL_ENV": "demo"})

    with pytest.raises(StackError, match="NIGHTBELL_ENV is 'production'"):
        refuse_other_environments({"NIGHTBELL_ENV": "production"})
