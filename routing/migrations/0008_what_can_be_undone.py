"""What was taken, closed or snoozed by mistake goes back to where it was."""

from django.db import migrations

from accounts.transitions import guard

BEFORE = {
    "acknowledged": ("triggered", "snoozed", "resolved"),
    "at_desk": ("acknowledged", "triggered", "queued", "resolved"),
    "held": ("triggered", "queued", "at_desk", "acknowledged", "resolved"),
    "queued": ("at_desk", "triggered", "acknowledged", "resolved"),
    "resolved": ("held", "queued", "at_desk", "triggered"),
    "snoozed": ("triggered", "acknowledged", "resolved"),
    "triggered": ("acknowledged", "snoozed", "queued", "at_desk", "resolved"),
}
NOW = BEFORE | {
    "acknowledged": ("triggered", "snoozed", "resolved", "held", "queued", "at_desk"),
    "resolved": ("held", "queued", "at_desk", "triggered", "acknowledged", "snoozed"),
}
OLD = guard("routing_incident", "status", BEFORE)


class Migration(migrations.Migration):
    dependencies = [("routing", "0007_merged_incidents")]

    operations = [
        migrations.RunSQL(OLD.reverse_sql, OLD.sql),
        guard("routing_incident", "status", NOW),
    ]
