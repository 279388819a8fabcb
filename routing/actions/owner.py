"""The one notice to the owner about what the plan does not cover now."""

from collections.abc import Iterable
from datetime import datetime

from accounts.models import Membership
from delivery.actions.write import write_message
from delivery.models import Channel
from routing.actions.codes import code_for
from routing.actions.timeline import say
from routing.models import Incident
from routing.news_words import not_covered
from routing.queries import last_decision, owner_of
from routing.reach import paging_number, text_phone
from routing.subject import subject_for
from routing.written import written
from sla.facts import Outcome, TierKind, Verdict

NOT_COVERED, NO_AGREEMENT, UNKNOWN = "not_covered_mail", "no_agreement", "unknown"
WHY = {
    UNKNOWN: "alarming words of somebody unknown, nobody is paged",
    NOT_COVERED: "P1, not covered now, nobody is paged",
    NO_AGREEMENT: "no live agreement",
}


def tell_owner_not_covered(incident: Incident, verdict: Verdict, *, now: datetime) -> None:
    """P1: one text, the owner may take it unbilled (a mail where no text can reach them). A client without agreement:
    one mail. Covered: nothing. Each once per incident, also where it is decided again.
    """
    owner = owner_of(incident.organization)
    if owner is None:
        return
    if verdict.outcome is Outcome.CONSENT and incident.priority == "P1":
        _tell_unpaid(incident, owner, verdict.next_opening_at, verdict.reasons, now)
    elif verdict.tier_kind is TierKind.NO_AGREEMENT and not _told_before(incident, "no live agreement."):
        told = _mail(incident, owner, NO_AGREEMENT, verdict.reasons, now)
        _say(incident, owner, f"{told}: no live agreement.", now)


def tell_owner_unpaid(incident: Incident, *, opens_at: datetime | None, now: datetime) -> None:
    """Nobody accepted the charge for it, or it may be worse than it was said to be: the owner may take it unbilled."""
    owner = owner_of(incident.organization)
    if owner is not None:
        decision = last_decision(incident)
        _tell_unpaid(incident, owner, opens_at, decision.reasons if decision else (), now)


def mail_owner_unknown(incident: Incident, word: str, *, now: datetime) -> None:
    """Somebody whom nobody vouched for writes of an attack or of danger: a mail, once, since their word wakes nobody."""
    owner = owner_of(incident.organization)
    if owner is not None and not _told_before(incident, "not identified, nobody is paged."):
        said = f'It says "{word}". Nobody knows yet who sent it: ring {incident.contact_phone or incident.contact_email}.'
        told = _mail(incident, owner, UNKNOWN, [said], now)
        _say(incident, owner, f"{told}: not identified, nobody is paged.", now)


def _tell_unpaid(
    incident: Incident, owner: Membership, opens_at: datetime | None, reasons: Iterable[str], now: datetime
) -> None:
    """One text, or a mail where no text can reach them; once."""
    if _told_before(incident, "not covered now, nobody is paged."):
        return
    texted = _text(incident, owner, opens_at, now)
    told = "by text" if texted else _mail(incident, owner, NOT_COVERED, reasons, now)
    _say(incident, owner, f"{told}: not covered now, nobody is paged.", now)


def _told_before(incident: Incident, what: str) -> bool:
    return incident.timeline.filter(kind="owner", text__endswith=what).exists()


def _say(incident: Incident, owner: Membership, how: str, now: datetime) -> None:
    say(incident, "owner", f"{owner} is told {how}", now=now, member=owner)


def _text(incident: Incident, owner: Membership, opens_at: datetime | None, now: datetime) -> bool:
    number = paging_number(incident.organization)
    phone = text_phone(owner, number)
    if phone is None:
        return False
    subject = subject_for(incident, owner, code=code_for(phone=phone.address, incident=incident, now=now))
    body = written(not_covered(subject, opens_at=opens_at, now=now))
    write_message(
        organization=incident.organization, channel=Channel.SMS, address=phone.address, sender=number, body=body,
        purpose="notice", priority=5, due_at=now, now=now, unique_key=f"owner:{incident.pk}:not_covered",
    )  # fmt: skip
    return True


def _mail(incident: Incident, owner: Membership, why: str, reasons: Iterable[str], now: datetime) -> str:
    """Once per incident and reason; the words for how it went."""
    client = incident.client or "client not identified"
    body = f"{incident.reference} {client}: {incident.summary}\n\n" + "\n".join(reasons) + "\n"
    write_message(
        organization=incident.organization, channel=Channel.EMAIL, address=owner.email, body=body,
        subject=f"{incident.reference} {client}: {WHY[why]}"[:200], purpose="notice", priority=7, due_at=now, now=now,
        unique_key=f"owner:{incident.pk}:{why}",
    )  # fmt: skip
    return "by mail"
