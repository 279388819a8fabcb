"""What the database itself promises of routing: rows that only grow, states that only move as told, no link across organizations."""

from django.db import migrations

from accounts.append_only import protect
from accounts.transitions import guard, linked

INCIDENT_MOVES = {
    "acknowledged": ("triggered", "snoozed", "resolved"),
    "at_desk": ("acknowledged", "triggered", "queued", "resolved"),
    "held": ("triggered", "queued", "at_desk", "acknowledged", "resolved"),
    "queued": ("at_desk", "triggered", "acknowledged", "resolved"),
    "resolved": ("held", "queued", "at_desk", "triggered"),
    "snoozed": ("triggered", "acknowledged", "resolved"),
    "triggered": ("acknowledged", "snoozed", "queued", "at_desk", "resolved"),
}
PAGE_MOVES = {
    "canceled": ("acknowledged", "rejected"),
    "expired": ("acknowledged", "rejected"),
    "failed": ("acknowledged", "rejected", "waiting"),
    "queued": ("sending", "waiting", "acknowledged", "rejected", "failed", "expired", "canceled"),
    "rejected": ("acknowledged",),
    "sending": ("queued", "waiting", "acknowledged", "rejected", "failed", "expired", "canceled"),
    "waiting": ("queued", "acknowledged", "rejected", "failed", "expired", "canceled"),
}


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_promises"),
        ("delivery", "0002_promises"),
        ("sla", "0002_promises"),
        ("oncall", "0002_promises"),
        ("routing", "0001_initial"),
    ]

    operations = [
        protect("routing_inboundevent"),
        protect("routing_decision"),
        protect("routing_timelineentry"),
        guard("routing_incident", "status", INCIDENT_MOVES),
        guard("routing_page", "status", PAGE_MOVES),
        linked(table="routing_integration", column="client_id", parent="sla_client"),
        linked(table="routing_route", column="client_id", parent="sla_client"),
        linked(table="routing_route", column="policy_id", parent="oncall_escalationpolicy"),
        linked(table="routing_inboundevent", column="integration_id", parent="routing_integration"),
        linked(table="routing_incident", column="client_id", parent="sla_client"),
        linked(table="routing_incident", column="site_id", parent="sla_site"),
        linked(table="routing_incident", column="contact_id", parent="sla_clientcontact"),
        linked(table="routing_incident", column="policy_row_id", parent="oncall_escalationpolicy"),
        linked(table="routing_incident", column="taken_by_id", parent="accounts_membership"),
        linked(table="routing_incident", column="runbook_id", parent="sla_runbook"),
        linked(table="routing_alert", column="integration_id", parent="routing_integration"),
        linked(table="routing_alert", column="incident_id", parent="routing_incident"),
        linked(table="routing_decision", column="incident_id", parent="routing_incident"),
        linked(table="routing_decision", column="agreement_id", parent="sla_agreement"),
        linked(table="routing_page", column="incident_id", parent="routing_incident"),
        linked(table="routing_page", column="member_id", parent="accounts_membership"),
        linked(table="routing_page", column="contact_method_id", parent="delivery_contactmethod"),
        linked(table="routing_page", column="message_id", parent="delivery_message"),
        linked(table="routing_timelineentry", column="incident_id", parent="routing_incident"),
    ]
