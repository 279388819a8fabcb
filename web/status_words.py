"""What the client's status page says, state by state: the truth, with a time, and what to do if it does not come true."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from routing.states import IncidentStatus
from web.charge_words import answered_words, asked_words
from web.client_words import joined, moment, waiting_words
from web.held_words import held_words
from web.phones import pretty
from web.status_facts import StatusFacts

NUMBER_WORDS = (
    gettext_lazy("two"),
    gettext_lazy("three"),
    gettext_lazy("four"),
    gettext_lazy("five"),
    gettext_lazy("six"),
    gettext_lazy("seven"),
    gettext_lazy("eight"),
    gettext_lazy("nine"),
)


@dataclass(frozen=True)
class Said:
    """The state as its page says it: received, what is going on, what to do. `tone` names a notice's class."""

    heading: str
    received: SafeString
    state: SafeString
    advice: SafeString
    tone: str

    @property
    def news(self) -> str:
        """For screen readers, when it changes."""
        return strip_tags(self.state)


def said(facts: StatusFacts, now: datetime) -> Said:
    """The page's sentences at this instant."""
    late = facts.is_late(now)
    return Said(
        heading=_heading(facts, late),
        received=_received(facts),
        state=_late(facts, now) if late else joined([answered_words(facts.charge), _state(facts, now)]),
        advice=SafeString("") if late else _advice(facts, now),
        tone=_tone(facts, late),
    )


def _heading(facts: StatusFacts, late: bool) -> str:
    if facts.status is IncidentStatus.RESOLVED:
        pattern = _("Solved. Reference %(reference)s.")
    elif late:
        pattern = _("We are late. Reference %(reference)s.")
    else:
        pattern = _("We have it. Reference %(reference)s.")
    return pattern % {"reference": facts.reference}


def _tone(facts: StatusFacts, late: bool) -> str:
    if late:
        return "bad"
    if facts.held or (facts.status is IncidentStatus.TRIGGERED and (facts.lost or facts.told_late)):
        return "warn"
    return "good" if facts.status in (IncidentStatus.RESOLVED, IncidentStatus.ACKNOWLEDGED) else "info"


def _received(facts: StatusFacts) -> SafeString:
    when = moment(facts.received_at, facts.zone)
    is_paid = facts.charge is not None and facts.charge.is_accepted
    if (
        facts.covered
        and facts.outcome == "page"
        and not is_paid
        and facts.status is not IncidentStatus.RESOLVED
    ):
        return format_html(_("Received {when}; your plan covers this now."), when=when)
    return format_html(_("Received {when}."), when=when)


def _late(facts: StatusFacts, now: datetime) -> SafeString:
    by = moment(facts.call_by or now, facts.zone, now)
    sorry = format_html(_("We promised a call by {by} and have not made it. We are sorry."), by=by)
    return joined([sorry, _who_tries(facts), _please_ring(facts)])


def _who_tries(facts: StatusFacts) -> str:
    if facts.status is IncidentStatus.QUEUED and facts.opens_at:
        return _looked_at(facts.opens_at, facts)
    if facts.status is IncidentStatus.TRIGGERED:
        return called_words(facts)
    if facts.status in (IncidentStatus.ACKNOWLEDGED, IncidentStatus.SNOOZED):
        return _("%(name)s has it.") % {"name": _taker(facts)}
    return _("Our service desk has it.")


def called_words(facts: StatusFacts) -> str:
    """`We called three people, the owner too, and keep trying.`"""
    called = facts.called
    if called.people == 0:
        return _("We keep trying.")
    if called.people == 1:
        return _("We called one person and keep trying.")
    known = called.people - 2 < len(NUMBER_WORDS)
    number = str(NUMBER_WORDS[called.people - 2]) if known else str(called.people)
    if called.owner:
        return _("We called %(number)s people, the owner too, and keep trying.") % {"number": number}
    return _("We called %(number)s people and keep trying.") % {"number": number}


def _taker(facts: StatusFacts) -> str:
    return facts.taker or _("A technician")


def _please_ring(facts: StatusFacts) -> SafeString:
    return (
        format_html(_("Please ring {phone}."), phone=our_phone(facts)) if facts.our_phone else SafeString("")
    )


def our_phone(facts: StatusFacts) -> SafeString:
    return format_html('<a class="call" href="tel:{}">{}</a>', facts.our_phone, pretty(facts.our_phone))


