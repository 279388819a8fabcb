"""Whoever has an incident learns what somebody else does with it, and does not work on, or sleep, in vain."""

from collections.abc import Callable
from datetime import datetime

from accounts.models import Membership
from delivery.actions.write import write_message
from delivery.models import Channel
from routing.actions.life import tell_by_text
from routing.asking import BUSY_FOR
from routing.holder_words import closed_by, opened_again_by
from routing.models import Incident
from routing.states import IncidentStatus
from routing.words import Subject, Text


def tell_holder(
    incident: Incident, by: Membership | None, words: Callable[[Subject], Text], *, now: datetime
) -> None:
    """One text; nothing where nobody has it, or whoever has it did it."""
    holder = _holder(incident, by)
    if holder:
        tell_by_text(incident, holder, words, now=now)


def tell_closed(incident: Incident, by: Membership | None, name: str, *, now: datetime) -> None:
    """Before it is closed: whoever has it learns that it is not theirs any more."""
    mail = f"closed by {name}", f"{name} closed it. It is not yours any more."
    _tell_awake(incident, by, lambda subject: closed_by(subject, by=name), mail, now)


def tell_opened_again(incident: Incident, by: Membership, name: str, *, now: datetime) -> None:
    """Closed a moment ago and taken back: whoever was told that it is over learns that it is theirs. Before life starts anew."""
    mail = f"open again, {name} took that back", f"{name} closed it by mistake. It is yours again."
    _tell_awake(incident, by, lambda subject: opened_again_by(subject, by=name), mail, now)


def _tell_awake(
    incident: Incident, by: Membership | None, words: Callable[[Subject], Text], mail: tuple[str, str], now: datetime
) -> None:  # fmt: skip
    """One text to whoever is up with it; whoever took a thing that can wait, and is not, gets a mail: (what, line)."""
    holder = _holder(incident, by)
    if holder is None:
        return
    awake = _is_up(incident, now) and tell_by_text(incident, holder, words, now=now)
    if not awake and holder.email:  # a partner may have none
        _mail(incident, holder, *mail, now)


def _holder(incident: Incident, by: Membership | None) -> Membership | None:
    """Who has it, if it was not them."""
    holder = incident.taken_by if incident.status == IncidentStatus.ACKNOWLEDGED else None
    return None if holder is None or (by is not None and by.pk == holder.pk) else holder


def _is_up(incident: Incident, now: datetime) -> bool:
    heard = max(at for at in (incident.taken_at, incident.life_seen_at) if at)
    return incident.priority in ("P1", "P2") or heard > now - BUSY_FOR


def _mail(incident: Incident, holder: Membership, what: str, line: str, now: datetime) -> None:
    client = incident.client or "client not identified"
    write_message(
        organization=incident.organization, channel=Channel.EMAIL, address=holder.email, purpose="notice", priority=7,
        subject=f"{incident.reference} {client}: {what}"[:200],
        body=f"{incident.reference} {client}: {incident.summary}\n\n{line}\n", now=now,
    )  # fmt: skip
