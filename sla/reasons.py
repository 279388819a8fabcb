"""The sentences of the coverage oracle: short, plain English, stored with every decision."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from hours.calendar import Band, Segment
from hours.wall import local
from sla.desk import DeskTime, Handover
from sla.facts import (
    AgreementFacts,
    Channel,
    ClientFacts,
    Facts,
    Outcome,
    Question,
    Rule,
    ServiceLine,
    TierFacts,
)
from sla.priority import Priority

# Not strftime: the locale of the host has no say in a stored sentence.
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
LINES = {
    ServiceLine.HELP_DESK: "on the help desk",
    ServiceLine.MONITORING: "on monitoring",
    ServiceLine.SECURITY: "on security",
}
BANDS = {
    Band.BUSINESS_HOURS: ("business hours", "in business hours"),
    Band.AFTER_HOURS: ("after hours", "after hours"),
    Band.WEEKEND: ("weekend", "at the weekend"),
    Band.HOLIDAY: ("holiday", "on a holiday"),
}
RULES = {
    Outcome.PAGE: "{tier} pages {what}.",
    Outcome.QUEUE: "{tier} leaves {what} to our desk.",
    Outcome.CONSENT: "{tier} asks for consent to a charge for {what}.",
}
HANDOVERS = {
    Handover.NOW: "Our desk is open and gets it now.",
    Handover.COMMON_HOURS: "Our desk gets it {at}.",
    Handover.DESK_HOURS: "The client's hours and our desk's do not meet soon: our desk gets it {at}.",
    Handover.NEVER_OPEN: "Our desk has no opening ahead: it is mailed there {at}.",
}
UNKNOWN_CLIENT = "The client is not identified, so the default tier decides."


def moment(at: datetime, zone: ZoneInfo) -> str:
    """An instant as people write it: "Sat 7 March 21:40 EST"."""
    wall = local(at, zone)
    letters = zone.tzname(wall) or "UTC"
    name = letters if letters.isalpha() else f"UTC{letters}"
    return (
        f"{DAYS[wall.weekday()]} {wall.day} {MONTHS[wall.month - 1]} {wall.hour:02}:{wall.minute:02} {name}"
    )


def local_time(at: datetime, segment: Segment, facts: Facts) -> str:
    """Where the clock stands for whom: "It is Sat 7 March 21:40 EST at Fabrikam: weekend."."""
    where = f"at {facts.client.name}" if facts.client else "with us"
    which = f" ({segment.holiday.name})" if segment.holiday and segment.holiday.name else ""
    return f"It is {moment(at, facts.calendar.zone)} {where}: {BANDS[segment.band][0]}{which}."


def specific_agreement(agreement: AgreementFacts, client: ClientFacts) -> str | None:
    """What made this agreement win over a general one; None for a general one."""
    whose = [
        *(["this site"] if agreement.site_id is not None else []),
        *([agreement.service_line.replace("_", " ")] if agreement.service_line else []),
    ]
    return f"{client.name} has an agreement for {' and '.join(whose)}." if whose else None


def no_agreement(agreements: Sequence[AgreementFacts], client: ClientFacts, today: date) -> str:
    """Why no agreement is live: the one that comes closest is suspended, over, not begun; or there is none."""
    if not agreements:
        return f"{client.name} has no agreement for this."
    closest = max(agreements, key=lambda each: (each.starts_on <= today, each.starts_on, each.id))
    if today < closest.starts_on:
        return f"{client.name}'s agreement starts on {_day(closest.starts_on)}."
    if closest.ends_on is not None and closest.ends_on < today:
        return f"{client.name}'s agreement ended on {_day(closest.ends_on)}."
    return f"{client.name}'s agreement is suspended."


def rule(tier: TierFacts, question: Question, band: Band, found: Rule | None) -> str:
    """What the tier's cell says: "Gold v1 pages P1 on the help desk at the weekend."."""
    what = f"{question.priority} {LINES[question.service_line]} {BANDS[band][1]}"
    if found is None:
        return f"{_version(tier)} has no rule for {what}, and doubt pages."
    contained = ", not covered: contain only" if found.contain_only else ""
    return RULES[found.outcome].format(tier=_version(tier), what=what + contained)


def untaken(priority: Priority) -> str:
    """Nobody at the desk took it."""
    return f"Nobody took it at our desk, so {priority} pages."


def desk_never_opens(priority: Priority) -> str:
    """There is nobody to give it to by day."""
    return f"Our desk has no opening ahead, so {priority} pages."


def desk_closed_in_business_hours(priority: Priority) -> str:
    """The client works, we don't."""
    return f"The client is in business hours and our desk is closed, so {priority} pages."


CHARGE_ACCEPTED = "The charge was accepted for this request."


def no_consent(outcome: Outcome, channel: Channel) -> str | None:
    """A charge that nobody is there to accept; None where there is no such question."""
    if outcome is Outcome.CONSENT and channel is Channel.ALERT:
        return "A machine cannot accept a charge."
    return None


def handover(desk: DeskTime, zone: ZoneInfo) -> str:
    """When the desk gets it, in the client's time."""
    return HANDOVERS[desk.handover].format(at=moment(desk.at, zone))


def _version(tier: TierFacts) -> str:
    return f"{tier.name} v{tier.version}"


def _day(on: date) -> str:
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"
