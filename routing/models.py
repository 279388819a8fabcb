"""What happens tonight: what came in, what it became, who was paged and what they answered."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from accounts.models import Membership, Organization
from delivery.models import ContactMethod, Message
from oncall.models import EscalationPolicy
from routing.states import PAGE_OPEN, IncidentStatus, PageStatus
from sla.models import Agreement, Client, ClientContact, Runbook, Site, SlaTierVersion

PRIORITIES = ["P1", "P2", "P3", "P4"]
LINES = ["help_desk", "monitoring", "security"]


class Integration(models.Model):
    """One inbound source with its own key. `form`, `member` and `phone` are built in and have none."""

    class Kind(models.TextChoices):
        GENERIC = "generic"
        FORM = "form"
        MEMBER = "member"
        PHONE = "phone"

    class State(models.TextChoices):
        LISTENING = "listening"
        LIVE = "live"
        RETIRED = "retired"

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="integrations")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.LIVE)
    key_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    key_prefix = models.CharField(max_length=8, blank=True)
    client = models.ForeignKey(Client, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    service_line = models.CharField(max_length=12, default="monitoring")  # when the sender names none
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind"],
                condition=~Q(kind="generic"),
                name="one_built_in_integration_per_kind",
            ),
            models.UniqueConstraint(fields=["organization", "id"], name="integration_of_organization"),
            models.CheckConstraint(
                condition=~Q(kind="generic") | Q(key_hash__isnull=False), name="a_source_has_a_key"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["listening", "live", "retired"], service_line__in=LINES),
                name="integration_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Route(models.Model):
    """Which escalation policy serves a client (or all), a service line (or all), a priority (or all)."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="routes")
    client = models.ForeignKey(Client, null=True, blank=True, on_delete=models.PROTECT, related_name="routes")
    service_line = models.CharField(max_length=12, blank=True)
    priority = models.CharField(max_length=2, blank=True)
    policy = models.ForeignKey(EscalationPolicy, on_delete=models.PROTECT, related_name="routes")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "client", "service_line", "priority"],
                name="one_route_per_case",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(service_line__in=["", *LINES], priority__in=["", *PRIORITIES]),
                name="route_case_is_known",
            ),
        ]


class InboundEvent(models.Model):
    """One accepted request, stored raw, append-only. What became of it is its `Handling`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    integration = models.ForeignKey(Integration, on_delete=models.PROTECT, related_name="events")
    received_at = models.DateTimeField()
    decided_at = (
        models.DateTimeField()
    )  # coverage counts from here: the form's shown promise, else received_at
    address = models.GenericIPAddressField(null=True)
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=255, blank=True)
    content_type = models.CharField(max_length=255, blank=True)
    headers = models.JSONField(default=dict)
    raw = models.BinaryField()
    raw_sha256 = models.CharField(max_length=64)
    delivery_id = models.CharField(max_length=255, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["integration", "delivery_id"], name="one_event_per_delivery"),
            models.UniqueConstraint(fields=["organization", "id"], name="event_of_organization"),
        ]
        indexes = [models.Index(fields=["integration", "raw_sha256", "-received_at"], name="events_by_bytes")]


class Handling(models.Model):
    """What became of an inbound event: the row of work. Due until `due_at` is null."""

    class Outcome(models.TextChoices):
        OPENED = "opened"
        REPEATED = "repeated"
        ACKNOWLEDGED = "acknowledged"
        RESOLVED = "resolved"
        REOPENED = "reopened"
        IGNORED = "ignored"
        CONTROL = "control"
        REPLAYED = "replayed"
        UNPARSEABLE = "unparseable"

    event = models.OneToOneField(
        InboundEvent, primary_key=True, on_delete=models.CASCADE, related_name="handling"
    )
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True)
    nudged_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    warnings = models.JSONField(default=list)
    alert = models.ForeignKey("Alert", null=True, on_delete=models.PROTECT, related_name="handlings")
    incident = models.ForeignKey("Incident", null=True, on_delete=models.PROTECT, related_name="handlings")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due_at__isnull=False) | ~Q(outcome=""), name="handled_event_has_an_outcome"
            )
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="handlings_due")]


class Incident(models.Model):
    """What people acknowledge and resolve. Unresolved, it has a due time: the next step, opening, sign of life, wake-up."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="incidents")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=12, choices=[(s.value, s.value) for s in IncidentStatus])
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
    client_told_late_at = models.DateTimeField(null=True)
    status_link_revoked_at = models.DateTimeField(null=True)

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
                condition=Q(priority__in=PRIORITIES, service_line__in=LINES), name="incident_case_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=~Q(status="resolved"), name="incidents_due"),
            models.Index(fields=["organization", "-received_at"], name="incidents_by_time"),
            models.Index(
                fields=["organization", "due_at"], condition=~Q(status="resolved"), name="open_incidents"
            ),
        ]

    @property
    def reference(self) -> str:
        """What people call it: HP-1042."""
        return f"{self.organization.incident_prefix}-{self.number}"

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


