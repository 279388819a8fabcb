"""States are looked at after an update, so that it does not lock the row's key (accounts.transitions)."""

from django.db import migrations

from accounts.transitions import guard_afterwards


class Migration(migrations.Migration):
    dependencies = [("routing", "0008_what_can_be_undone")]

    operations = [
        guard_afterwards("routing_incident", "status"),
        guard_afterwards("routing_page", "status"),
        guard_afterwards("routing_integration", "state"),
        guard_afterwards("routing_webhook", "state"),
        guard_afterwards("routing_webhookdelivery", "status"),
    ]
