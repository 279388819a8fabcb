"""What an incident's pages and timeline say of the people who may be asked: who sleeps, passed it on, let others go first."""

from datetime import datetime, timedelta

from django.db import connection

from routing.asking import BUSY_FOR, Said
from routing.models import Incident

SAID = """
    SELECT 'asleep', member_id FROM routing_page
    WHERE incident_id = %(incident)s AND kind = 'sign_of_life' AND status = 'expired'
    UNION
    SELECT 'passed', member_id FROM routing_timelineentry
    WHERE incident_id = %(incident)s AND kind = 'passed_on' AND member_id IS NOT NULL
        AND at > %(turn_ago)s AND at <= %(now)s
    UNION
    SELECT CASE
        WHEN at >= %(now)s THEN 'giving_way'
        WHEN EXISTS (
            SELECT FROM routing_page AS page WHERE page.incident_id = told.incident_id AND page.member_id = told.member_id
                AND page.kind = 'page' AND page.created_at >= told.at
        ) THEN 'gave_way'
        ELSE 'owed'
    END, member_id
    FROM routing_timelineentry AS told
    WHERE incident_id = %(incident)s AND kind = 'busy' AND member_id IS NOT NULL
"""

AT_WORK = """
    SELECT DISTINCT taken_by_id FROM routing_incident
    WHERE organization_id = %s AND status = 'acknowledged' AND priority IN ('P1', 'P2')
        AND greatest(taken_at, life_seen_at) > %s AND (client_id = %s) IS NOT TRUE
"""


def said_of(incident: Incident, *, turn: timedelta, now: datetime) -> Said:
    """In one statement. `turn`: how long whoever passed it on is left alone."""
    with connection.cursor() as cursor:
        cursor.execute(SAID, {"incident": incident.pk, "turn_ago": now - turn, "now": now})
        rows = cursor.fetchall()
    found = {what: frozenset(pk for said, pk in rows if said == what) for what, _ in rows}
    nobody = frozenset[int]()
    owed = found.get("owed", nobody) - found.get("giving_way", nobody)
    return Said(
        asleep=found.get("asleep", nobody),
        passed=found.get("passed", nobody),
        giving_way=found.get("giving_way", nobody),
        gave_way=found.get("gave_way", nobody) | owed,
        owed=owed,
    )


def at_work(incident: Incident, *, now: datetime) -> frozenset[int]:
    """Everybody who is busy with an urgent incident of another client; `people.people_and_work` asks for some alone."""
    with connection.cursor() as cursor:
        cursor.execute(AT_WORK, [incident.organization_id, now - BUSY_FOR, incident.client_id])
        return frozenset(pk for (pk,) in cursor.fetchall())
