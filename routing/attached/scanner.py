"""Asking a scanner about a file: clamd by its socket (INSTREAM), or a command that reads the file and answers by its code."""

import socket
import struct
import subprocess
from contextlib import suppress
from typing import Protocol

from django.conf import settings

TIMEOUT_SECONDS = 12
CHUNK = 65536
INFECTED = 1  # what clamscan and its like exit with; 0: nothing found; anything else: it could not look


class Away(Exception):
    """It did not answer: nothing is known."""


class Scan(Protocol):
    def __call__(self, content: bytes, /) -> bool: ...


def scanner() -> Scan | None:
    """What is set: `clamd:/run/clamd.sock`, `clamd:host:3310`, or a command with its arguments; None: nothing."""
    said = settings.ATTACHMENTS.scanner
    if not said:
        return None
    if said.startswith("clamd:"):
        return lambda content: _ask_clamd(said.removeprefix("clamd:"), content)
    return lambda content: _run(said.split(), content)


def is_infected(scan: Scan, content: bytes) -> bool:
    """Raises Away."""
    try:
        return scan(content)
    except (OSError, subprocess.SubprocessError, ValueError) as fault:
        raise Away(f"{type(fault).__name__}: {fault}") from fault


def _ask_clamd(place: str, content: bytes) -> bool:
    with _connected(place) as line:
        with suppress(
            BrokenPipeError, ConnectionResetError
        ):  # what is too long is answered before it is read
            _send(line, content)
        answer = line.recv(4096).rstrip(b"\0\n ")
    if answer.endswith(b"FOUND"):
        return True
    if answer.endswith(b"OK"):
        return False
    raise ValueError(f"clamd could not look at it: {answer.decode(errors='replace')}")


def _send(line: socket.socket, content: bytes) -> None:
    line.sendall(b"zINSTREAM\0")
    for start in range(0, len(content), CHUNK):
        part = content[start : start + CHUNK]
        line.sendall(struct.pack(">I", len(part)) + part)
    line.sendall(struct.pack(">I", 0))


def _connected(place: str) -> socket.socket:
    if place.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(TIMEOUT_SECONDS)
        line.connect(place)
        return line
    host, _, port = place.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=TIMEOUT_SECONDS)


def _run(command: list[str], content: bytes) -> bool:
    """With the file on its standard input, without a shell."""
    done = subprocess.run(command, input=content, capture_output=True, timeout=TIMEOUT_SECONDS, check=False)  # noqa: S603
    if done.returncode not in (0, INFECTED):
        raise ValueError(f"the scanner ended with {done.returncode}")
    return done.returncode == INFECTED
