"""Freezing an escalation policy into an incident when its paging starts (engine.md, promise 6)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection

from accounts.models import Organization
from oncall.actions.policies import SCHEDULE, PolicyDraft, TargetDraft
from oncall.models import EscalationPolicy
from oncall.queries import fallback_members
from routing.escalation import ACK_TIMEOUT_SECONDS, Policy, Step, Target
from routing.models import Incident
from sla.alert_classes import class_word
from sla.queries import most_wanted_level
from sla.runbook_match import FITS

Told = Mapping[str, Any]
# The most specific route: a client beats a service line beats a priority.
BEST = """
    SELECT json_build_object(
        'id', policy.id, 'organization_id', policy.organization_id, 'name', policy.name,
        'rounds', rounds, 'later_rounds_at_once', later_rounds_at_once,
        'steps', (
            SELECT json_agg(json_build_object('wait', wait_seconds, 'targets', (
                SELECT json_agg(json_build_object(
                    'schedule', schedule.id, 'member', member.id,
                    'name', coalesce(schedule.name, nullif(partner_name, ''), nullif(person.name, ''), person.email)
                ) ORDER BY target.id)
                FROM oncall_steptarget target LEFT JOIN oncall_schedule schedule ON schedule.id = schedule_id
                    LEFT JOIN accounts_membership member ON member.id = member_id
                    LEFT JOIN accounts_user person ON person.id = user_id
                WHERE step_id = step.id
            )) ORDER BY position)
            FROM oncall_escalationstep step WHERE policy_id = policy.id
        )
    )
    FROM routing_route route JOIN oncall_escalationpolicy policy ON policy.id = policy_id
    WHERE route.organization_id = %(organization)s AND policy.archived_at IS NULL
        AND (client_id IS NULL OR client_id = %(client)s)
        AND service_line IN ('', %(service_line)s) AND priority IN ('', %(priority)s)
    ORDER BY client_id IS NULL, service_line = '', priority = '' LIMIT 1
"""
FALLBACK = """
    SELECT json_agg(json_build_object(
        'schedule', NULL, 'member', member.id, 'name', coalesce(nullif(partner_name, ''), nullif(name, ''), email)
    ) ORDER BY position)
    FROM oncall_fallbackentry entry JOIN accounts_membership member ON member.id = member_id
        LEFT JOIN accounts_user person ON person.id = user_id
    WHERE entry.organization_id = %(organization)s AND member.archived_at IS NULL
"""
# Who may come alone: what the client says; else a senior where no runbook says what to do.
LEAST = f"""
    SELECT coalesce(
        nullif((SELECT least_level FROM sla_client WHERE id = %(client)s), ''),
        CASE WHEN EXISTS (
            SELECT FROM sla_runbook WHERE {FITS}
        ) THEN 'junior' ELSE 'senior' END
    )
"""  # noqa: S608 - what the rule says
SHADOWS = """
    SELECT json_agg(json_build_array(schedule_id, member_id) ORDER BY shadow.id)
    FROM oncall_shadow shadow JOIN oncall_schedule schedule ON schedule.id = schedule_id
    WHERE organization_id = %(organization)s
"""
STATEMENT = f"SELECT ({BEST}), ({FALLBACK}), ({LEAST}), ({SHADOWS})"  # noqa: S608 - nothing but what stands above


def frozen_policy(
    organization: Organization,
    *,
    client_id: int | None,
    service_line: str,
    priority: str,
    alert_class: str = "",
) -> tuple[Policy, EscalationPolicy | None]:
    """The route's policy as it is now, with the fallback behind it. No route: the fallback alone. There is never nobody.

    `alert_class` in the sender's word; of a request that might come it is not known. One query; of the policy's row only what is frozen is read.
    """
    case = {
        "organization": organization.pk,
        "client": client_id,
        "service_line": service_line,
        "priority": priority,
        "alert_class": class_word(alert_class),
    }
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, case)
        best, fallback, least, shadows = cursor.fetchone() or (None, None, "", None)
    steps = best.pop("steps") if best else None
    row = EscalationPolicy.from_db(None, [*best], [*best.values()]) if best else None
    frozen = Policy(
        steps=tuple(Step(step["wait"], _targets(step["targets"])) for step in steps or ()),
        rounds=row.rounds if row else 1,
        fallback=_targets(fallback),
        fallback_interval_seconds=organization.fallback_interval_seconds,
        ack_timeout_seconds=ACK_TIMEOUT_SECONDS[priority],
        at_once=row.later_rounds_at_once if row else False,
        least=least,
        shadows=tuple((schedule, member) for schedule, member in shadows or ()),
    )
    return frozen, row


def policy_of(incident: Incident) -> tuple[Policy, EscalationPolicy | None]:
    """The one that would be frozen into it now."""
    return frozen_policy(
        incident.organization, client_id=incident.client_id, service_line=incident.service_line,
        priority=incident.priority, alert_class=incident.alert_class,
    )  # fmt: skip


def _targets(rows: Iterable[Told] | None) -> tuple[Target, ...]:
    return tuple(
        Target("schedule", row["schedule"], row["name"]) if row["schedule"] else Target("member", row["member"], row["name"])
        for row in rows or ()
    )  # fmt: skip


def frozen_draft(
    organization: Organization, draft: PolicyDraft, names: Mapping[TargetDraft, str], *, priority: str
) -> Policy:
    """A policy that is not stored yet, as an incident of the client that wants most would take it; `names` are those of
    its targets.
    """
    return Policy(
        steps=tuple(
            Step(step.wait_seconds, tuple(_drafted(one, names) for one in step.targets)) for step in draft.steps
        ),
        rounds=draft.rounds,
        fallback=tuple(Target("member", m.pk, str(m)) for m in fallback_members(organization)),
        fallback_interval_seconds=organization.fallback_interval_seconds,
        ack_timeout_seconds=ACK_TIMEOUT_SECONDS[priority],
        at_once=draft.at_once,
        least=most_wanted_level(organization),
    )  # fmt: skip


def _drafted(target: TargetDraft, names: Mapping[TargetDraft, str]) -> Target:
    kind, pk = target
    return Target("schedule" if kind == SCHEDULE else "member", pk, names.get(target, ""))
