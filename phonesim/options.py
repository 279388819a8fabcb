"""What a run is told, by flags or by the environment."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Options:
    """`speed`: seconds of the timeline in a real one."""

    host: str
    port: int
    data: Path
    account: str
    token: str
    speed: float
    offset_file: Path | None


def read_options(arguments: Sequence[str], environment: Mapping[str, str]) -> Options:
    """SystemExit with the reason if something is missing or refused."""
    parser = _parser(environment)
    given = parser.parse_args(arguments)
    if not given.account or not given.token:
        parser.error("--account and --token are needed (or TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN)")
    if given.host not in LOOPBACK and not environment.get("PHONESIM_HOST"):
        parser.error(f"{given.host} is not this machine only: set PHONESIM_HOST={given.host} if you mean it")
    if not 0 < given.speed <= 3600:
        parser.error("PHONESIM_SPEED must be above 0, at most 3600")
    offset = environment.get("CLOCK_OFFSET_FILE", "")
    return Options(
        host=given.host,
        port=given.port,
        data=Path(given.data),
        account=given.account,
        token=given.token,
        speed=given.speed,
        offset_file=Path(offset) if offset else None,
    )


def _parser(environment: Mapping[str, str]) -> argparse.ArgumentParser:
    def told(name: str, otherwise: str = "") -> str:
        return environment.get(name) or otherwise

    parser = argparse.ArgumentParser(prog="phonesim", description="A local Twilio with phones to play with.")
    parser.add_argument("--host", default=told("PHONESIM_HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=told("PHONESIM_PORT", "8801"))
    parser.add_argument("--data", default=told("PHONESIM_DATA", "var/phonesim"))
    parser.add_argument("--account", default=told("TWILIO_ACCOUNT_SID"))
    parser.add_argument("--token", default=told("TWILIO_AUTH_TOKEN"))
    parser.add_argument("--speed", type=float, default=told("PHONESIM_SPEED", "1"))
    return parser
