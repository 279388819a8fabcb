"""What the control API shows of phones, texts, calls and the journal. Used from outside: keep the fields."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from phonesim.records import Call, JournalLine, Message, Phone

Shape = dict[str, Any]


def instant(at: float) -> str:
    """2026-03-03T07:14:05.120Z"""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def phone(one: Phone) -> Shape:
    return {"number": one.number, "name": one.name}


def message(one: Message) -> Shape:
    return {
        "sid": one.sid,
        "direction": str(one.direction),
        "from": one.from_number,
        "to": one.to,
        "body": one.body,
        "status": str(one.status),
        "at": instant(one.created_at),
    }


def call(one: Call) -> Shape:
    return {
        "sid": one.sid,
        "direction": str(one.direction),
        "from": one.from_number,
        "to": one.to,
        "state": str(one.state),
        "captions": list(one.captions),
        "at": instant(one.created_at),
    }


def behaviour(one: Phone) -> Shape:
    return {"call": str(one.on_call), "text": str(one.on_text), "after": one.after, "code": one.code}


def line(one: JournalLine) -> Shape:
    return {**asdict(one), "at": instant(one.at)}
