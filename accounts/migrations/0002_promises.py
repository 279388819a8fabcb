"""What the database itself promises of accounts: rows that only grow, states that only move as told, no link across organizations."""

from django.db import migrations

from accounts.append_only import protect
from accounts.transitions import linked


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        protect("accounts_auditevent"),
        linked(table="accounts_invitation", column="invited_by_id", parent="accounts_membership"),
        linked(table="accounts_apitoken", column="membership_id", parent="accounts_membership"),
    ]
