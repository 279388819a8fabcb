"""Keeping what people send: rows first, bytes second, so that what is cut off leaves a line that says so.

The incident is stored and paged before the first file is looked at: a file never holds up a page, and a bad one never
loses the request it came with.
"""

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction

from accounts.audit import Actor
from accounts.models import Membership
from delivery.nudge import nudge
from routing.actions.attached_room import room_for
from routing.actions.client_acts import files_from_client
from routing.actions.lock import locked
from routing.actions.respond import files_from_member
from routing.attached import boxes, kinds, pictures, store
from routing.attached.kinds import Kind, NotKept, Why
from routing.attached.names import clean_name
from routing.models import Attachment, Incident
from routing.models.attachments import HERE
from routing.states import FileState

log = logging.getLogger(__name__)
MOST_AT_ONCE, MOST_BYTES, MOST_IN_ALL = 5, 10_000_000, 25_000_000
MOST_OF_INCIDENT = 30
MOST_REFUSED = 60  # rows that say why; after so many the answer alone does
WRITTEN_BY_THEN = timedelta(seconds=30)


@dataclass(frozen=True)
class Given:
    """A file as it came. `why`: what was wrong with it before anybody looked inside."""

    name: str
    content: bytes
    size: int
    why: Why | None = None


@dataclass(frozen=True)
class Examined:
    name: str
    kind: Kind | None
    content: bytes
    size: int
    sha256: str
    why: Why | None


def attach_from_client(*, incident_id: int, given: Sequence[Given], now: datetime) -> list[Attachment]:
    """Whoever has the incident is told how many, by text; never what is in them."""
    tell = partial(files_from_client, incident_id=incident_id, now=now)
    return _attach(incident_id, given, None, tell, now)


def attach_from_member(
    *, incident_id: int, given: Sequence[Given], by: Membership, actor: Actor, now: datetime
) -> list[Attachment]:
    """As a note does: a line, an audit line, a sign of life."""
    tell = partial(files_from_member, incident_id=incident_id, by=by, actor=actor, now=now)
    return _attach(incident_id, given, by, tell, now)


def _attach(
    incident_id: int,
    given: Sequence[Given],
    by: Membership | None,
    tell: Callable[..., object],
    now: datetime,
) -> list[Attachment]:
    """`tell` gets what came in `words`, where anything did."""
    found = list(map(examine, given))
    with transaction.atomic():
        rows = _fresh_rows(locked(incident_id), found, by, now)
        if rows:
            tell(words=words_of([row for row, _ in rows]))
    return _written(rows, now)


def attach_one(
    *, incident_id: int, given: Given, by: Membership, actor: Actor, now: datetime
) -> tuple[Attachment, bool]:
    """For whoever is told at once: what is refused leaves no line. (the file, whether it lay here already). Raises NotKept."""
    found = examine(given)
    if found.why:
        raise NotKept(found.why)
    with transaction.atomic():
        incident = locked(incident_id)
        same = Attachment.objects.filter(incident=incident, sha256=found.sha256, state__in=HERE).first()
        if same is not None:
            return same, True
        if Attachment.objects.filter(incident=incident, state__in=HERE).count() >= MOST_OF_INCIDENT:
            raise NotKept(Why.TOO_MANY)
        row = _row(incident, found, None, by, now)
        row.save(force_insert=True)
        files_from_member(incident_id=incident_id, words=words_of([row]), by=by, actor=actor, now=now)
    return _written([(row, found.content)], now)[0], False


def examine(given: Given) -> Examined:
    """By its content; without its place where that can be taken out at once."""
    digest = hashlib.sha256(given.content).hexdigest()
    try:
        if given.why:
            raise NotKept(given.why)
        kind = kinds.kind_of(given.content)
        content = _harmless(given.content, kind)
    except NotKept as refused:
        return Examined(clean_name(given.name, None), None, b"", given.size, digest, refused.why)
    return Examined(clean_name(given.name, kind), kind, content, len(content), digest, None)


def _harmless(content: bytes, kind: Kind) -> bytes:
    if kind in kinds.PICTURES:
        pictures.refuse_vast(content, kind)
    if kind is Kind.HEIC:
        return boxes.photo_without_place(content)
    return boxes.film_without_place(content) if kind is Kind.MP4 else content


def _fresh_rows(
    incident: Incident, found: Sequence[Examined], by: Membership | None, now: datetime
) -> list[tuple[Attachment, bytes]]:
    """Of each file once: what lies there already, from this sending or an earlier one, is not taken again."""
    before = list(Attachment.objects.filter(incident=incident).values_list("sha256", "state"))
    known, here = {sha256 for sha256, _ in before}, sum(state in HERE for _, state in before)
    room = None if by else room_for(incident)
    rows = []
    for each in found:
        if each.sha256 in known and each.size:
            continue
        known.add(each.sha256)
        row = _row(incident, each, each.why or _no_room(each, here, room), by, now)
        if row.state in HERE:
            here, room = here + 1, None if room is None else room - each.size
        rows.append((row, each.content))
    rows = rows if len(before) < MOST_REFUSED else [pair for pair in rows if pair[0].state in HERE]
    Attachment.objects.bulk_create([row for row, _ in rows])
    return rows


def _no_room(each: Examined, here: int, room: int | None) -> Why | None:
    if here >= MOST_OF_INCIDENT:
        return Why.TOO_MANY
    return Why.HELD if room is not None and each.size > room else None


def _row(
    incident: Incident, each: Examined, why: Why | None, by: Membership | None, now: datetime
) -> Attachment:
    return Attachment(
        organization_id=incident.organization_id, incident=incident, member=by, name=each.name, kind=each.kind or "",
        size=each.size, sha256=each.sha256, stored_name="" if why else store.new_name(),
        state=FileState.REFUSED if why else FileState.ARRIVED, reason=why or "", created_at=now,
        due_at=None if why else now + WRITTEN_BY_THEN,
    )  # fmt: skip


def _written(rows: Sequence[tuple[Attachment, bytes]], now: datetime) -> list[Attachment]:
    """The bytes, each where its row says; what stays to be done is done by a worker."""
    for row, content in rows:
        if row.state == FileState.ARRIVED:
            _write(row, content, now)
    return [row for row, _ in rows]


def _write(row: Attachment, content: bytes, now: datetime) -> None:
    """A disk that is full loses the file and nothing else: its row says so in half a minute."""
    try:
        store.write(row.stored_name, content)
    except OSError:
        log.exception("A file could not be written.")
        return
    _is_written(row, now)


def _is_written(row: Attachment, now: datetime) -> None:
    is_picture = row.kind in kinds.PICTURES
    row.state = FileState.ARRIVED if is_picture else FileState.KEPT
    row.due_at = now if is_picture or settings.ATTACHMENTS.scanner else None
    row.save(update_fields=["state", "due_at"])
    if row.due_at:
        nudge("default.look_at_attachment", row.pk)


def words_of(rows: Sequence[Attachment]) -> str:
    """What came, counted: `1 photo and 2 files; 1 more could not be taken`."""
    here = [row for row in rows if row.state in HERE]
    photos = sum(row.kind in kinds.PICTURES | {Kind.HEIC} for row in here)
    counted = [_some(photos, "photo"), _some(len(here) - photos, "file")]
    said = " and ".join(filter(None, counted))
    bad = len(rows) - len(here)
    if not bad:
        return said
    return (
        f"{said}; {bad} more could not be taken" if said else f"{_some(bad, 'file')} that could not be taken"
    )


def _some(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}" if count else ""
