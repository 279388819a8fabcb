"""Who may change whose time on call: everybody their own, managers everybody's."""

from accounts.models import Membership
from accounts.permissions import Act
from oncall.models import Override, OverrideKind
from web.visit import Visit


def may_add(
    visit: Visit, kind: str, subject: Membership | None, stand_in: Membership | None, people: list[Membership]
) -> bool:
    """A technician may stand in, come in addition, drop out, or be the only one: each for themselves."""
    if visit.may(Act.OVERRIDE_OTHERS):
        return True
    mine = {OverrideKind.REPLACE: [stand_in], OverrideKind.SET: people}.get(OverrideKind(kind), [subject])
    return visit.may(Act.OVERRIDE_SELF) and mine == [visit.membership]


def may_cancel(visit: Visit, row: Override) -> bool:
    """What one made oneself, or anything for a manager."""
    if visit.may(Act.OVERRIDE_OTHERS):
        return True
    return visit.may(Act.OVERRIDE_SELF) and row.made_by_id == visit.membership.pk
