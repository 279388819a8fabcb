"""Runbooks for a class of alerts, and steps that say in whose role they are done."""

from django.db import migrations, models

ROLES = ["", "on_call", "senior", "backup", "desk", "manager", "owner", "partner", "contact"]


class Migration(migrations.Migration):
    dependencies = [
        ("sla", "0008_terms_of_a_call_out"),
    ]

    operations = [
        migrations.AddField(
            model_name="runbook",
            name="alert_class",
            field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="runbookstep",
            name="role",
            field=models.CharField(blank=True, default="", max_length=12),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="runbookstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ROLES)), name="who_does_a_step_is_known"
            ),
        ),
    ]
