"""Where things come from, and which policy serves them."""

from django.db import models
from django.db.models import F, Q

from accounts.models import Organization
from oncall.models import EscalationPolicy
from routing.models.choices import LINES, PRIORITIES
from sla.models import Client


class Integration(models.Model):
    """One inbound source with its own key. `form`, `member` and `phone` are built in and have none.

    While a key is replaced the previous one works too, until `previous_key_until`: never more than two.
    """

    class Kind(models.TextChoices):
        GENERIC = "generic"
        FORM = "form"
        MEMBER = "member"
        PHONE = "phone"

    class State(models.TextChoices):
        LISTENING = "listening"  # what comes is stored and shown, and wakes nobody
        LIVE = "live"
        RETIRED = "retired"

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="integrations")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.LIVE)
    key_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    key_prefix = models.CharField(max_length=8, blank=True)
    previous_key_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    previous_key_prefix = models.CharField(max_length=8, blank=True)
    previous_key_until = models.DateTimeField(null=True, blank=True)
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
                condition=Q(previous_key_hash=None, previous_key_until=None)
                | Q(previous_key_hash__isnull=False, previous_key_until__isnull=False),
                name="a_previous_key_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(previous_key_hash=None) | ~Q(previous_key_hash=F("key_hash")),
                name="a_new_key_is_another_key",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["listening", "live", "retired"], service_line__in=LINES),
                name="integration_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ExternalId(models.Model):
    """What one tool calls a client in its own records, exactly as it is sent: it counts before any name."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    integration = models.ForeignKey(Integration, on_delete=models.PROTECT, related_name="external_ids")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="external_ids")
    word = models.CharField(max_length=255)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "integration", "word"], name="one_client_per_external_id"
            ),
            models.CheckConstraint(condition=~Q(word=""), name="an_external_id_says_something"),
        ]

    def __str__(self) -> str:
        return self.word


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
