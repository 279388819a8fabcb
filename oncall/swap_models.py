"""Swaps: a member asks others to take a time of theirs; what was agreed becomes overrides."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from accounts.models import Membership, Organization
from delivery.models import Message
from oncall.swapping import SWAP_OPEN, SwapStatus

PERIOD = Func(F("start_at"), F("end_at"), RangeBoundary(), function="tstzrange")
STATUSES = [(status.value, status.value) for status in SwapStatus]
TIME_GIVEN_BACK = Q(back_start_at=None, back_end_at=None) | (
    Q(back_end_at__gt=F("back_start_at"))
    & (Q(back_end_at__lte=F("start_at")) | Q(back_start_at__gte=F("end_at")))
)


class SwapAudience(models.TextChoices):
    """Who is asked."""

    PERSON = "person"
    CREW = "crew"  # everybody in the schedule's rotations
    EVERYONE = "everyone"  # everybody who could be paged instead


class Swap(models.Model):
    """`asker` wants somebody to be on call in their place from `start_at` to `end_at`, maybe for a time of theirs in return.

    The row is the work: at `due_at` the sweep tells the asker that they are still on, or that it is over.
    """

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="swaps")
    schedule = models.ForeignKey("oncall.Schedule", on_delete=models.PROTECT, related_name="swaps")
    asker = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=8, choices=SwapAudience.choices)
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    back_start_at = models.DateTimeField(
        null=True, blank=True
    )  # what the asker takes of the taker's in return
    back_end_at = models.DateTimeField(null=True, blank=True)
    back_schedule = models.ForeignKey(
        "oncall.Schedule", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # in which that is: the same, or another
    note = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=9, choices=STATUSES, default=SwapStatus.ASKED.value)
    taker = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)  # that they are still on
    due_at = models.DateTimeField(null=True, blank=True)
    nudged_at = models.DateTimeField(null=True, blank=True)  # the database's clock
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(end_at__gt=F("start_at")), name="swap_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(status__in=[each.value for each in SwapStatus]), name="swap_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(audience__in=SwapAudience.values), name="swap_audience_is_known"
            ),
            models.CheckConstraint(condition=TIME_GIVEN_BACK, name="swap_gives_back_another_time"),
            models.CheckConstraint(
                condition=Q(back_start_at=None, back_schedule=None)
                | Q(back_start_at__isnull=False, back_schedule__isnull=False),
                name="swap_names_the_schedule_it_gives_back_in",
            ),
            models.CheckConstraint(
                condition=Q(back_start_at=None) | Q(audience="person"), name="an_exchange_is_between_two"
            ),
            models.CheckConstraint(
                condition=Q(taker=None) | ~Q(taker=F("asker")), name="nobody_covers_for_themselves"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["asked", "declined"], taker=None)
                | Q(status__in=["accepted", "done", "refused"], taker__isnull=False, taken_at__isnull=False)
                | Q(status__in=["withdrawn", "expired"]),
                name="swap_names_its_taker",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__lte=F("start_at"))
                | (Q(start_at__lte=F("created_at")) & Q(expires_at__lte=F("end_at"))),
                name="swap_expires_before_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(status__in=SWAP_OPEN, due_at__isnull=False, ended_at=None)
                | (~Q(status__in=SWAP_OPEN) & Q(ended_at__isnull=False)),
                name="open_swap_has_a_due_time",
            ),
            ExclusionConstraint(
                name="one_open_swap_per_time",
                expressions=[
                    ("schedule", RangeOperators.EQUAL),
                    ("asker", RangeOperators.EQUAL),
                    (PERIOD, RangeOperators.OVERLAPS),
                ],
                condition=Q(status__in=SWAP_OPEN),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="swaps_due"),
            models.Index(fields=["organization", "-id"], name="swaps_by_organization"),
        ]

    @property
    def is_open(self) -> bool:
        return self.status in SWAP_OPEN


class SwapAsked(models.Model):
    """Somebody who was asked, and whether they said no. `text`: how they were asked, to be taken back while it waits."""

    swap = models.ForeignKey(Swap, on_delete=models.CASCADE, related_name="asked")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    declined_at = models.DateTimeField(null=True, blank=True)
    text = models.ForeignKey(Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["swap", "member"], name="asked_once")]