class Page(models.Model):
    """One call for one person by one channel for one incident; wants an acknowledgement."""

    class Kind(models.TextChoices):
        PAGE = "page"
        SIGN_OF_LIFE = "sign_of_life"
        HELP = "help"

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="pages")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="pages")
    contact_method = models.ForeignKey(ContactMethod, null=True, on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, null=True, on_delete=models.PROTECT, related_name="pages")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.PAGE)
    channel = models.CharField(max_length=8)
    status = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in PageStatus], default=PageStatus.QUEUED
    )
    reason = models.CharField(max_length=40, blank=True)
    round = models.PositiveSmallIntegerField()
    step = models.PositiveSmallIntegerField()  # 0: outside the steps (fallback, reassigned, snoozed)
    code = models.CharField(max_length=4, blank=True)
    due_at = models.DateTimeField()  # when its message is due
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[s.value for s in PageStatus]), name="page_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=PAGE_OPEN, ended_at=None)
                | (~Q(status__in=PAGE_OPEN) & Q(ended_at__isnull=False)),
                name="ended_page_says_when",
            ),
            models.CheckConstraint(
                condition=Q(status="failed") | Q(message__isnull=False), name="page_has_a_message_or_failed"
            ),
        ]
        indexes = [
            models.Index(fields=["incident", "id"], name="pages_of_incident"),
            models.Index(fields=["contact_method", "-created_at"], name="pages_by_contact_method"),
        ]


class TimelineEntry(models.Model):
    """A line a person can read about what happened to an incident; append-only."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="timeline")
    at = models.DateTimeField()
    kind = models.CharField(max_length=24)
    text = models.TextField()
    member = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    shown_to_client = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["incident", "id"], name="timeline_of_incident")]


class RunbookTick(models.Model):
    """A runbook step done on an incident, with who and when."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="ticks")
    step_text = models.CharField(max_length=255)
    position = models.PositiveSmallIntegerField()
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "position"], name="a_step_is_ticked_once")]


class ReplyCode(models.Model):
    """Two or three digits that mean one incident on one phone, held until 48 h after the incident ends."""

    phone = models.CharField(max_length=16)
    code = models.CharField(max_length=4)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="reply_codes")
    held = DateTimeRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="a_code_means_one_incident_per_phone",
                expressions=[
                    ("phone", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    ("held", RangeOperators.OVERLAPS),
                ],
            ),
            models.UniqueConstraint(fields=["phone", "incident"], name="one_code_per_phone_and_incident"),
        ]


class Reply(models.Model):
    """A person's answer by text or key, stored before it has an effect; due until it was understood or answered."""

    organization = models.ForeignKey(Organization, null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8)  # sms, voice
    provider_key = models.CharField(
        max_length=120, unique=True
    )  # the message's SID; for a key the call's SID and step
    from_phone = models.CharField(max_length=40)
    to_phone = models.CharField(max_length=40)
    body = models.TextField(blank=True)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    nudged_at = models.DateTimeField(null=True)
    member = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="replies")
    page = models.ForeignKey(Page, null=True, on_delete=models.PROTECT, related_name="replies")
    effect = models.CharField(max_length=24, blank=True)  # what it did, e.g. acknowledged, asked_which, late

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="replies_due"),
            models.Index(fields=["from_phone", "-received_at"], name="replies_by_phone"),
        ]


class Heartbeat(models.Model):
    """When a process was last seen alive (the database's clock)."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
