"""Escalation policies: written, changed. Incidents that are open keep theirs as it was when their paging began."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions.lock import lock_organization
from accounts.audit import Actor, record, record_edit
from accounts.edition import refuse_stale
from accounts.models import Organization
from accounts.queries import responders
from accounts.refusal import Refused
from oncall.models import EscalationPolicy, EscalationStep, StepTarget
from oncall.queries import get_policy, schedules

SHORTEST_WAIT, LONGEST_WAIT = 30, 86_400  # seconds
MOST_STEPS, MOST_TARGETS, MOST_ROUNDS = 20, 20, 10
SCHEDULE, MEMBER = "schedule", "member"
TargetDraft = tuple[str, int]  # SCHEDULE or MEMBER, and whose id


@dataclass(frozen=True, slots=True)
class StepDraft:
    """Whom a step pages together, and how long they have."""

    wait_seconds: int
    targets: tuple[TargetDraft, ...]


@dataclass(frozen=True, slots=True)
class PolicyDraft:
    """A policy as it is to be; `at_once`: from the second round on everybody of every step together."""

    name: str
    rounds: int
    at_once: bool
    steps: tuple[StepDraft, ...]

    @classmethod
    def of(cls, policy: EscalationPolicy) -> "PolicyDraft":
        """A stored policy, loaded with its steps and their targets."""
        steps = tuple(
            StepDraft(step.wait_seconds, tuple(map(_target, step.targets.all())))
            for step in policy.steps.all()
        )
        return cls(policy.name, policy.rounds, policy.later_rounds_at_once, steps)

    @property
    def targets(self) -> set[TargetDraft]:
        return {target for step in self.steps for target in step.targets}

    def as_json(self) -> dict[str, Any]:
        steps = [[step.wait_seconds, *map(list, step.targets)] for step in self.steps]
        return {"name": self.name, "rounds": self.rounds, "at_once": self.at_once, "steps": steps}


def _target(row: StepTarget) -> TargetDraft:
    return (SCHEDULE, row.schedule_id) if row.schedule_id else (MEMBER, row.member_id or 0)


def add_policy(
    *, organization: Organization, draft: PolicyDraft, actor: Actor, now: datetime
) -> EscalationPolicy:
    """A policy that no route uses yet. Raises Refused, naming the field."""
    with transaction.atomic():
        lock_organization(organization.pk)
        names = _refuse_bad(organization, draft)
        policy = _named(EscalationPolicy(organization=organization), draft)
        _store_steps(policy, draft)
        record(
            organization=organization, actor=actor, verb="added", object_kind="policy", object_id=policy.pk, now=now,
            after=_told(draft, names),
        )  # fmt: skip
    return policy


def edit_policy(
    *, policy: EscalationPolicy, draft: PolicyDraft, actor: Actor, now: datetime, seen: str | None = None
) -> None:
    """What begins from now on goes by the draft. `seen`: the edition of what the editor saw. Raises Refused."""
    organization = policy.organization
    with transaction.atomic():
        lock_organization(organization.pk)
        fresh = get_policy(organization, policy.pk)
        before = PolicyDraft.of(fresh)
        refuse_stale(
            organization=organization,
            object_kind="policy",
            object_id=policy.pk,
            state=before.as_json(),
            seen=seen,
        )
        names = {**_names(organization, before), **_refuse_bad(organization, draft)}
        _named(fresh, draft)
        fresh.steps.all().delete()
        _store_steps(fresh, draft)
        record_edit(
            organization=organization, actor=actor, object_kind="policy", object_id=policy.pk,
            before=_told(before, names), after=_told(draft, names), now=now,
        )  # fmt: skip


def _named(policy: EscalationPolicy, draft: PolicyDraft) -> EscalationPolicy:
    """The row itself, saved; a name that is taken is refused."""
    policy.name, policy.rounds, policy.later_rounds_at_once = draft.name.strip(), draft.rounds, draft.at_once
    try:
        with transaction.atomic():
            policy.save()
    except IntegrityError as error:
        raise Refused(name=_("There is a policy of that name: choose another.")) from error
    return policy


def _store_steps(policy: EscalationPolicy, draft: PolicyDraft) -> None:
    rows = EscalationStep.objects.bulk_create(
        EscalationStep(
            organization_id=policy.organization_id, policy=policy, position=place, wait_seconds=step.wait_seconds
        )
        for place, step in enumerate(draft.steps, start=1)
    )  # fmt: skip
    StepTarget.objects.bulk_create(
        StepTarget(
            step=row, schedule_id=pk if kind == SCHEDULE else None, member_id=pk if kind == MEMBER else None
        )
        for row, step in zip(rows, draft.steps, strict=True)
        for kind, pk in step.targets
    )


def _refuse_bad(organization: Organization, draft: PolicyDraft) -> dict[TargetDraft, str]:
    """Raises Refused for what could not be stored or would page nobody; the targets' names otherwise."""
    if not 1 <= len(draft.name.strip()) <= 80:
        raise Refused(name=_("The name must have 1 to 80 characters."))
    if not 1 <= draft.rounds <= MOST_ROUNDS:
        raise Refused(rounds=_("Choose 1 to 10 rounds."))
    if not 1 <= len(draft.steps) <= MOST_STEPS:
        raise Refused(steps=_("A policy has 1 to 20 steps."))
    for step in draft.steps:
        _refuse_bad_step(step)
    names = _names(organization, draft)
    if names.keys() != draft.targets:
        raise Refused(steps=_("A step pages schedules and members that are still there."))
    return names


def _refuse_bad_step(step: StepDraft) -> None:
    if not SHORTEST_WAIT <= step.wait_seconds <= LONGEST_WAIT:
        raise Refused(steps=_("A step waits 30 seconds to a day."))
    if not 1 <= len(step.targets) <= MOST_TARGETS or len(set(step.targets)) < len(step.targets):
        raise Refused(steps=_("A step pages 1 to 20 schedules or members, each once."))


def _names(organization: Organization, draft: PolicyDraft) -> dict[TargetDraft, str]:
    """The names of the targets that are there."""
    on_schedules = schedules(organization).filter(pk__in=_ids(draft.targets, SCHEDULE))
    people = responders(organization).filter(pk__in=_ids(draft.targets, MEMBER))
    return {(SCHEDULE, row.pk): row.name for row in on_schedules} | {
        (MEMBER, row.pk): str(row) for row in people
    }


def _ids(targets: Iterable[TargetDraft], kind: str) -> list[int]:
    return [pk for name, pk in targets if name == kind]


def _told(draft: PolicyDraft, names: dict[TargetDraft, str]) -> dict[str, Any]:
    """A policy as the audit keeps it."""
    steps = [
        {"wait_seconds": step.wait_seconds, "pages": [names.get(one, f"{one[0]} {one[1]}") for one in step.targets]}
        for step in draft.steps
    ]  # fmt: skip
    return {**draft.as_json(), "steps": steps}
