"""Whatever makes or ends pages locks the incident first (engine.md, promise 3)."""

from datetime import datetime

from django.db import connection, transaction

from accounts.models import Membership
from routing.models import Incident

LOCK = "SELECT * FROM routing_incident WHERE id = %s FOR NO KEY UPDATE"


def locked(incident_id: int) -> Incident:
    """The incident's row, held until the transaction ends; other rows may still refer to it.

    The lock comes first and what the row points to after it: what a waiting SELECT ... FOR UPDATE joins is as old as its
    snapshot, so `taken_by` would still be nobody although `taken_by_id` is the winner's. Organization, client, site and
    contact are read when they are asked for. Raises Incident.DoesNotExist.
    """
    incident = next(iter(Incident.objects.raw(LOCK, [incident_id])), None)
    if incident is None:
        raise Incident.DoesNotExist
    if incident.taken_by_id is not None:
        incident.taken_by = Membership.objects.select_related("user").get(pk=incident.taken_by_id)
    return incident


def locked_where_it_goes_on(incident_id: int) -> Incident:
    """The incident, or what it was merged into, locked: never both. Whoever holds the one and waits for the other meets
    a merge that holds that and waits for this; a savepoint that is rolled back lets go.
    """
    while True:
        before = transaction.savepoint()
        incident = locked(incident_id)
        if incident.merged_into_id is None:
            transaction.savepoint_commit(before)
            return incident
        transaction.savepoint_rollback(before)
        incident_id = incident.merged_into_id


def still_member(member: Membership) -> bool:
    """Whether they have not left; until the transaction ends they can't. Whoever deactivates them waits, and then finds
    what they took.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT archived_at IS NULL FROM accounts_membership WHERE id = %s FOR SHARE", [member.pk]
        )
        (here,) = cursor.fetchone()
    return bool(here)


def wait_until(incident: Incident, due_at: datetime, reason: str) -> None:
    """Set when somebody must look at the incident again, and why, in words; the caller saves."""
    incident.due_at = due_at
    incident.due_reason = reason[:200]
    incident.nudged_at = None


def one_at_a_time(integration_id: int, dedup_key: str) -> None:
    """Signals of one key (or of the same bytes) are handled one after the other: trigger and clear can't cross."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [integration_id & 0x7FFFFFFF, dedup_key]
        )
