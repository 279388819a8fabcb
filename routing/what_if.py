"""What would happen with a request that might come, and who would be paged, second by second. Changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Organization
from routing.actions.decide import decide_coverage
from routing.escalation import Policy
from routing.forecast import Stage, WouldPage, pages_in, would_happen
from sla.facts import Outcome, Verdict
from sla.models import Client, Site


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The decision, and the policy with the steps that would follow it; none where nobody is paged."""

    verdict: Verdict
    policy: Policy | None
    stages: Sequence[Stage]

    @property
    def pages(self) -> list[WouldPage]:
        return pages_in(self.stages)


def what_if(
    *,
    organization: Organization,
    client: Client | None,
    site: Site | None,
    service_line: str,
    priority: str,
    channel: str,
    at: datetime,
) -> WhatIf:
    """`channel` in the oracle's words."""
    verdict = decide_coverage(
        organization=organization, client=client, site=site, service_line=service_line, priority=priority,
        channel=channel, at=at,
    )  # fmt: skip
    if verdict.outcome is not Outcome.PAGE:
        return WhatIf(verdict, None, ())
    policy, found = would_happen(
        organization=organization, client=client, service_line=service_line, priority=priority, at=at
    )
    return WhatIf(verdict, policy, found)
