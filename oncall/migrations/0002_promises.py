"""What the database itself promises of oncall: rows that only grow, states that only move as told, no link across organizations."""

from django.db import migrations

from accounts.transitions import linked


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_promises"), ("oncall", "0001_initial")]

    operations = [
        linked(table="oncall_timeoff", column="member_id", parent="accounts_membership"),
        linked(table="oncall_escalationstep", column="policy_id", parent="oncall_escalationpolicy"),
        linked(table="oncall_fallbackentry", column="member_id", parent="accounts_membership"),
    ]
