"""A line of the audit as a person reads it: what was done, to what, and what changed from what."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEvent
from web.wording import STATES

KINDS = {
    "api_token": _("API token"), "calendar_feed": _("calendar feed"), "contact_method": _("contact method"), "incident": _("incident"),
    "integration": _("source"), "invitation": _("invitation"), "membership": _("member"),
    "organization": _("organization"), "override": _("override"), "partner": _("partner"), "swap": _("swap"),
}  # fmt: skip
PAGES = {"membership": "person", "partner": "partner", "incident": "incident", "integration": "source"}
SILENT = {"successor_id"}  # the name beside it says the same
MEMBERS = {"taken_by"}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
NOTHING = "–"
Values = dict[str, object] | None


@dataclass(frozen=True)
class Change:
    """One fact: what it was and is, or, where only one side tells of it (`was` ""), what is said."""

    name: str
    was: str
    now: str

    def __str__(self) -> str:
        return f"{self.name}: {self.was} -> {self.now}" if self.was else f"{self.name}: {self.now}"


@dataclass(frozen=True)
class Line:
    """One line of the audit, in words; `address` "" where its thing has no page."""

    event: AuditEvent
    verb: str
    kind: object
    name: str  # a member's; of other things the number
    address: str
    changes: list[Change]


@dataclass(frozen=True)
class Reader:
    """Who reads it: names of members by number, the prefix of incidents, and the clock by which instants are told."""

    members: Mapping[str, str]
    prefix: str
    zone: ZoneInfo


def line_of(event: AuditEvent, reader: Reader) -> Line:
    return Line(
        event=event, verb=verb_words(event.verb), name=_name(event, reader), kind=KINDS.get(event.object_kind, plain(event.object_kind)),
        address=_address(event), changes=list(changes_of(event.before, event.after, reader)),
    )  # fmt: skip


def verb_words(verb: str) -> str:
    """`incident.acknowledged` and `rotated_key` as words."""
    return plain(verb.rpartition(".")[2])


def plain(word: str) -> str:
    return word.replace("_", " ").replace(".", " ")


def changes_of(before: Values, after: Values, reader: Reader) -> Iterator[Change]:
    """Facts that differ, and those that only one side tells, as far as they tell something."""
    was, now = _told(before, reader), _told(after, reader)
    for name in dict.fromkeys([*was, *now]):
        if name in was and name in now and was[name] != now[name]:
            yield Change(plain(name), value_words(was[name]), value_words(now[name]))
        elif (name in was) != (name in now) and (
            told := value_words(was.get(name, now.get(name)))
        ) != NOTHING:
            yield Change(plain(name), "", told)


def _told(values: Values, reader: Reader) -> dict[str, object]:
    """The facts without numbers of rows: whoever has it by name, states and instants as every page has them."""
    return {name: _fact(name, value, reader) for name, value in (values or {}).items() if name not in SILENT}


def _fact(name: str, value: object, reader: Reader) -> object:
    if name in MEMBERS and value is not None:
        return reader.members.get(str(value), value)
    if name == "status":
        return STATES.get(str(value), value)
    if isinstance(value, str) and INSTANT.fullmatch(value):
        return f"{datetime.fromisoformat(value).astimezone(reader.zone):%a %-d %b %Y %H:%M %Z}"
    return value


def value_words(value: object) -> str:
    """A JSON value as a person writes it."""
    if value is None or value == "" or value == [] or value == {}:
        return NOTHING
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list) and all(not isinstance(each, dict | list) for each in value):
        return ", ".join(str(each) for each in value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _name(event: AuditEvent, reader: Reader) -> str:
    if event.object_kind in ("membership", "partner"):
        return reader.members.get(event.object_id, event.object_id)
    is_incident = event.object_kind == "incident" and event.object_id.isdecimal()
    return f"{reader.prefix}-{event.object_id}" if is_incident else event.object_id


def _address(event: AuditEvent) -> str:
    page = PAGES.get(event.object_kind)
    if page is None or not event.object_id.isdecimal():
        return ""
    return reverse(page, args=[int(event.object_id)])
