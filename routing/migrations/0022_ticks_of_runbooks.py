"""A tick says of which runbook its step is: an incident may get another one when more is known of it."""

import django.db.models.deletion
from django.db import migrations, models

OF_THE_ONE_IT_HAS = """
    UPDATE routing_runbooktick tick SET runbook_id = incident.runbook_id
    FROM routing_incident incident WHERE incident.id = tick.incident_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("routing", "0021_consents_told_to_webhooks"),
        ("sla", "0009_runbook_classes"),
    ]

    operations = [
        migrations.AddField(
            model_name="runbooktick",
            name="runbook",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sla.runbook"
            ),
        ),
        migrations.RunSQL(OF_THE_ONE_IT_HAS, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="runbooktick",
            name="runbook",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sla.runbook"
            ),
        ),
        migrations.RemoveConstraint(model_name="runbooktick", name="a_step_is_ticked_once"),
        migrations.AddConstraint(
            model_name="runbooktick",
            constraint=models.UniqueConstraint(
                fields=("incident", "runbook", "position"), name="a_step_is_ticked_once"
            ),
        ),
    ]
