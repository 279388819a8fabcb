"""The first rotation: schedules from a template, a policy, the route for everything and the fallback, all or nothing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.lock import lock_organization
from accounts.audit import Actor
from accounts.models import Organization
from accounts.refusal import Refused
from oncall.actions.begin import begin_schedules
from oncall.actions.fallback import save_fallback
from oncall.actions.policies import MEMBER, SCHEDULE, PolicyDraft, StepDraft, add_policy
from oncall.models import EscalationPolicy, Schedule
from oncall.queries import policies
from oncall.templates import (
    ScheduleDraft,
    follow_the_sun,
    owner_alone,
    primary_and_backup,
    two_people_weekly,
)
from routing.actions.routes import Case, add_route
from routing.models import Route

STEP_SECONDS = 240
POLICY_NAME = "Nights"


class Template(StrEnum):
    """Ways to take turns."""

    ALONE = "alone"
    WEEKLY = "weekly"
    BACKUP = "backup"
    SUN = "sun"


@dataclass(frozen=True, slots=True)
class Wish:
    """Who takes turns in which order (membership ids), by night too where we follow the sun, and who stands behind."""

    template: Template
    people: tuple[int, ...]
    night: tuple[int, ...]
    day_starts: str
    day_ends: str
    owner: int
    behind: int | None  # None: nobody, and they know it

    @property
    def fallback(self) -> list[int]:
        return [self.owner] if self.behind is None else [self.owner, self.behind]


def has_begun(organization: Organization) -> bool:
    """Whether there is a policy or a route already: a first rotation would not be the first."""
    return policies(organization).exists() or Route.objects.filter(organization=organization).exists()


def drafts_of(wish: Wish, *, zone: ZoneInfo, now: datetime) -> list[ScheduleDraft]:
    """The schedules it would make. Raises Refused, naming the field."""
    _refuse_bad(wish)
    people = wish.people
    match wish.template:
        case Template.ALONE:
            return owner_alone(people[0], zone=zone, now=now)
        case Template.WEEKLY:
            return two_people_weekly(people[0], people[1], zone=zone, now=now)
        case Template.BACKUP:
            return primary_and_backup(people, zone=zone, now=now)
        case Template.SUN:
            return follow_the_sun(
                people, wish.night, zone=zone, now=now, day_starts=wish.day_starts, day_ends=wish.day_ends
            )


def begin_rotation(
    *, organization: Organization, wish: Wish, actor: Actor, now: datetime
) -> EscalationPolicy:
    """Raises Refused, naming the field; also where a policy or a route is there already."""
    drafts = drafts_of(wish, zone=ZoneInfo(organization.time_zone), now=now)
    with transaction.atomic():
        lock_organization(organization.pk)
        if has_begun(organization):
            raise Refused(template=_("There is an escalation policy or a route already: change that one."))
        made = begin_schedules(organization=organization, drafts=drafts, actor=actor, now=now)
        policy = add_policy(organization=organization, draft=_policy(wish, made), actor=actor, now=now)
        add_route(organization=organization, case=Case(None, "", ""), policy=policy, actor=actor, now=now)
        save_fallback(
            organization=organization, member_ids=wish.fallback, alone=wish.behind is None, actor=actor, now=now,
            interval_seconds=organization.fallback_interval_seconds,
        )  # fmt: skip
    return policy


def _policy(wish: Wish, made: list[Schedule]) -> PolicyDraft:
    """A step for each schedule; then both of two, or the owner, where the schedule has somebody else."""
    steps = [StepDraft(STEP_SECONDS, ((SCHEDULE, schedule.pk),)) for schedule in made]
    if wish.template == Template.WEEKLY:
        steps.append(StepDraft(STEP_SECONDS, tuple((MEMBER, person) for person in wish.people)))
    elif wish.template != Template.ALONE:
        steps.append(StepDraft(STEP_SECONDS, ((MEMBER, wish.owner),)))
    return PolicyDraft(POLICY_NAME, 2, True, tuple(steps))


def _refuse_bad(wish: Wish) -> None:
    least, most = {Template.ALONE: (1, 1), Template.WEEKLY: (2, 2), Template.BACKUP: (2, 20)}.get(
        wish.template, (1, 20)
    )
    if not least <= len(wish.people) <= most:
        raise Refused(people=_too_few_or_many(wish.template))
    if len(set(wish.people)) < len(wish.people) or len(set(wish.night)) < len(wish.night):
        raise Refused(people=_("Somebody is named twice: name them once."))
    if wish.template == Template.SUN and not 1 <= len(wish.night) <= most:
        raise Refused(people=_("Name somebody for the night, too."))
    if wish.template == Template.SUN and wish.day_starts == wish.day_ends:
        raise Refused(day_ends=_("The day must end at another time than it starts."))
    if wish.behind == wish.owner:
        raise Refused(behind=_("The owner is there already: name somebody else."))


def _too_few_or_many(template: Template) -> str:
    return {
        Template.ALONE: _("Name one person."),
        Template.WEEKLY: _("Name two people."),
        Template.BACKUP: _("Name two people or more: next week's primary is the backup."),
        Template.SUN: _("Name somebody for the day."),
    }[template]
