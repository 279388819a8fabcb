"""What is done with a file once it lies there: the scanner is asked, a picture is drawn anew. One file at a time."""

import logging
from datetime import datetime, timedelta

from django.db.models import F, Q

from routing.attached import pictures, store
from routing.attached.kinds import PICTURES, Kind, NotKept, Why
from routing.attached.scanner import Away, is_infected, scanner
from routing.models import Attachment
from routing.models.attachments import HERE
from routing.states import FileScan, FileState, HeldEnd

log = logging.getLogger(__name__)
AGAIN = timedelta(minutes=5)  # and twice as long after each time, up to 64 times
MOST_TRIES = 3  # a picture that ends the worker is not looked at for ever
ORPHAN = timedelta(days=1)
SPAM_KEPT = timedelta(days=7)  # as long as it is listed, should it be none


def look_at_attachment(*, attachment_id: int, now: datetime) -> None:
    """Harmless twice: whoever comes second finds it done."""
    row = Attachment.objects.filter(pk=attachment_id, due_at__lte=now).first()
    if row is None:
        return
    Attachment.objects.filter(pk=row.pk).update(tries=F("tries") + 1)
    content = store.read(row.stored_name)
    if content is None:
        _refuse(row, Why.LOST)
        return
    scan, again = _scanned(row, content)
    due_at = now + AGAIN * 2 ** min(row.tries, 6) if again else None
    if row.state == FileState.ARRIVED:
        _settle(row, content, scan, due_at)
    else:
        _change(row, scan=scan, due_at=due_at)


def _scanned(row: Attachment, content: bytes) -> tuple[FileScan, bool]:
    """(what is known, whether to ask again)."""
    scan = scanner()
    if scan is None or row.scan != FileScan.NOT_SCANNED:
        return FileScan(row.scan), False
    try:
        return (FileScan.INFECTED if is_infected(scan, content) else FileScan.CLEAN), False
    except Away as away:
        log.warning("The scanner did not answer about file %s: %s", row.pk, away)
        return FileScan.NOT_SCANNED, True


def _settle(row: Attachment, content: bytes, scan: FileScan, due_at: datetime | None) -> None:
    """What is infected is kept as it came, and withheld; nothing reads it."""
    if row.kind not in PICTURES or scan == FileScan.INFECTED:
        _change(row, state=FileState.KEPT, scan=scan, due_at=due_at)
        return
    try:
        if row.tries >= MOST_TRIES:
            raise NotKept(Why.PICTURE)
        drawn = pictures.draw_anew(content, Kind(row.kind))
    except NotKept as refused:
        _refuse(row, refused.why)
        return
    picture, look = store.new_name(), store.new_name()
    store.write(picture, drawn.picture)
    store.write(look, drawn.look)
    done = _change(
        row, state=FileState.KEPT, scan=scan, due_at=due_at, stored_name=picture, look_name=look,
        size=len(drawn.picture),
    )  # fmt: skip
    store.remove(*((row.stored_name,) if done else (picture, look)))


def _refuse(row: Attachment, why: Why) -> None:
    if _change(row, state=FileState.REFUSED, reason=why, stored_name="", look_name="", due_at=None):
        store.remove(row.stored_name, row.look_name)


def _change(row: Attachment, **fields: object) -> bool:
    """False: somebody else was first, and did it."""
    asked = Attachment.objects.filter(pk=row.pk, due_at=row.due_at, state=row.state)
    return asked.update(**fields) == 1


def forget_attachments(*, before: datetime, now: datetime) -> int:
    """Remove the bytes of what is older, of what was called spam a week ago, and those that belong to no row; the rows
    stay and say so.
    """
    spam = Q(
        incident__held_request__ended_how=HeldEnd.SPAM, incident__held_request__ended_at__lt=now - SPAM_KEPT
    )
    old = Attachment.objects.filter(Q(created_at__lt=before) | spam, state__in=HERE)
    count = 0
    for row in old.iterator():
        gone = Attachment.objects.filter(pk=row.pk).update(
            state=FileState.FORGOTTEN, name="", stored_name="", look_name="", due_at=None
        )
        store.remove(row.stored_name, row.look_name)
        count += gone
    _remove_orphans(now)
    return count


def _remove_orphans(now: datetime) -> None:
    """Left by a worker that ended between two steps."""
    names = list(store.older_than(now - ORPHAN))
    for start in range(0, len(names), 1000):
        some = names[start : start + 1000]
        for column in ("stored_name", "look_name"):
            held = set(Attachment.objects.filter(**{f"{column}__in": some}).values_list(column, flat=True))
            some = [name for name in some if name not in held]
        store.remove(*some)
