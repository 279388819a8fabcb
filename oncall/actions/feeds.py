"""Calendar feeds: made, given another address, fetched, ended."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.audit import Actor, record, sides
from accounts.models import Membership
from accounts.refusal import Refused
from accounts.tokens import mint_key
from oncall.calendar_feed import CalendarFeed
from oncall.models import Schedule

MOST_OF_A_MEMBER = 20
FETCH_IS_WRITTEN_EVERY = timedelta(minutes=1)


def make_feed(
    *, member: Membership, schedule: Schedule | None, name: str, actor: Actor, now: datetime
) -> tuple[CalendarFeed, str]:
    """A new feed and its secret, which nobody can read again. `schedule` None: the member's own shifts. Raises Refused."""
    name, minted = name.strip(), mint_key()
    if not 1 <= len(name) <= 80:
        raise Refused(name=_("The name must have 1 to 80 characters."))
    with transaction.atomic():
        _refuse(_held(member), name)
        if schedule is not None and schedule.archived_at is not None:
            raise Refused(schedule=_("This schedule was archived."))
        feed = CalendarFeed.objects.create(
            organization=member.organization, member=member, schedule=schedule, name=name, prefix=minted.prefix,
            secret_hash=minted.digest, created_at=now, changed_at=now,
        )  # fmt: skip
        _record(feed, "created", actor, now)
    return feed, minted.secret


def _held(member: Membership) -> Membership:
    """As it is now, until the transaction ends: nobody who leaves keeps a feed, and nobody has too many."""
    return (
        Membership.objects.select_for_update(no_key=True, of=("self",))
        .select_related("user")
        .get(pk=member.pk)
    )


def _refuse(member: Membership, name: str) -> None:
    if member.archived_at is not None:
        raise Refused(name=_("%(name)s was deactivated.") % {"name": member})
    names = list(CalendarFeed.objects.filter(member=member, revoked_at=None).values_list("name", flat=True))
    if name in names:
        raise Refused(name=_("You have a feed of this name already. Give each device a name of its own."))
    if len(names) >= MOST_OF_A_MEMBER:
        raise Refused(name=_("You have %(most)s feeds. End one that you no longer use first.") % {"most": MOST_OF_A_MEMBER})  # fmt: skip


def rotate_feed(*, feed: CalendarFeed, actor: Actor, now: datetime) -> str:
    """Another address for the same feed; the old one ends at once. Returns the new secret. Raises Refused."""
    minted = mint_key()
    with transaction.atomic():
        won = CalendarFeed.objects.filter(pk=feed.pk, revoked_at=None).update(
            prefix=minted.prefix, secret_hash=minted.digest, last_fetched_at=None
        )
        if not won:
            raise Refused(feed=_("This feed has ended. Make a new one."))
        _record(feed, "rotated_address", actor, now)
    return minted.secret


def revoke_feed(*, feed: CalendarFeed, actor: Actor, now: datetime) -> bool:
    """End a feed for good; True for who did it first."""
    with transaction.atomic():
        won = CalendarFeed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=now)
        if won:
            _record(feed, "revoked", actor, now)
    return bool(won)


def end_feeds(*, member: Membership, now: datetime) -> None:
    """All of a member who leaves. Call it once they are archived, in that transaction; whoever calls writes the audit."""
    CalendarFeed.objects.filter(member=member, revoked_at=None).update(revoked_at=now)


def note_fetch(*, feed: CalendarFeed, mark: str, now: datetime) -> CalendarFeed:
    """Remember that it was fetched, at most once a minute, and since when it tells what it tells now.

    Returns the feed as it is stored then: of two fetches at once that find something new, one counts.
    """
    if feed.facts_mark == mark and not _is_due(feed, now):
        return feed
    mine = CalendarFeed.objects.filter(pk=feed.pk)
    if feed.facts_mark == mark:
        mine.update(last_fetched_at=now)
        return feed
    first = feed.facts_mark == ""
    mine.filter(facts_mark=feed.facts_mark).update(
        facts_mark=mark, changed_at=now, revision=F("revision") + int(not first), last_fetched_at=now
    )
    feed.refresh_from_db(fields=["facts_mark", "changed_at", "revision"])
    return feed


def _is_due(feed: CalendarFeed, now: datetime) -> bool:
    return feed.last_fetched_at is None or now - feed.last_fetched_at >= FETCH_IS_WRITTEN_EVERY


def _record(feed: CalendarFeed, verb: str, actor: Actor, now: datetime) -> None:
    told = {"name": feed.name, "member": str(feed.member), "schedule": str(feed.schedule or "")}
    before, after = sides(told, over=verb == "revoked")
    record(
        organization=feed.organization, actor=actor, verb=verb, object_kind="calendar_feed", object_id=feed.pk,
        now=now, before=before, after=after,
    )  # fmt: skip
