"""What a role may do. Pure: one table, read by pages and API alike."""

from enum import StrEnum


class Act(StrEnum):
    """A kind of deed somebody needs a role for."""

    VIEW = "view"  # see the board, incidents, schedules, clients
    REPORT = "report"  # report for a client
    RESPOND = "respond"  # take, pass on, resolve, escalate, snooze, reassign, note
    OVERRIDE_SELF = "override_self"  # change when oneself is on call
    OVERRIDE_OTHERS = "override_others"  # change when others are
    MANAGE = "manage"  # edit clients, tiers, schedules, integrations, members
    OWN = "own"  # make owners and take that away, provider accounts, what every login must have


VIEWER = frozenset({Act.VIEW})
TECHNICIAN = VIEWER | {Act.REPORT, Act.RESPOND, Act.OVERRIDE_SELF}
MANAGER = TECHNICIAN | {Act.OVERRIDE_OTHERS, Act.MANAGE}
OWNER = MANAGER | {Act.OWN}
PARTNER = frozenset({Act.RESPOND})  # by the phone and the private link of a page: it never logs in
ALLOWED: dict[str, frozenset[Act]] = {
    "owner": OWNER,
    "manager": MANAGER,
    "technician": TECHNICIAN,
    "viewer": VIEWER,
    "partner": PARTNER,
}


def may(role: str, act: Act) -> bool:
    """Whether a member with this role may do it; a role nobody knows may do nothing."""
    return act in ALLOWED.get(role, frozenset())
