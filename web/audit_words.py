"""A line of the audit as a person reads it: what was done, to what, and what changed from what."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEvent

KINDS = {
    "api_token": _("API token"), "contact_method": _("contact method"), "incident": _("incident"),
    "integration": _("source"), "invitation": _("invitation"), "membership": _("member"),
    "organization": _("organization"), "override": _("override"),
}  # fmt: skip
PAGES = {"membership": "person", "incident": "incident", "integration": "source"}
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


def line_of(event: AuditEvent, members: Mapping[str, str]) -> Line:
    """`members`: names by number."""
    return Line(
        event=event, verb=verb_words(event.verb), name=_name(event, members), kind=KINDS.get(event.object_kind, plain(event.object_kind)),
        address=_address(event), changes=list(changes_of(event.before, event.after)),
    )  # fmt: skip


def verb_words(verb: str) -> str:
    """`incident.acknowledged` and `rotated_key` as words."""
    return plain(verb.rpartition(".")[2])


def plain(word: str) -> str:
    return word.replace("_", " ").replace(".", " ")


def changes_of(before: Values, after: Values) -> Iterator[Change]:
    """Facts that differ, and those that only one side tells, as far as they tell something."""
    was, now = before or {}, after or {}
    for name in dict.fromkeys([*was, *now]):
        if name in was and name in now and was[name] != now[name]:
            yield Change(plain(name), value_words(was[name]), value_words(now[name]))
        elif (name in was) != (name in now) and (
            told := value_words(was.get(name, now.get(name)))
        ) != NOTHING:
            yield Change(plain(name), "", told)


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


def _name(event: AuditEvent, members: Mapping[str, str]) -> str:
    return (
        members.get(event.object_id, event.object_id)
        if event.object_kind == "membership"
        else event.object_id
    )


def _address(event: AuditEvent) -> str:
    page = PAGES.get(event.object_kind)
    if page is None or not event.object_id.isdecimal():
        return ""
    return reverse(page, args=[int(event.object_id)])
