"""The file the watchdog reads when the database is gone: whom to call, and from which number."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from accounts.models import Organization
from oncall.queries import fallback_members
from routing.reach import paging_number, verified_phones


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
    rows = [row for row in map(_watched, Organization.objects.order_by("pk")) if row]
    content = json.dumps({"written_at": now.isoformat(), "organizations": [asdict(row) for row in rows]})
    target = path()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    rough = target.with_suffix(f".{os.getpid()}")
    rough.touch(mode=0o600)
    rough.write_text(content)
    rough.replace(target)


def _watched(organization: Organization) -> Watched | None:
    number = paging_number(organization)
    members = fallback_members(organization)
    phones = [phone.address for rows in verified_phones(members).values() for phone in rows]
    return Watched(organization.name, number.number, phones) if number and phones else None


def read_watch_file() -> list[Watched]:
    """Empty when there is none or it can't be read: the watchdog then can only say so."""
    try:
        stored = json.loads(path().read_text())
        return [Watched(**row) for row in stored["organizations"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []
