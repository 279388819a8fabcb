"""Which phones can be reached how: verified, not opted out, channel on, and not silent for the last hour."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Membership, Organization
from delivery.models import ChannelState, ContactMethod, PhoneNumber
from delivery.queries import opted_out
from oncall.ways import Way
from routing.escalation import Rule, default_rules, usable_rules
from routing.models import Incident
from routing.models.choices import PRIORITIES

MEMORY = timedelta(hours=1)
PAGING_NUMBER = """
    SELECT * FROM delivery_phonenumber WHERE organization_id = %s AND purpose = 'paging' AND archived_at IS NULL
"""
# Each proven phone with whether it said STOP, its member's own rules, and the channels on which it was a dead end or silent
# in the last hour. Anything heard from it ends that.
PHONES = """
    SELECT method.*,
        EXISTS (
            SELECT FROM delivery_optout WHERE account_id = %(account)s AND phone = method.address AND ended_at IS NULL
        ) AS stopped,
        (
            SELECT json_agg(json_build_array(channel, named.id, delay_seconds) ORDER BY delay_seconds, rule.id)
            FROM oncall_notificationrule rule JOIN delivery_contactmethod named ON named.id = contact_method_id
            WHERE rule.member_id = method.member_id AND priority = %(priority)s AND named.archived_at IS NULL
        ) AS own,
        (
            SELECT json_agg(DISTINCT channel) FROM routing_page
            WHERE contact_method_id = method.id AND created_at > %(since)s AND status IN ('failed', 'expired')
                AND incident_id IS DISTINCT FROM %(besides)s
                AND ended_at > coalesce((
                    SELECT max(received_at) FROM routing_reply WHERE from_phone = method.address AND received_at > %(since)s
                ), %(since)s)
        ) AS silent
    FROM delivery_contactmethod method
    WHERE member_id = ANY(%(members)s) AND kind = 'phone' AND archived_at IS NULL AND verified_at IS NOT NULL
    ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Reach:
    """How one member is paged now. No rules: a dead end. `unreachable`: every way was dead or silent in the last hour."""

    member: Membership
    rules: tuple[Rule, ...]
    methods: dict[int, ContactMethod]
    unreachable: bool

    @property
    def counts(self) -> bool:
        """Whether others may rely on them: there is a way, and it was not silent."""
        return bool(self.rules) and not self.unreachable


def paging_number(organization: Organization) -> PhoneNumber | None:
    """The number pages come from; a saved contact on every technician's phone."""
    return next(iter(PhoneNumber.objects.raw(PAGING_NUMBER, [organization.pk])), None)


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


def phones_by(
    channel: str, members: Iterable[Membership], number: PhoneNumber | None
) -> dict[int, ContactMethod]:
    """Of each member the first proven phone that this channel reaches, where there is one."""
    phones = [phone for each in verified_phones(members).values() for phone in each]
    channels = usable_channels(phones, number)
    return {phone.member_id: phone for phone in reversed(phones) if channel in channels[phone.pk]}


def text_phone(member: Membership, number: PhoneNumber | None) -> ContactMethod | None:
    """The first phone of theirs that takes texts."""
    return phones_by("sms", [member], number).get(member.pk)


def reaches(
    members: Iterable[Membership], *, priority: str, number: PhoneNumber | None, now: datetime,
    incident: Incident | None = None,
) -> list[Reach]:  # fmt: skip
    """How each of these members is paged now, in the order given. One query.

    Silence in the incident itself makes nobody unreachable: its rounds are there to ring them once more.
    """
    members = tuple(members)
    phones = _phones(members, priority, number, now - MEMORY, incident)
    return [_reach(member, phones.get(member.pk, []), number, priority) for member in members]


def reached(incident: Incident, people: Iterable[Membership], *, now: datetime) -> list[Membership]:
    """Those of them whom a page of this incident reaches now."""
    number = paging_number(incident.organization)
    found = reaches(people, priority=incident.priority, number=number, now=now, incident=incident)
    return [reach.member for reach in found if reach.counts]


@dataclass(frozen=True, slots=True)
class _Phone:
    """A proven phone; its member's own rules as [channel, contact method, seconds]; on which channels it was silent."""

    method: ContactMethod
    stopped: bool
    own: list[tuple[str, int, int]]
    silent: frozenset[str]


def _phones(
    members: Iterable[Membership], priority: str, number: PhoneNumber | None, since: datetime,
    besides: Incident | None,
) -> dict[int, list[_Phone]]:  # fmt: skip
    rows: Iterable[Any] = ContactMethod.objects.raw(PHONES, {
        "members": [member.pk for member in members], "priority": priority, "since": since,
        "account": number.account_id if number else None, "besides": besides.pk if besides else None,
    })  # fmt: skip
    found: dict[int, list[_Phone]] = defaultdict(list)
    for row in rows:
        phone = _Phone(row, row.stopped, row.own or [], frozenset(row.silent or ()))
        found[row.member_id].append(phone)
    return found


def _reach(member: Membership, phones: list[_Phone], number: PhoneNumber | None, priority: str) -> Reach:
    channels = {phone.method.pk: _channels(phone.method, number, phone.stopped) for phone in phones}
    usable = {pk: names for pk, names in channels.items() if names}
    own = [Rule(*rule) for rule in phones[0].own] if phones else []
    found = usable_rules(own or default_rules(priority, usable), usable=usable)
    silent = all(channels[phone.method.pk] <= phone.silent for phone in phones)
    return Reach(member, found, {phone.method.pk: phone.method for phone in phones}, bool(usable) and silent)


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
    texts_on, calls_on = number.sms_state == ChannelState.ON, number.voice_state == ChannelState.ON
    return _working(phone, texts_on=texts_on, calls_on=calls_on, stopped=stopped)


def _working(phone: ContactMethod, *, texts_on: bool, calls_on: bool, stopped: bool) -> frozenset[str]:
    """The one rule: both sides have the channel on, and STOP ends texts alone."""
    texts, calls = phone.can_text and texts_on and not stopped, phone.can_call and calls_on
    return frozenset(name for name, works in (("sms", texts), ("voice", calls)) if works)


def _opted_out(phones: Iterable[ContactMethod], number: PhoneNumber | None) -> frozenset[str]:
    addresses = [phone.address for phone in phones]
    return frozenset(opted_out(number.account_id, addresses) if number and addresses else ())


def channels_of(phone: Any) -> frozenset[str]:
    """Which channels work for a phone of `delivery.queries.with_sender`."""
    return _working(phone, texts_on=phone.texts_on, calls_on=phone.calls_on, stopped=phone.stopped)
