"""What the database itself promises of sla: rows that only grow, states that only move as told, no link across organizations."""

from django.db import migrations

from accounts.append_only import protect
from accounts.transitions import linked


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_promises"), ("sla", "0001_initial")]

    operations = [
        protect("sla_slatierversion"),
        protect("sla_coveragerule"),
        protect("sla_slatarget"),
        linked(table="sla_client", column="calendar_id", parent="sla_servicecalendar"),
        linked(table="sla_site", column="client_id", parent="sla_client"),
        linked(table="sla_site", column="calendar_id", parent="sla_servicecalendar"),
        linked(table="sla_clientcontact", column="client_id", parent="sla_client"),
        linked(table="sla_clientalias", column="client_id", parent="sla_client"),
        linked(table="sla_agreement", column="client_id", parent="sla_client"),
        linked(table="sla_agreement", column="version_id", parent="sla_slatierversion"),
        linked(table="sla_agreement", column="site_id", parent="sla_site"),
        linked(table="sla_runbook", column="client_id", parent="sla_client"),
        linked(table="sla_desk", column="calendar_id", parent="sla_servicecalendar"),
    ]
