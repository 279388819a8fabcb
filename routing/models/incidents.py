"""What people acknowledge and resolve, the signals behind it, and what was decided."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from accounts.models import Membership, Organization
from oncall.models import EscalationPolicy
from routing.models.choices import LINES, PRIORITIES
from routing.models.sources import Integration
from routing.states import IncidentStatus
from sla.models import Agreement, Client, ClientContact, Runbook, Site, SlaTierVersion

SEARCHED = ("summary", "contact_name", "contact_phone", "contact_email")


def _trigrams(field: str) -> OpClass:
    """What makes `icontains` on a field fast."""
    return OpClass(Upper(field), name="gin_trgm_ops")


class Incident(models.Model):
    """What people acknowledge and resolve. Unresolved, it has a due time: the next step, opening, sign of life, wake-up."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="incidents")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=20, choices=[(s.value, s.value) for s in IncidentStatus])
    due_at = models.DateTimeField(null=True)
    due_reason = models.CharField(max_length=200, blank=True)  # in words: what happens then
    nudged_at = models.DateTimeField(null=True)  # the database's clock

    summary = models.CharField(max_length=1024)
    details = models.TextField(blank=True)
    source = models.CharField(max_length=255, blank=True)
    alert_class = models.CharField(max_length=255, blank=True)
    client = models.ForeignKey(Client, null=True, on_delete=models.PROTECT, related_name="incidents")
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")
    service_line = models.CharField(max_length=12)
    priority = models.CharField(max_length=2)
    channel = models.CharField(max_length=12)  # webhook, form, member, api
    reported_by_person = models.BooleanField(default=False)
    reporter = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(ClientContact, null=True, on_delete=models.PROTECT, related_name="+")
    contact_name = models.CharField(max_length=80, blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)  # E.164, or as typed when it can't be read
    contact_email = models.CharField(max_length=254, blank=True)
    language = models.CharField(
        max_length=8, blank=True, default="", db_default=""
    )  # of the form it came by; blank: the client's own
    received_at = models.DateTimeField()

    policy = models.JSONField(null=True)  # frozen when paging starts, see engine promise 6
    policy_row = models.ForeignKey(EscalationPolicy, null=True, on_delete=models.PROTECT, related_name="+")
    runbook = models.ForeignKey(Runbook, null=True, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(default=0)  # 0: not started; counts from 1
    step = models.PositiveSmallIntegerField(default=0)
    fallback_round = models.PositiveSmallIntegerField(default=0)
    paging_started_at = models.DateTimeField(null=True)
    step_started_at = models.DateTimeField(null=True)

    taken_by = models.ForeignKey(
        Membership, null=True, on_delete=models.PROTECT, related_name="taken_incidents"
    )
    taken_at = models.DateTimeField(null=True)
    life_seen_at = models.DateTimeField(null=True)  # the last sign of life of whoever took it
    life_asked = models.PositiveSmallIntegerField(default=0)  # 0 not asked, 1 by text, 2 by call
    makes_way_at = models.DateTimeField(
        null=True
    )  # since when the taker's pages of other clients are to move on
    responded_at = models.DateTimeField(null=True)
    responded_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    responded_how = models.CharField(max_length=8, blank=True)  # called, wrote
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    resolve_reason = models.TextField(blank=True)
    resolved_by_source = models.BooleanField(default=False)
    minutes_worked = models.PositiveIntegerField(null=True)
    billable = models.BooleanField(null=True)
    flapping = models.BooleanField(default=False)
    previous = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="next_ones")
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged_ones"
    )  # the one that goes on for both
    client_told_late_at = models.DateTimeField(null=True)
    status_link_revoked_at = models.DateTimeField(null=True)

    opened_with: "Decision | None" = (
        None  # no column: its first decision, where this very transaction opened it
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="incident_numbers_count_per_organization"
            ),
            models.UniqueConstraint(fields=["organization", "id"], name="incident_of_organization"),
            models.CheckConstraint(
                condition=Q(status__in=[s.value for s in IncidentStatus]), name="incident_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status="resolved") | Q(due_at__isnull=False),
                name="unresolved_incident_has_a_due_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="resolved") | Q(due_at=None, resolved_at__isnull=False),
                name="resolved_incident_is_at_rest",
            ),
            models.CheckConstraint(
                condition=~Q(status="acknowledged") | Q(taken_by__isnull=False, taken_at__isnull=False),
                name="taken_incident_has_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status="triggered") | Q(policy__isnull=False),
                name="paging_incident_has_its_policy",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(status="resolved"), name="merged_incident_is_closed"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="incident_is_not_part_of_itself"
            ),
            models.CheckConstraint(
                condition=Q(priority__in=PRIORITIES, service_line__in=LINES), name="incident_case_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=~Q(status="resolved"), name="incidents_due"),
            models.Index(fields=["organization", "-received_at"], name="incidents_by_time"),
            models.Index(
                fields=["organization", "due_at"], condition=~Q(status="resolved"), name="open_incidents"
            ),
            models.Index(fields=["taken_by"], condition=Q(status="acknowledged"), name="taken_incidents"),
            models.Index(
                fields=["makes_way_at"],
                condition=Q(makes_way_at__isnull=False),
                name="incidents_that_make_way",
            ),
            GinIndex(*(_trigrams(field) for field in SEARCHED), name="incidents_by_words"),
        ]

    @property
    def reference(self) -> str:
        """What people call it: HP-1042."""
        return f"{self.organization.incident_prefix}-{self.number}"

    @property
    def part_of(self) -> str:
        """The reference of the incident that goes on for it, or ""."""
        return f"{self.organization.incident_prefix}-{self.merged_into.number}" if self.merged_into else ""

    def __str__(self) -> str:
        return self.reference


