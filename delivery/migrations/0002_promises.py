"""What the database itself promises of delivery: rows that only grow, states that only move as told, no link across organizations."""

from django.db import migrations

from accounts.append_only import protect
from accounts.transitions import guard, linked

MESSAGE_MOVES = {
    "queued": ("sending", "failed", "canceled", "expired"),
    "sending": ("queued", "waiting", "delivered", "failed", "canceled", "expired"),
    "waiting": ("queued", "delivered", "failed", "canceled", "expired"),
    "failed": ("delivered",),
    "canceled": ("delivered", "failed"),
    "expired": ("delivered",),
}


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_promises"), ("delivery", "0001_initial")]

    operations = [
        protect("delivery_providerevent"),
        guard("delivery_message", "status", MESSAGE_MOVES),
        linked(table="delivery_contactmethod", column="member_id", parent="accounts_membership"),
        linked(table="delivery_attempt", column="message_id", parent="delivery_message"),
    ]
