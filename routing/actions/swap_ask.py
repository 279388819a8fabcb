"""Asking for cover: of one's own time on call, one person or everybody, maybe for a time of theirs in return."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions.lock import lock_organization
from accounts.audit import Actor, record
from accounts.models import Membership
from accounts.permissions import Act, may
from accounts.queries import get_membership
from accounts.refusal import Refused
from hours.interval import Interval
from oncall.models import Schedule, Swap, SwapAsked, SwapAudience
from oncall.shifts import stints
from oncall.stored_specs import schedule_spec
from oncall.swap_queries import away_within
from routing.actions.respond import NotPossible
from routing.actions.swap_lock import due_of
from routing.actions.swap_over import refuse_stand_in
from routing.actions.swap_tell import ask_them
from routing.swap_people import beside, stand_ins, who_could, whole

FURTHEST = timedelta(days=400)
A_DAY, MOST_A_DAY = timedelta(days=1), 20  # each of them rings at everybody


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks for. `people`: one, for audience `person`. `expires_at` None: when it starts. `back`: theirs,
    in `back_in`, None: in the same schedule.
    """

    schedule: Schedule
    start_at: datetime
    end_at: datetime
    audience: str
    people: Sequence[Membership] = ()
    note: str = ""
    expires_at: datetime | None = None
    back: Interval | None = None
    back_in: Schedule | None = None


def ask(*, asker: Membership, question: Question, actor: Actor, now: datetime) -> Swap:
    """The asker stays on call until somebody takes it. Raises Refused, naming the field."""
    try:
        with transaction.atomic():
            organization = lock_organization(asker.organization_id)
            member = get_membership(organization, asker.pk)
            _refuse(member, question, now)
            swap = _made(member, question, now)
            rows = _asked(swap, question)
            _forget_older(swap)
            _record(swap, rows, actor, now)
            ask_them(swap, rows, now=now)
    except IntegrityError as twice:
        if "one_open_swap_per_time" not in str(twice):
            raise
        raise Refused(
            start=_("You have asked for cover of this time already. Withdraw that first.")
        ) from twice
    return swap


def _refuse(asker: Membership, question: Question, now: datetime) -> None:
    if asker.archived_at is not None or not may(asker.role, Act.OVERRIDE_SELF):
        raise Refused(member=_("%(name)s takes no turns.") % {"name": asker})
    if question.schedule.archived_at is not None:
        raise Refused(schedule=_("This schedule was archived."))
    if question.end_at <= max(question.start_at, now):
        raise Refused(end=_("It must end after it starts, and not in the past."))
    if question.start_at > now + FURTHEST:
        raise Refused(start=_("Within the coming 400 days."))
    if question.end_at > now + FURTHEST:
        raise Refused(end=_("Within the coming 400 days."))
    if question.back is not None and question.back.end > now + FURTHEST:
        raise Refused(back=_("Within the coming 400 days."))
    if Swap.objects.filter(asker=asker, created_at__gt=now - A_DAY).count() >= MOST_A_DAY:
        raise Refused(start=_("You asked very often today. Tomorrow again, or ask a manager."))
    if question.back is not None and question.audience != SwapAudience.PERSON:
        raise Refused(back=_("An exchange is between two: ask one person."))


def _made(asker: Membership, question: Question, now: datetime) -> Swap:
    time = _time_of(asker, question.schedule, Interval(max(question.start_at, now), question.end_at))
    if time is None:
        raise Refused(start=_("You are not on call then."))
    back_in = question.back_in or question.schedule
    back = _back(asker, time, question, back_in, now)
    expires_at = _expiry(time, question, now)
    swap = Swap(
        organization=asker.organization, schedule=question.schedule, asker=asker, audience=question.audience,
        start_at=time.start, end_at=time.end, back_start_at=back.start if back else None,
        back_end_at=back.end if back else None, back_schedule=back_in if back else None, note=" ".join(question.note.split())[:200], created_at=now,
        expires_at=expires_at,
    )  # fmt: skip
    swap.due_at = due_of(swap)
    swap.save(force_insert=True)
    return swap


