"""Which phones can be reached how: verified, not opted out, channel on, and not silent for the last hour."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Membership, Organization
from delivery.models import ChannelState, ContactMethod, OptOut, PhoneNumber
from oncall.models import NotificationRule
from oncall.queries import notification_rules
from oncall.ways import Way
from routing.escalation import Rule, default_rules, usable_rules
from routing.models import Incident, Page, Reply
from routing.models.choices import PRIORITIES
from routing.states import PageStatus

MEMORY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Reach:
    """How one member is paged now. No rules: a dead end. `unreachable`: every way was dead or silent in the last hour."""

    member: Membership
    rules: tuple[Rule, ...]
    methods: dict[int, ContactMethod]
    unreachable: bool


def paging_number(organization: Organization) -> PhoneNumber | None:
    """The number pages come from; a saved contact on every technician's phone."""
    return PhoneNumber.objects.filter(
        organization=organization, purpose=PhoneNumber.Purpose.PAGING, archived_at=None
    ).first()


def verified_phones(members: Iterable[Membership]) -> dict[int, list[ContactMethod]]:
    """Each member's phones that have proven to be theirs."""
    rows = ContactMethod.objects.filter(
        member__in=[m.pk for m in members],
        kind=ContactMethod.Kind.PHONE,
        archived_at=None,
        verified_at__isnull=False,
    ).order_by("id")
    found: dict[int, list[ContactMethod]] = defaultdict(list)
    for row in rows:
        found[row.member_id].append(row)
    return found


def reaches(
    members: Iterable[Membership], *, priority: str, number: PhoneNumber | None, now: datetime,
    incident: Incident | None = None,
) -> list[Reach]:  # fmt: skip
    """How each of these members is paged now, in the order given.

    Silence in the incident itself makes nobody unreachable: its rounds are there to ring them once more.
    """
    members = tuple(members)
    phones = verified_phones(members)
    every = [phone for rows in phones.values() for phone in rows]
    channels = usable_channels(every, number)
    own = notification_rules([m.pk for m in members], priority)
    silent = silent_phones(every, channels, now=now, besides=incident)
    return [_reach(m, phones.get(m.pk, []), own.get(m.pk, []), channels, silent, priority) for m in members]


def _reach(
    member: Membership, phones: list[ContactMethod], own: Iterable[NotificationRule], channels: dict[int, frozenset[str]],
    silent: frozenset[int], priority: str,
) -> Reach:  # fmt: skip
    rules = tuple(Rule(r.channel, r.contact_method_id, r.delay_seconds) for r in own)
    usable = _usable(phones, channels)
    found = usable_rules(rules or default_rules(priority, usable), usable=usable)
    methods = {phone.pk: phone for phone in phones}
    return Reach(member, found, methods, bool(usable) and all(pk in silent for pk in usable))


def _usable(
    phones: Iterable[ContactMethod], channels: dict[int, frozenset[str]]
) -> dict[int, frozenset[str]]:
    return {phone.pk: channels[phone.pk] for phone in phones if channels[phone.pk]}


def rules_by_priority(
    phones: Iterable[ContactMethod], channels: dict[int, frozenset[str]], own: Mapping[str, Iterable[Way]]
) -> dict[str, tuple[Rule, ...]]:
    """How somebody with these verified phones and rules of their own is really paged, whatever was silent lately."""
    usable = _usable(phones, channels)
    found = {}
    for priority in PRIORITIES:
        rules = tuple(Rule(way.channel, way.method_id, way.delay_seconds) for way in own.get(priority, ()))
        found[priority] = usable_rules(rules or default_rules(priority, usable), usable=usable)
    return found


def usable_channels(phones: Iterable[ContactMethod], number: PhoneNumber | None) -> dict[int, frozenset[str]]:
    """Which channels work for each phone from this number: both sides have it on, and nobody said STOP."""
    phones = tuple(phones)
    stopped = _opted_out(phones, number)
    return {phone.pk: _channels(phone, number, phone.address in stopped) for phone in phones}


def _channels(phone: ContactMethod, number: PhoneNumber | None, stopped: bool) -> frozenset[str]:
    if number is None:
        return frozenset()
    texts = phone.can_text and number.sms_state == ChannelState.ON and not stopped
    calls = phone.can_call and number.voice_state == ChannelState.ON
    return frozenset(name for name, works in (("sms", texts), ("voice", calls)) if works)


def _opted_out(phones: Iterable[ContactMethod], number: PhoneNumber | None) -> frozenset[str]:
    addresses = [phone.address for phone in phones]
    if number is None or not addresses:
        return frozenset()
    rows = OptOut.objects.filter(account_id=number.account_id, phone__in=addresses, ended_at=None)
    return frozenset(rows.values_list("phone", flat=True))


def silent_phones(
    phones: Iterable[ContactMethod], channels: dict[int, frozenset[str]], *, now: datetime,
    besides: Incident | None = None,
) -> frozenset[int]:  # fmt: skip
    """The phones on which every channel was a dead end or silent in the last hour; anything heard from one ends that."""
    addresses, since = {phone.pk: phone.address for phone in phones}, now - MEMORY
    unanswered = Page.objects.filter(
        contact_method__in=list(addresses), created_at__gt=since, status__in=[PageStatus.FAILED, PageStatus.EXPIRED]
    )  # fmt: skip
    if besides is not None:
        unanswered = unanswered.exclude(incident=besides)
    ends = list(unanswered.values_list("contact_method_id", "channel", "ended_at"))
    if not ends:
        return frozenset()
    heard = _last_heard(list(addresses.values()), since)
    tried: dict[int, set[str]] = defaultdict(set)
    for pk, channel, ended_at in ends:
        if pk and ended_at and ended_at > heard.get(addresses[pk], since):
            tried[pk].add(channel)
    return frozenset(pk for pk, names in channels.items() if names and names <= tried[pk])


def _last_heard(addresses: list[str], since: datetime) -> dict[str, datetime]:
    rows = Reply.objects.filter(from_phone__in=addresses, received_at__gt=since).order_by("received_at")
    return dict(rows.values_list("from_phone", "received_at"))


def channels_of(phone: ContactMethod, number: PhoneNumber | None) -> frozenset[str]:
    """Which channels work for a phone of `delivery.queries.with_stops`."""
    return _channels(phone, number, phone.stopped)  # type: ignore[attr-defined]
