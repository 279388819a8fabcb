"""The file the watchdog reads when the database is gone: whom to call, and from which number."""

import json
import os
from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from delivery.models import PhoneNumber
from oncall.models import FallbackEntry
from routing.reach import verified_phones


@dataclass(frozen=True, slots=True)
class Watched:
    """One organization as the watchdog knows it."""

    organization: str
    from_number: str
    phones: list[str]


def path() -> Path:
    return settings.VAR_DIR / "watchdog.json"


def write_watch_file(*, now: datetime) -> None:
    """Write it whole or not at all, readable by us only."""
    rows = _watched()
    content = json.dumps({"written_at": now.isoformat(), "organizations": [asdict(row) for row in rows]})
    target = path()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    rough = target.with_suffix(f".{os.getpid()}")
    rough.touch(mode=0o600)
    rough.write_text(content)
    rough.replace(target)


def _watched() -> list[Watched]:
    """Every organization in which somebody can be called. Three queries for any number of them: the sweep waits for this."""
    numbers = PhoneNumber.objects.filter(purpose=PhoneNumber.Purpose.PAGING, archived_at=None)
    entries = (
        FallbackEntry.objects.filter(member__archived_at=None).order_by("position").select_related("member")
    )
    phones = verified_phones([entry.member for entry in entries])
    chains: defaultdict[int, list[str]] = defaultdict(list)
    for entry in entries:
        chains[entry.organization_id].extend(phone.address for phone in phones.get(entry.member_id, []))
    return [
        Watched(number.organization.name, number.number, chains[number.organization_id])
        for number in numbers.select_related("organization").order_by("organization_id")
        if chains[number.organization_id]
    ]


def read_watch_file() -> list[Watched]:
    """Empty when there is none or it can't be read: the watchdog then can only say so."""
    try:
        stored = json.loads(path().read_text())
        return [Watched(**row) for row in stored["organizations"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []
