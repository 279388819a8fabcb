"""What a page of phones says: each phone with what works, what is wrong with it, and what was sent to it lately."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import Membership
from delivery.actions.end import VERIFICATION
from delivery.actions.trial import TEST
from delivery.actions.verify import MOST_TRIES
from delivery.models import Attempt, ChannelState, ContactMethod, Message, PhoneNumber
from delivery.queries import sent_to
from oncall.queries import Ways, phones_and_ways
from routing.reach import paging_number, usable_channels
from web.phones import pretty
from web.wording import ATTEMPT_STATES, CHANNELS, REASONS, spoken

SHOWN_FOR = timedelta(minutes=30)
SETTLES = timedelta(seconds=20)  # a late report may still come after the end


@dataclass(frozen=True)
class PhoneFact:
    """A contact method as its owner reads it. `stopped`: it said STOP to our number."""

    method: ContactMethod
    takes: frozenset[str]  # sms, voice: what works now
    stopped: bool

    @property
    def name(self) -> str:
        return pretty(self.method.address)

    @property
    def is_phone(self) -> bool:
        return self.method.kind == ContactMethod.Kind.PHONE

    @property
    def is_verified(self) -> bool:
        return self.method.verified_at is not None

    @property
    def silent(self) -> bool:
        """Verified, and yet no page can go there now."""
        return self.is_phone and self.is_verified and not self.takes


@dataclass(frozen=True)
class Phones:
    """All of a member's, with the number that pages come from and the rules that name them."""

    facts: list[PhoneFact]
    sender: PhoneNumber | None
    channels: dict[int, frozenset[str]]
    own: Ways  # the rules of one's own

    @property
    def verified(self) -> list[ContactMethod]:
        return [fact.method for fact in self.facts if fact.is_phone and fact.is_verified]

    @property
    def sender_name(self) -> str:
        return pretty(self.sender.number) if self.sender else ""


def phones_of(member: Membership) -> Phones:
    """Three queries."""
    rows, own = phones_and_ways(member)
    sender = paging_number(member.organization)
    phones = [row for row in rows if row.kind == ContactMethod.Kind.PHONE]
    channels = usable_channels(phones, sender)
    return Phones([_fact(row, channels, sender) for row in rows], sender, channels, own)


def _fact(row: ContactMethod, channels: dict[int, frozenset[str]], sender: PhoneNumber | None) -> PhoneFact:
    takes = channels.get(row.pk, frozenset())
    texts_are_on = bool(sender and sender.sms_state == ChannelState.ON)
    return PhoneFact(
        row, takes, stopped=row.pk in channels and row.can_text and texts_are_on and "sms" not in takes
    )


def faults(phones: Phones, member: Membership, *, mine: bool) -> list[str]:
    """What keeps pages away, worst first, each with what to do; in the words for its owner or for a manager."""
    found = []
    if phones.sender is None:
        found.append(_("There is no number to page from yet: nobody can be paged. An owner sets it up."))
    if not phones.verified:
        mine_words = _("No verified phone: you cannot be paged. Add one, or enter the code you were sent.")
        found.append(
            mine_words if mine else _("No verified phone: %(name)s cannot be paged.") % {"name": member}
        )
    elif phones.sender and not any(fact.takes for fact in phones.facts if fact.is_verified):
        mine_words = _("None of your phones can be reached now: you cannot be paged.")
        found.append(mine_words if mine else _("No phone of %(name)s can be reached now.") % {"name": member})
    found += [_stop_words(fact, phones) for fact in phones.facts if fact.stopped]
    return found


def _stop_words(fact: PhoneFact, phones: Phones) -> str:
    words = _("%(phone)s said STOP, so it gets no texts. Text START from it to %(number)s to undo that.")
    return words % {"phone": fact.name, "number": phones.sender_name}


def channel_words(sender: PhoneNumber | None) -> list[str]:
    """What it means that texts or calls are not on yet."""
    if sender is None:
        return []
    words = {
        ("sms", "pending"): _("Our number is still being registered for texts. Until then codes are spoken and pages go out by call, at once."),
        ("sms", "off"): _("Texts are switched off for our number: codes are spoken and pages go out by call, at once."),
        ("voice", "pending"): _("Calls from our number are not ready yet: pages go out by text."),
        ("voice", "off"): _("Calls are switched off for our number: pages go out by text."),
    }  # fmt: skip
    states = (("sms", sender.sms_state), ("voice", sender.voice_state))
    return [words[each] for each in states if each in words]


def has_open_code(method: ContactMethod, now: datetime) -> bool:
    """Whether a code is out that can still be entered."""
    code = method.verification
    return bool(code and not code.verified_at and code.expires_at > now and code.tries < MOST_TRIES)


@dataclass(frozen=True)
class SentLine:
    """One message that went there: what, when, how far it came, how it ended (a tone says how well)."""

    what: str
    at: datetime
    steps: list[str]
    end: str
    tone: str


@dataclass(frozen=True)
class SentLines:
    """What was sent lately; `moves`: more news may come."""

    lines: list[SentLine]
    moves: bool


def sent_lines(method: ContactMethod, now: datetime) -> SentLines:
    """Test pages and codes of the last half hour, newest first. Two queries."""
    rows = sent_to(method, [TEST, VERIFICATION], since=now - SHOWN_FOR)
    moves = any(row.ended_at is None or now - row.ended_at < SETTLES for row in rows)
    return SentLines([_line(row) for row in rows], moves)


def _line(row: Message) -> SentLine:
    kind = spoken(dict(CHANNELS), row.channel)
    what = _("Test page, %(kind)s") if row.purpose == TEST else _("Code, %(kind)s")
    attempt = max(row.attempts.all(), key=lambda each: each.number, default=None)
    end, tone = _end(row)
    return SentLine(what % {"kind": kind.lower()}, row.created_at, _steps(row, attempt), end, tone)


def _steps(row: Message, attempt: Attempt | None) -> list[str]:
    if attempt is None:
        return [] if row.ended_at else [_("about to go out")]
    seen = [_("sent")]
    for at, words in (
        (attempt.ringing_at, _("it rang")),
        (attempt.answered_at, _("answered")),
        (attempt.heard_at, _("a key was pressed")),
    ):
        seen += [words] if at else []
    if len(seen) == 1 and not row.ended_at:
        seen.append(spoken(dict(ATTEMPT_STATES), attempt.status))
    return list(dict.fromkeys(seen))


def _end(row: Message) -> tuple[str, str]:
    if row.ended_at is None:
        return "", "info"
    if row.status == "delivered" and row.reason in ("", "answered"):
        return (_("It works: somebody answered.") if row.reason else _("It arrived.")), "good"
    if row.purpose == VERIFICATION and row.status == "delivered" and row.channel == "voice":
        return _("The code was spoken."), "good"
    tone = "warn" if row.status == "delivered" else "bad"
    return spoken(dict(REASONS), row.reason or row.status), tone


def names_of(methods: Iterable[ContactMethod]) -> dict[int, str]:
    return {method.pk: pretty(method.address) for method in methods}
