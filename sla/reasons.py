"""The sentences of the coverage oracle: short, plain English, stored with every decision."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from hours.calendar import Band, Calendar, Segment, exception_at
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
    TierKind,
)
from sla.priority import Priority

# Not strftime: the locale of the host has no say in a stored sentence.
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
LINES = {
    ServiceLine.HELP_DESK: "the help desk",
    ServiceLine.MONITORING: "monitoring",
    ServiceLine.SECURITY: "security",
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
IN_DOUBT = {True: "and doubt pages", False: "so our desk gets it"}
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
    which = _what_makes_it_so(at, segment, facts.calendar)
    return f"It is {moment(at, facts.calendar.zone)} {where}: {BANDS[segment.band][0]}{which}."


def _what_makes_it_so(at: datetime, segment: Segment, calendar: Calendar) -> str:
    """The holiday, or the exceptional opening or closing, by its name; nothing in an ordinary week."""
    if segment.holiday:
        return f" ({segment.holiday.name})" if segment.holiday.name else ""
    found = exception_at(calendar, at)
    if found is None:
        return ""
    kind = "an extra opening" if segment.band is Band.BUSINESS_HOURS else "closed by exception"
    return f" ({kind}: {found.name})" if found.name else f" ({kind})"


def promise_kept(sent_at: datetime, zone: ZoneInfo) -> str:
    """The hour changed between the page that promised and the request."""
    return f"It was sent {moment(sent_at, zone)}; what the form showed just before is kept."


def chosen(agreement: AgreementFacts, passed_over: AgreementFacts | None, client: ClientFacts) -> str | None:
    """What made this agreement win: it is the more specific one, or that one is suspended. None: nothing special."""
    said = []
    if passed_over:
        said = [f"{client.name}'s agreement for {_scope(passed_over)} is suspended, so another one counts."]
    if scope := _scope(agreement):
        said.append(f"{client.name} has an agreement for {scope}.")
    return " ".join(said) or None


def no_agreement(fitting: Sequence[AgreementFacts], facts: Facts, question: Question, today: date) -> str:
    """Why no agreement is live: one is suspended, the last is over, the next has not begun; or there is none."""
    name = facts.client.name if facts.client else ""
    if not fitting:
        line = LINES[question.service_line]
        return (
            f"None of {name}'s agreements is for {line} here."
            if facts.agreements
            else f"{name} has no agreement."
        )
    ahead = min((each.starts_on for each in fitting if each.starts_on > today), default=None)
    begun = [each for each in fitting if each.starts_on <= today]
    if any(each.ends_on is None or each.ends_on >= today for each in begun):
        return f"{name}'s agreement is suspended."
    starts = f"starts on {day(ahead)}" if ahead else ""
    if over := max((each.ends_on for each in begun if each.ends_on), default=None):
        return f"{name}'s agreement ended on {day(over)}{', the next ' + starts if starts else ''}."
    return f"{name}'s agreement {starts}."


def rule(tier: TierFacts, question: Question, band: Band, found: Rule | None) -> str:
    """What the tier's cell says: "Gold v1 pages P1 on the help desk at the weekend."."""
    what = f"{question.priority} on {LINES[question.service_line]} {BANDS[band][1]}"
    if found is None:
        return f"{_version(tier)} has no rule for {what}, {IN_DOUBT[question.priority.is_urgent]}."
    contained = ", although it is not covered: contain only" if found.contain_only else ""
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


CHARGE_ACCEPTED = "The charge was accepted for this request, so it pages."


def no_consent(outcome: Outcome, channel: Channel) -> str | None:
    """A charge that nobody is there to accept; None where there is no such question."""
    if outcome is Outcome.CONSENT and channel is Channel.ALERT:
        return "A machine cannot accept a charge."
    return None


def handover(desk: DeskTime, zone: ZoneInfo) -> str:
    """When the desk gets it, in the client's time."""
    return HANDOVERS[desk.handover].format(at=moment(desk.at, zone))


def _version(tier: TierFacts) -> str:
    whose = "For clients without an agreement, " if tier.kind is TierKind.NO_AGREEMENT else ""
    return f"{whose}{tier.name} v{tier.version}"


def _scope(agreement: AgreementFacts) -> str:
    """What a specific agreement is for; empty for a general one."""
    site = ["this site"] if agreement.site_id is not None else []
    line = [LINES[agreement.service_line]] if agreement.service_line else []
    return " and ".join(site + line)


def day(on: date) -> str:
    """4 July 2026"""
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"
