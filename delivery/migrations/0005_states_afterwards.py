"""States are looked at after an update, so that it does not lock the row's key (accounts.transitions)."""

from django.db import migrations

from accounts.transitions import guard_afterwards


class Migration(migrations.Migration):
    dependencies = [("delivery", "0004_sent_keys_are_blank")]

    operations = [
        guard_afterwards("delivery_message", "status"),
    ]