class Alert(models.Model):
    """A deduplicated signal: (integration, dedup_key); open or cleared, with a repeat count."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    integration = models.ForeignKey(Integration, on_delete=models.PROTECT, related_name="alerts")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="alerts")
    dedup_key = models.CharField(max_length=255, null=True)
    status = models.CharField(max_length=8, choices=[("open", "open"), ("cleared", "cleared")])
    summary = models.CharField(max_length=1024)
    severity = models.CharField(max_length=64, blank=True)  # the sender's word
    source = models.CharField(max_length=255, blank=True)
    alert_class = models.CharField(max_length=255, blank=True)
    details = models.JSONField(default=dict)
    client_hint = models.CharField(max_length=255, blank=True)
    client_key = models.CharField(max_length=255, blank=True)  # the sender's own id of the client
    client_candidates = models.JSONField(default=list)
    occurred_at = models.DateTimeField(null=True)  # the sender's clock: shown, never trusted
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)
    repeat_count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["integration", "dedup_key"], condition=Q(status="open"), name="one_open_alert_per_key"
            ),
            models.CheckConstraint(
                condition=Q(status="open", cleared_at=None) | Q(status="cleared", cleared_at__isnull=False),
                name="cleared_alert_says_when",
            ),
        ]
        indexes = [models.Index(fields=["integration", "dedup_key", "-cleared_at"], name="alerts_by_key")]


class Decision(models.Model):
    """The coverage outcome with its reasons, frozen; append-only. An incident has one or more, the last counts."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="decisions")
    at = models.DateTimeField()
    fact = models.CharField(
        max_length=120
    )  # the new fact that made it: received, priority raised, desk closed ...
    outcome = models.CharField(max_length=8)
    band = models.CharField(max_length=16)
    covered = models.BooleanField()
    contain_only = models.BooleanField(default=False)
    priority = models.CharField(max_length=2)
    reasons = models.JSONField()
    agreement = models.ForeignKey(Agreement, null=True, on_delete=models.PROTECT, related_name="+")
    tier_version = models.ForeignKey(SlaTierVersion, null=True, on_delete=models.PROTECT, related_name="+")
    tier_name = models.CharField(max_length=100)
    acknowledge_due_at = models.DateTimeField(null=True)
    response_due_at = models.DateTimeField(null=True)
    update_due_at = models.DateTimeField(null=True)
    resolution_due_at = models.DateTimeField(null=True)
    next_opening_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["page", "queue", "consent"]), name="decision_outcome_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="queue") | Q(next_opening_at__isnull=False), name="queue_says_until_when"
            ),
        ]
        indexes = [models.Index(fields=["incident", "-id"], name="decisions_of_incident")]
