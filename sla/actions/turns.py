"""Edits that must not meet: one at a time in an organization, without holding up its incidents."""

from django.db import connection

from accounts.models import Organization

WHAT = 7_301  # what our advisory locks of this kind are called; the second number is the organization
MOST = 2**31


def wait_for_turn(organization: Organization) -> None:
    """Until the transaction ends nobody else has a turn here. The organization's row stays free: numbering incidents
    takes it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [WHAT, organization.pk % MOST])