def _time_of(member: Membership, schedule: Schedule, time: Interval) -> Interval | None:
    """From the first to the last instant within it at which they are on call."""
    spec = schedule_spec(schedule, since=time.start, until=time.end)
    return whole(stints(spec, member.pk, time.start, time.end))


def _back(
    asker: Membership, time: Interval, question: Question, where: Schedule, now: datetime
) -> Interval | None:
    """What the asker takes in return, where they could be paged then."""
    if question.back is None:
        return None
    if question.back.start < now:
        raise Refused(back=_("What you take in return is still to come."))
    if where.archived_at is not None:
        raise Refused(back=_("That schedule was archived."))
    found = _time_of(question.people[0], where, question.back) if question.people else None
    if found is None:
        raise Refused(back=_("They are not on call then, in this schedule."))
    if found.overlaps(time):
        raise Refused(back=_("The two times overlap."))
    try:
        refuse_stand_in(asker, question.people[0], where, found.start, found.end)
    except NotPossible as no:
        raise Refused(back=str(no)) from no
    return found


def _expiry(time: Interval, question: Question, now: datetime) -> datetime:
    """At the latest when it starts; of a time that runs already, when it ends."""
    latest = time.start if time.start > now else time.end
    wanted = question.expires_at or latest
    if not now < wanted <= latest:
        raise Refused(expires=_("Between now and when it starts."))
    return wanted


def _asked(swap: Swap, question: Question) -> list[SwapAsked]:
    if question.audience == SwapAudience.PERSON:
        people = [_one(swap, question)]
    else:
        people = who_could(swap.asker, swap.schedule, swap.start_at, swap.end_at, question.audience)
    if not people:
        raise Refused(people=_("Nobody else has a verified phone and is free then. Ask a manager."))
    return SwapAsked.objects.bulk_create(SwapAsked(swap=swap, member=member) for member in people)


def _one(swap: Swap, question: Question) -> Membership:
    if len(question.people) != 1:
        raise Refused(people=_("Name one person, or ask everyone."))
    found = stand_ins(swap.asker).filter(pk=question.people[0].pk).first()
    if found is None:
        raise Refused(people=_("Name somebody else who takes turns and has a verified phone."))
    if away_within(swap.organization, swap.start_at, swap.end_at).filter(member=found).exists():
        raise Refused(people=_("%(name)s is away then.") % {"name": found})
    if found.pk in beside(swap.asker, swap.schedule, swap.start_at, swap.end_at):
        raise Refused(people=_("%(name)s is on call with you then.") % {"name": found})
    return found


def _forget_older(swap: Swap) -> None:
    """What was asked for before and came to nothing needs no word of its own any more."""
    older = Swap.objects.filter(schedule=swap.schedule, asker=swap.asker, ended_at__isnull=False)
    older.filter(start_at__lt=swap.end_at, end_at__gt=swap.start_at).update(due_at=None)


def _record(swap: Swap, rows: list[SwapAsked], actor: Actor, now: datetime) -> None:
    after = {
        "schedule": swap.schedule.name, "who": str(swap.asker), "start_at": swap.start_at.isoformat(),
        "end_at": swap.end_at.isoformat(), "asked": [str(row.member) for row in rows],
        "expires_at": swap.expires_at.isoformat(),
    }  # fmt: skip
    if swap.back_start_at and swap.back_end_at:
        after |= {
            "back_schedule": str(swap.back_schedule),
            "back_start_at": swap.back_start_at.isoformat(),
            "back_end_at": swap.back_end_at.isoformat(),
        }
    record(
        organization=swap.organization, actor=actor, verb="swap.asked", object_kind="swap", object_id=swap.pk, now=now,
        after=after, reason=swap.note,
    )  # fmt: skip
