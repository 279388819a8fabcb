"""Freezing an escalation policy into an incident when its paging starts (engine.md, promise 6)."""

from collections.abc import Mapping

from accounts.models import Organization
from oncall.actions.policies import SCHEDULE, PolicyDraft, TargetDraft
from oncall.models import EscalationPolicy, StepTarget
from oncall.queries import fallback_members, steps_of
from routing.escalation import Policy, Step, Target
from routing.queries import policy_for

ACK_TIMEOUT_SECONDS = {"P1": 900, "P2": 1800, "P3": 86_400, "P4": 86_400}


def frozen_policy(
    organization: Organization, *, client_id: int | None, service_line: str, priority: str
) -> tuple[Policy, EscalationPolicy | None]:
    """The route's policy as it is now, with the fallback behind it. No route: the fallback alone. There is never nobody."""
    row = policy_for(organization, client_id=client_id, service_line=service_line, priority=priority)
    fallback = tuple(Target("member", m.pk, str(m)) for m in fallback_members(organization))
    frozen = Policy(
        steps=_steps(row) if row else (),
        rounds=row.rounds if row else 1,
        fallback=fallback,
        fallback_interval_seconds=organization.fallback_interval_seconds,
        ack_timeout_seconds=ACK_TIMEOUT_SECONDS[priority],
        at_once=row.later_rounds_at_once if row else False,
    )
    return frozen, row


def frozen_draft(
    organization: Organization, draft: PolicyDraft, names: Mapping[TargetDraft, str], *, priority: str
) -> Policy:
    """A policy that is not stored yet, as an incident would take it; `names` are those of its targets."""
    return Policy(
        steps=tuple(
            Step(step.wait_seconds, tuple(_drafted(one, names) for one in step.targets)) for step in draft.steps
        ),
        rounds=draft.rounds,
        fallback=tuple(Target("member", m.pk, str(m)) for m in fallback_members(organization)),
        fallback_interval_seconds=organization.fallback_interval_seconds,
        ack_timeout_seconds=ACK_TIMEOUT_SECONDS[priority],
        at_once=draft.at_once,
    )  # fmt: skip


def _drafted(target: TargetDraft, names: Mapping[TargetDraft, str]) -> Target:
    kind, pk = target
    return Target("schedule" if kind == SCHEDULE else "member", pk, names.get(target, ""))


def _steps(row: EscalationPolicy) -> tuple[Step, ...]:
    return tuple(
        Step(step.wait_seconds, tuple(_target(t) for t in step.targets.all())) for step in steps_of(row)
    )


def _target(row: StepTarget) -> Target:
    if row.schedule:
        return Target("schedule", row.schedule.pk, row.schedule.name)
    return Target("member", row.member_id or 0, str(row.member))