def _state(facts: StatusFacts, now: datetime) -> SafeString:
    if facts.held is not None:
        return held_words(facts.held, facts.zone)
    match facts.status:
        case IncidentStatus.RESOLVED:
            return _solved(facts)
        case IncidentStatus.TRIGGERED:
            return _being_called(facts, now)
        case IncidentStatus.ACKNOWLEDGED:
            return joined([_("%(name)s has it.") % {"name": _taker(facts)}, _next_contact(facts, now)])
        case IncidentStatus.SNOOZED:
            return joined([_comes_back(facts, now), _next_contact(facts, now)])
        case IncidentStatus.QUEUED:
            return _waits(facts)
        case IncidentStatus.AWAITING_CONSENT if facts.charge:
            return asked_words(facts.charge, facts.zone, now)
        case IncidentStatus.AT_DESK:
            return joined([_("Our service desk has it and looks at it now."), _next_contact(facts, now)])
    return joined([_("We are looking at it."), _next_contact(facts, now)])


def _solved(facts: StatusFacts) -> SafeString:
    when = moment(facts.resolved_at or facts.received_at, facts.zone)
    if facts.resolved_by_client:
        return format_html(
            _("You told us {when} that it solved itself. Nobody is called any more."), when=when
        )
    return format_html(_("Solved {when}."), when=when)


def _being_called(facts: StatusFacts, now: datetime) -> SafeString:
    if facts.told_late:
        tried = [_("We have not reached a technician yet."), called_words(facts), _please_ring(facts)]
        return joined(tried)
    if facts.lost:
        now_calling = _("Whoever had it does not answer any more, so we are calling the next technician.")
    else:
        now_calling = _("We are calling the technician on duty.")
    return joined([now_calling, _next_contact(facts, now)])


def _next_contact(facts: StatusFacts, now: datetime) -> SafeString:
    """How and until when a person gets in touch, or that one did."""
    if facts.responded_at:
        pattern = (
            _("We wrote to you {when}.") if facts.responded_how == "wrote" else _("We phoned you {when}.")
        )
        return format_html(pattern, when=moment(facts.responded_at, facts.zone, now))
    words = {
        (True, True): _("A person will phone {phone} by {by}."),
        (True, False): _("A person will phone {phone}."),
        (False, True): _("A person will write to {email} by {by}."),
        (False, False): _("A person will write to {email}."),
    }[bool(facts.contact_phone), facts.call_by is not None]
    if not facts.contact_phone and not facts.contact_email:
        return SafeString("")
    by = moment(facts.call_by, facts.zone, now) if facts.call_by else ""
    phone = format_html('<span class="nowrap">{}</span>', pretty(facts.contact_phone))
    return format_html(words, phone=phone, email=facts.contact_email, by=by)


def _comes_back(facts: StatusFacts, now: datetime) -> SafeString:
    if facts.back_at is None:
        return joined([_("%(name)s has it.") % {"name": _taker(facts)}])
    back = moment(facts.back_at, facts.zone, now)
    return format_html(_("{name} has it and comes back to it {when}."), name=_taker(facts), when=back)


def _waits(facts: StatusFacts) -> SafeString:
    opens_at = facts.opens_at or facts.received_at
    if facts.outcome == "page":
        tried = _("We could not find a technician for it tonight. We are sorry.")
        return joined([tried, _looked_at(opens_at, facts)])
    if facts.is_urgent:
        sent = moment(facts.received_at, facts.zone)
        none = format_html(_("Your plan has no after-hours help right now ({when})."), when=sent)
        return joined([none, waiting_words(opens_at, at=facts.received_at, zone=facts.zone)])
    return joined([_looked_at(opens_at, facts), _("Nobody is woken for it.")])


def _looked_at(opens_at: datetime, facts: StatusFacts) -> SafeString:
    return format_html(_("A technician looks at it {when}."), when=moment(opens_at, facts.zone))


def _advice(facts: StatusFacts, now: datetime) -> SafeString:
    if facts.status is IncidentStatus.RESOLVED:
        return joined([_("It came back, or it is not solved? Tell us with the button below.")])
    keep = _("Keep this page: it updates itself.")
    if not facts.our_phone or facts.told_late:
        return joined([keep])
    if facts.call_by and facts.responded_at is None:
        by = moment(facts.call_by, facts.zone, now)
        ask = format_html(_("No call by {by}? Ring {phone}."), by=by, phone=our_phone(facts))
    else:
        ask = format_html(_("If it can't wait, ring {phone}."), phone=our_phone(facts))
    return joined([keep, ask])


def own_words(line: str) -> str:
    """A line that the client itself wrote on the timeline, as its own page says it."""
    said_so = {
        "The client says that it got worse.": _("You told us that it got worse."),
        "The client changed the number to ring.": _("You changed the number we ring."),
    }
    if line.startswith("The client sends "):
        return _("You sent photos or files: see below.")
    return said_so.get(line) or line.replace("The client writes: ", "", 1)
