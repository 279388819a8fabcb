"""Who may change whose time on call: everybody their own, managers everybody's."""

from accounts.models import Membership
from accounts.permissions import Act, may
from oncall.models import Override, OverrideKind


def may_add(
    me: Membership,
    kind: str,
    subject: Membership | None,
    stand_in: Membership | None,
    people: list[Membership],
) -> bool:
    """A technician may stand in, come in addition, drop out, or be the only one: each for themselves."""
    if may(me.role, Act.OVERRIDE_OTHERS):
        return True
    mine = {OverrideKind.REPLACE: [stand_in], OverrideKind.SET: people}.get(OverrideKind(kind), [subject])
    return may(me.role, Act.OVERRIDE_SELF) and mine == [me]


def may_cancel(me: Membership, row: Override) -> bool:
    """What one made oneself, or anything for a manager."""
    if may(me.role, Act.OVERRIDE_OTHERS):
        return True
    return may(me.role, Act.OVERRIDE_SELF) and row.made_by_id == me.pk
