"""The environment of the demo's processes: what was given wins, the rest is made up for this checkout."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from config.stack.errors import StackError
from config.stack.ports import is_free

GIVEN = (
    "SECRET_KEY",
    "PUBLIC_BASE_URL",
    "TWILIO_API_BASE_URL",
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
)


@dataclass(frozen=True)
class Doors:
    """The two ports that people open."""

    web: int
    phonesim: int


def read_doors(environment: Mapping[str, str]) -> Doors:
    """PORT and PHONESIM_PORT. StackError if one is no port, is taken, or both are the same."""
    doors = Doors(
        web=read_port(environment, "PORT", 8000), phonesim=read_port(environment, "PHONESIM_PORT", 8801)
    )
    if doors.web == doors.phonesim:
        raise StackError(f"PORT and PHONESIM_PORT are both {doors.web}: choose two.")
    for name, port in (("PORT", doors.web), ("PHONESIM_PORT", doors.phonesim)):
        if not is_free(port):
            raise StackError(
                f"Port {port} is in use: stop what listens there, or choose another: make run {name}=..."
            )
    return doors


def read_port(environment: Mapping[str, str], name: str, default: int) -> int:
    value = environment.get(name) or str(default)
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 65535):
        raise StackError(f"{name} must be a port from 1 to 65535, not {value!r}.")
    return int(value)


def refuse_other_environments(environment: Mapping[str, str]) -> None:
    """`make run` is the demo; it must never touch a production's database by a forgotten variable."""
    kind = environment.get("NIGHTBELL_ENV", "demo")
    if kind != "demo":
        raise StackError(
            f"NIGHTBELL_ENV is {kind!r}: `make run` is the demo only. Production: docs/operations.md."
        )


def demo_environment(
    *,
    given: Mapping[str, str],
    secrets: Mapping[str, str],
    doors: Doors,
    urls: Mapping[str, str],
    var: Path,
) -> dict[str, str]:
    """What run.env says and every process is told. `urls` are DATABASE_URL and REDIS_URL."""
    phonesim = f"http://127.0.0.1:{doors.phonesim}"
    made_up = {
        "NIGHTBELL_ENV": "demo",
        "SECRET_KEY": secrets["SECRET_KEY"],
        "PORT": str(doors.web),
        "PHONESIM_PORT": str(doors.phonesim),
        "PUBLIC_BASE_URL": f"http://127.0.0.1:{doors.web}",
        "PHONESIM_URL": phonesim,
        "TWILIO_API_BASE_URL": phonesim,
        "TWILIO_ACCOUNT_SID": secrets["TWILIO_ACCOUNT_SID"],
        "TWILIO_AUTH_TOKEN": secrets["TWILIO_AUTH_TOKEN"],
        "CLOCK_OFFSET_FILE": str(var / "clock-offset"),
        "VAR_DIR": str(var),
    }
    return {**made_up, **{name: given[name] for name in GIVEN if given.get(name)}, **urls}
