"""An edit that leaves promised time without people asks first: fill it with the owner, or keep it and say why."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import BigIntegerField, Func
from django.utils.translation import gettext as _

from accounts.audit import Actor, record
from accounts.models import Membership, Organization
from accounts.queries import owners
from accounts.refusal import Refused
from hours.interval import Interval, merge
from oncall.actions.override import OverrideConflict, add_override
from oncall.models import OverrideKind
from oncall.queries import get_schedule
from routing.actions.tell_holes import tell_filler
from routing.holes import AHEAD, Findings, Hole, as_if_alone, holes_in, new_holes
from routing.models import HoleMark, KeptHole
from routing.promised import Promised, Worked, promised_pages

LONGEST_REASON = 200
Done = TypeVar("Done")
TOLD = 50  # holes in one line of the audit


@dataclass(frozen=True, slots=True)
class Ask:
    """Nobody was asked yet: tell the new holes and save nothing."""


@dataclass(frozen=True, slots=True)
class Fill:
    """Save it, and the owner is on call, too, in the new holes."""


@dataclass(frozen=True, slots=True)
class Keep:
    """Save it with its new holes; why stands in the audit."""

    reason: str


Answer = Ask | Fill | Keep


class NewHoles(Exception):
    """Nothing was saved, since it would make these holes. `filler`: the owner who can be on call in all of them, if any."""

    def __init__(self, found: Findings, filler: Membership | None) -> None:
        super().__init__("That would leave promised time without people.")
        self.found, self.filler = found, filler


@dataclass(frozen=True, slots=True)
class Asking:
    """Whose edit it is, who makes it, and what they answered."""

    organization: Organization
    answer: Answer
    actor: Actor
    now: datetime
    by: Membership | None = None


def with_cover(
    edit: Callable[[], Done], asking: Asking, *, start_at: datetime | None = None, end_at: datetime | None = None,
    policies: Collection[int] | None = None,
) -> Done:  # fmt: skip
    """Run `edit`, an action of who answers. Raises NewHoles where it makes any and the answer is no way out; nothing is saved.

    `start_at`, `end_at`: the time it changes, of the coming 60 days; without them all of that. `policies`: the ids of those
    it may change; without them all. What is promised is read
    before the edit, so that it holds its locks no longer than it takes to look who is on call.
    """
    now = asking.now
    since, until = max(start_at or now, now), min(end_at or now + AHEAD, now + AHEAD)
    promised = promised_pages(asking.organization, since, until, policies=policies) if since < until else {}
    if not promised:
        return edit()
    look = _Look(promised, asking.organization, since, until, now)
    return _looked_at(edit, asking, look.now_stored(), lambda: look)


def with_promises_covered(edit: Callable[[], Done], asking: Asking) -> Done:
    """The same for `edit`, an action of what is promised, to whom, or by which policy it is kept.

    All of the coming 60 days is looked at, twice; what the edit leaves as it was is not worked out again. Nobody is asked
    before the firm is live: until then no page goes out, so that every promise is a hole.
    """
    organization, since, until = asking.organization, asking.now, asking.now + AHEAD
    if organization.went_live_at is None:
        return edit()
    worked = Worked()

    def look() -> _Look:
        promised = promised_pages(organization, since, until, worked=worked)
        return _Look(promised, organization, since, until, since)

    return _looked_at(edit, asking, look().now_stored(), look)


@dataclass(frozen=True, slots=True)
class _Look:
    """What is looked at, before and after."""

    promised: Promised
    organization: Organization
    since: datetime
    until: datetime
    now: datetime

    def now_stored(self) -> Findings:
        found = holes_in(self.promised, self.organization, since=self.since, until=self.until, now=self.now)
        return as_if_alone(found) if len(found.reachable) < 2 and self._says_alone() else found

    def _says_alone(self) -> bool:
        return Organization.objects.filter(pk=self.organization.pk, alone_confirmed_at__isnull=False).exists()


def _looked_at(
    edit: Callable[[], Done], asking: Asking, before: Findings, look_after: Callable[[], _Look]
) -> Done:
    """Where the edit left no mark it changed nothing that could make a hole."""
    with transaction.atomic():
        done = edit()
        if _is_marked(asking.organization):
            look = look_after()
            found = new_holes(before, look.now_stored())
            if found:
                _settle(found, before, look, asking)
    return done


def _is_marked(organization: Organization) -> bool:
    """By this very transaction."""
    this = Func(function="txid_current", output_field=BigIntegerField())
    return HoleMark.objects.filter(whose=organization, made_in=this).exists()


def _settle(found: Findings, before: Findings, look: _Look, asking: Asking) -> None:
    """Raises NewHoles, which takes the edit back, unless the answer ends them."""
    match asking.answer:
        case Keep(reason):
            _keep(found, reason, asking)
        case Fill():
            owner = _fill(found, before, look, asking)
            if owner != asking.by:
                tell_filler(owner, found.holes, by=asking.actor.name, now=asking.now)
        case Ask():
            raise NewHoles(found, _filler(found, before, look, asking))


def _keep(found: Findings, reason: str, asking: Asking) -> None:
    """Raises Refused, on `hole_reason`, without a reason."""
    if not 1 <= len(reason.strip()) <= LONGEST_REASON:
        raise Refused(hole_reason=_("Say why in 1 to 200 characters: it stands in the audit."))
    record(
        organization=asking.organization, actor=asking.actor, verb="kept", object_kind="holes",
        object_id=asking.organization.pk, now=asking.now, after=_told(found), reason=reason.strip(),
    )  # fmt: skip
    KeptHole.objects.bulk_create(
        KeptHole(
            organization=asking.organization, policy_id=hole.policy.pk if hole.policy else None, missing=hole.missing,
            start_at=hole.start, end_at=hole.end, reason=reason.strip(), kept_by=asking.actor.name[:120],
            kept_at=asking.now,
        )
        for hole in found.holes
    )  # fmt: skip


def _told(found: Findings) -> dict[str, object]:
    lines = [
        f"{hole.missing} {_utc(hole.start)} to {_utc(hole.end)} {', '.join(hole.schedules)}".strip()
        for hole in found.holes[:TOLD]
    ]
    slow = [f"{each.missing} {each.policy} {each.priority} {each.tier}" for each in found.too_slow[:TOLD]]
    return {"holes": lines + slow, "count": len(found.holes) + len(found.too_slow)}


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="minutes").replace("+00:00", "Z")


def _filler(found: Findings, before: Findings, look: _Look, asking: Asking) -> Membership | None:
    """The owner who would end all of it. It is tried: whoever calls takes everything back."""
    try:
        return _fill(found, before, look, asking)
    except (NewHoles, OverrideConflict):
        return None


def _fill(found: Findings, before: Findings, look: _Look, asking: Asking) -> Membership:
    """Raises NewHoles, with those that are left, where the owner can't end them; OverrideConflict, in words."""
    owner = next((row for row in owners(asking.organization) if row.pk in found.reachable), None)
    if owner is None or found.too_slow or any(not hole.schedule_ids for hole in found.holes):
        raise NewHoles(found, None)
    for schedule_id, times in _by_schedule(found.holes).items():
        for time in times:
            add_override(
                schedule=get_schedule(asking.organization, schedule_id), kind=OverrideKind.ADD, subject=owner,
                start_at=time.start, end_at=time.end, reason=_("Fills a hole"), made_by=asking.by, actor=asking.actor,
                now=asking.now,
            )  # fmt: skip
    left = new_holes(before, look.now_stored())
    if left:
        raise NewHoles(left, None)
    return owner


def _by_schedule(holes: Iterable[Hole]) -> dict[int, list[Interval]]:
    """One schedule of each step that lacks somebody is enough."""
    found: defaultdict[int, list[Interval]] = defaultdict(list)
    for hole in holes:
        found[hole.schedule_ids[0]].append(Interval(hole.start, hole.end))
    return {pk: merge(times) for pk, times in found.items()}
