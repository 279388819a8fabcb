"""What is open, as one member sees it: mine, what my phone rings for, and what others have."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from accounts.models import Membership
from routing.models import Incident, Page
from routing.queries import open_incidents
from routing.states import IncidentStatus

SHOWN = 100
QUIET = (IncidentStatus.QUEUED, IncidentStatus.AT_DESK)  # they wait for the desk and wake nobody


@dataclass(frozen=True)
class MyOpen:
    """Open incidents in the order in which they matter to me."""

    calling: Sequence[Incident]  # I am being paged and nobody has it
    mine: Sequence[Incident]
    others: Sequence[Incident]

    @property
    def facts(self) -> list[object]:
        """What changes when the page would."""
        every = [*self.calling, *self.mine, *self.others]
        return [
            (each.pk, each.status, each.taken_by_id, each.priority, each.summary, len(self.calling))
            for each in every
        ]


def my_open(member: Membership) -> MyOpen:
    """One query; what waits for the desk is left out unless it is mine."""
    paged = Page.objects.filter(incident=OuterRef("pk"), member=member, ended_at=None, kind=Page.Kind.PAGE)
    rows = list(open_incidents(member.organization).annotate(pages_me=Exists(paged))[:SHOWN])
    mine = [each for each in rows if _is_mine(each, member)]
    calling = [each for each in rows if each.status == IncidentStatus.TRIGGERED and each.pages_me]
    seen = {each.pk for each in (*mine, *calling)}
    others = [each for each in rows if each.pk not in seen and each.status not in QUIET]
    return MyOpen(calling, mine, others)


def _is_mine(incident: Incident, member: Membership) -> bool:
    return incident.status == IncidentStatus.ACKNOWLEDGED and incident.taken_by_id == member.pk
