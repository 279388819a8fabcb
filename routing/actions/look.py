"""Looking for holes: the snapshot is worked out anew after edits and as time passes, and who must know is told."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.audit import Actor, record
from accounts.models import Organization
from hours.wall import local
from routing.actions.tell_holes import (
    MORNING,
    SOON,
    came_by_itself,
    morning_after,
    not_kept,
    tell_at_once,
    tell_in_the_morning,
    text_owner,
)
from routing.backed import Missing
from routing.hole_mail import soon
from routing.holes import AHEAD, Findings, as_if_alone, find_holes
from routing.models import HoleMark, HoleSnapshot
from routing.stored_holes import brief, found_in, stored
from routing.told_lately import kept, newly_told, told_lately, untold

EVERY = timedelta(hours=1)


def look_for_holes(*, organization_id: int, now: datetime) -> bool:
    """Work the snapshot out and tell of it. False where nothing was due, or somebody else was quicker.

    Marks are read first: an edit committed while we look leaves one that we did not see, and the next look follows.
    """
    row = HoleSnapshot.objects.select_related("organization").get(pk=organization_id)
    marks = list(HoleMark.objects.filter(whose=organization_id).values_list("pk", flat=True))
    if row.due_at > now and not marks:
        return False
    found = find_holes(row.organization, since=now, until=now + AHEAD)
    with transaction.atomic():
        mine = HoleSnapshot.objects.select_for_update(no_key=True).filter(pk=row.pk, edition=row.edition)
        if mine.first() is None:
            return False
        _store(row, found, now)
        HoleMark.objects.filter(pk__in=marks).delete()
    return True


def _store(row: HoleSnapshot, found: Findings, now: datetime) -> None:
    """Tell, and keep what was found."""
    alone = _is_alone(row.organization, found, now)
    if alone:
        found = as_if_alone(found)
    _tell_news(row, found, now)
    _tell_daily(row, found, now)
    row.content, row.brief = stored(found, alone=alone), {**brief(found), "alone": alone}
    row.edition, row.computed_at = row.edition + 1, now
    row.due_at = min(now + EVERY, morning_after(now, ZoneInfo(row.organization.time_zone)))
    row.nudged_at = None
    row.save()


def _is_alone(organization: Organization, found: Findings, now: datetime) -> bool:
    """Confirmed, and still so; it ends by itself when a second person can be reached."""
    if organization.alone_confirmed_at is None or len(found.reachable) < 2:
        return organization.alone_confirmed_at is not None
    ended = Organization.objects.filter(pk=organization.pk, alone_confirmed_at__isnull=False)
    if ended.update(alone_confirmed_at=None):
        record(
            organization=organization, actor=Actor.system(), verb="no longer alone", object_kind="fallback",
            object_id=organization.pk, now=now, reason="a second person can be reached",
        )  # fmt: skip
    return False


def _tell_news(row: HoleSnapshot, found: Findings, now: datetime) -> None:
    """What was told within a day, for the same cause, is not told again; each by mail, and by the owner's text.

    Who was alone until now knows already that nobody stands behind.
    """
    came = came_by_itself(row.organization, found_in(row.content), found)
    if row.content.get("alone"):
        came = [hole for hole in came if hole.missing is not Missing.BEHIND]
    told = told_lately(row.told, now)
    new, untexted = untold(came, told), untold(came, [each for each in told if each.texted])
    if new:
        tell_at_once(row.organization, new, now=now)
        told.append(newly_told(found, new, now))
    if untexted or row.text_owed:
        said = untexted
        if row.text_owed:  # it comes whatever else came meanwhile, which is among what was found
            said = not_kept(row.organization, found.holes, until=now + SOON)
        row.text_owed = not text_owner(row.organization, said, now=now)
        if not row.text_owed and soon(said, now, now + SOON):
            told = [replace(each, texted=True) for each in told]
    row.told = kept(told)


def _tell_daily(row: HoleSnapshot, found: Findings, now: datetime) -> None:
    """The day on which we begin to look has no mail."""
    wall = local(now, ZoneInfo(row.organization.time_zone))
    if row.edition and (wall.time() < MORNING or row.mailed_on == wall.date()):
        return
    if row.edition:
        mailed = found_in(row.mailed)
        tell_in_the_morning(row.organization, found, mailed, day=wall.date(), now=now)
    row.mailed_on, row.mailed = wall.date(), stored(found)
