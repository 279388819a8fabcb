"""Where promised time has nobody behind it: what was found last, that something has changed since, and what is kept so."""

from django.db import models
from django.db.models import F, Q, Value

from accounts.models import Organization


class HoleSnapshot(models.Model):
    """What the last look at the coming 60 days found; every organization has one (`every_organization_is_looked_at`).

    `content` and `mailed` are in the words of `routing.stored_holes`, `told` in those of `routing.told_lately`. Who looks
    writes only while `edition` is as it was read.
    """

    organization = models.OneToOneField(
        Organization, primary_key=True, on_delete=models.PROTECT, related_name="hole_snapshot"
    )
    edition = models.PositiveBigIntegerField(default=0)
    due_at = models.DateTimeField()  # time passes: looked at again then, whatever was edited
    nudged_at = models.DateTimeField(null=True)  # the database's clock
    computed_at = models.DateTimeField(null=True)
    content = models.JSONField(default=dict)
    brief = models.JSONField(default=dict)  # the most urgent ones, and how many there are
    text_owed = models.BooleanField(
        default=False
    )  # of a hole that came by itself the owner is still to be texted
    mailed_on = models.DateField(null=True)  # the day, where the organization is, of the last morning's mail
    mailed = models.JSONField(default=dict)  # what was missing then
    told = models.JSONField(db_default=Value([], models.JSONField()))  # what was told at once in the last day

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(edition=0) | Q(computed_at__isnull=False),
                name="holes_were_looked_at_when_it_says",
            )
        ]
        indexes = [models.Index(fields=["due_at"], name="hole_snapshots_due")]


class HoleMark(models.Model):
    """An edit that can make or mend a hole was committed: triggers write it in the edit's own transaction.

    Marks are only added, so that no edit waits for another; a look takes away those it saw before it began.
    """

    whose = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()  # the database's clock
    made_in = models.BigIntegerField()  # the transaction's number: one mark of each is enough

    class Meta:
        indexes = [models.Index(fields=["whose", "made_in"], name="hole_marks_of_organization")]


class KeptHole(models.Model):
    """Somebody saved an edit that made this hole, and said why it stays."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    policy_id = models.BigIntegerField(null=True)  # null: no route fits, the fallback alone
    missing = models.CharField(max_length=16)
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    kept_by = models.CharField(max_length=120)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(end_at__gt=F("start_at")), name="kept_hole_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="kept_hole_has_a_reason"),
        ]
        indexes = [models.Index(fields=["organization", "end_at"], name="kept_holes_of_organization")]
