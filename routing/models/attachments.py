"""Files that were sent with a request, or added to an incident."""

from django.db import models
from django.db.models import Q

from accounts.models import Membership, Organization
from routing.models.incidents import Incident
from routing.states import FileScan, FileState

HERE = (FileState.ARRIVED, FileState.KEPT)


class Attachment(models.Model):
    """One file. The row is there before its bytes are, and stays when they are gone.

    `stored_name` is where the bytes lie, `look_name` where a small picture to be shown does; `sha256` is of what arrived.
    `member` None: the client sent it. `due_at`: something is to be done with it still (drawn anew, scanned).
    """

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="attachments")
    member = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, blank=True)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_name = models.CharField(max_length=48, blank=True)
    look_name = models.CharField(max_length=48, blank=True)
    state = models.CharField(max_length=10, choices=[(each.value, each.value) for each in FileState])
    reason = models.CharField(max_length=12, blank=True)
    scan = models.CharField(max_length=12, choices=[(each.value, each.value) for each in FileScan], default=FileScan.NOT_SCANNED)  # fmt: skip
    created_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    nudged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(FileState)), name="attachment_state_is_known"),
            models.CheckConstraint(condition=Q(scan__in=list(FileScan)), name="attachment_scan_is_known"),
            models.CheckConstraint(
                condition=Q(state=FileState.REFUSED) ^ Q(reason=""), name="attachment_refused_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state__in=HERE) | Q(stored_name="", look_name="", due_at=None),
                name="attachment_gone_has_no_bytes",
            ),
            models.UniqueConstraint(
                fields=["incident", "sha256"], condition=Q(state__in=HERE), name="one_file_is_kept_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "due_at"], condition=Q(due_at__isnull=False), name="attachments_due"
            ),
            models.Index(fields=["created_at"], name="attachments_by_age"),
        ]

    @property
    def is_readable(self) -> bool:
        """Whether its bytes may be handed out."""
        return self.state == FileState.KEPT and self.scan != FileScan.INFECTED
