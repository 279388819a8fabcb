"""Reads a request's parameters strictly: known names only, each of its type. Errors are Twilio's."""

import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from phonesim.errors import TwilioError, not_simulated

LONGEST_URL = 4000
HOST = re.compile(r"[A-Za-z0-9.\-\[\]:]+")


class Given:
    """What a request said, by name."""

    def __init__(self, values: Mapping[str, Sequence[str]]) -> None:
        self._values = {name: list(given) for name, given in values.items()}

    def only(self, known: Iterable[str], *, unsimulated: Iterable[str] = ()) -> None:
        """TwilioError 20001 for a name Twilio hasn't, or has and we don't simulate."""
        for name in self._values:
            if name in unsimulated:
                raise not_simulated(name)
            if name not in known:
                raise TwilioError(20001, f"Unknown parameter {name}")

    def has(self, name: str) -> bool:
        return name in self._values

    def text(self, name: str, default: str = "") -> str:
        return self._values.get(name, [default])[-1]

    def texts(self, name: str) -> list[str]:
        return self._values.get(name, [])

    def url(self, name: str, code: int, *, most: int = LONGEST_URL) -> str:
        """An absolute http(s) URL or nothing. TwilioError with that code; Twilio refuses underscores in hosts."""
        value = self.text(name)
        if value and not is_url(value, most=most):
            raise TwilioError(code, f"{name} is not a valid URL: {value[:200]}")
        return value

    def method(self, name: str, default: str = "POST") -> str:
        return self.choice(name, ("GET", "POST"), default)

    def choice(self, name: str, choices: Iterable[str], default: str = "") -> str:
        value = self.text(name, default)
        if self.has(name) and value not in choices:
            raise TwilioError(20001, f"{name} must be one of {', '.join(choices)}, not {value[:40]}")
        return value

    def whole(self, name: str, default: int, *, least: int, most: int, code: int = 20001) -> int:
        """A whole number in its range. TwilioError with that code."""
        value = self.text(name, str(default))
        if not re.fullmatch(r"-?\d{1,9}", value, re.ASCII) or not least <= int(value) <= most:
            raise TwilioError(code, f"{name} must be a whole number from {least} to {most}, not {value[:40]}")
        return int(value)

    def yes(self, name: str) -> bool:
        return self.choice(name, ("true", "false", "True", "False"), "false").lower() == "true"


def is_url(value: str, *, most: int = LONGEST_URL) -> bool:
    """Whether Twilio would take it as a webhook."""
    try:
        parts = urlsplit(value)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return False
    clean = value.isascii() and value.isprintable() and " " not in value and len(value) <= most
    host = bool(parts.hostname and HOST.fullmatch(parts.hostname))
    return parts.scheme in ("http", "https") and host and clean and port_is_fine
