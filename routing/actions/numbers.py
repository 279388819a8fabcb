"""Numbers of incidents count per organization; taken last, so that the organization's row is held briefly."""

from django.db import connection

STATEMENT = (
    "UPDATE accounts_organization SET last_incident_number = last_incident_number + 1 WHERE id = %s"
    " RETURNING last_incident_number"
)


def next_number(organization_id: int) -> int:
    """The next incident number; the row stays locked until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, [organization_id])
        (number,) = cursor.fetchone()
    return int(number)
