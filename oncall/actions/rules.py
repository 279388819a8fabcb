"""How a member wants to be paged: the rules of one priority are set as a whole, or taken away for those as shipped."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import Actor, record_edit
from accounts.edition import Stale
from accounts.models import Membership
from accounts.refusal import Refused
from delivery.queries import usable_methods
from oncall.models import NotificationRule
from oncall.queries import ways_of
from oncall.ways import Way, mark_of

MOST = 8  # a priority
LONGEST_SECONDS = 3600


def set_rules(
    *, member: Membership, priority: str, ways: Sequence[Way], seen: str, actor: Actor, now: datetime
) -> bool:
    """These ways from now on; True if that is new. `seen`: the mark of the rules the editor looked at. Raises Refused."""
    _refuse_bad(member, ways)
    return _replace(member, priority, sorted(ways), seen, actor, now)


def use_shipped_rules(*, member: Membership, priority: str, seen: str, actor: Actor, now: datetime) -> bool:
    """No rules of one's own: the ones that ship hold, for whatever phones there are. Raises Refused."""
    return _replace(member, priority, [], seen, actor, now)


def _refuse_bad(member: Membership, ways: Sequence[Way]) -> None:
    if not ways:
        raise Refused(ways=_("At least one way must stay. “As shipped” brings the usual ones back."))
    if len(ways) > MOST:
        raise Refused(ways=_("At most {most} ways.").format(most=MOST))
    if len(set(ways)) < len(ways):
        raise Refused(ways=_("The same way stands there twice at the same time. Take one out."))
    if any(not 0 <= way.delay_seconds <= LONGEST_SECONDS for way in ways):
        raise Refused(ways=_("A way comes within an hour: by then others are paged."))
    takes = {phone.pk: phone for phone in usable_methods(member)}
    for way in ways:
        phone = takes.get(way.method_id)
        if phone is None:
            raise Refused(ways=_("That is no verified phone of {name}.").format(name=member))
        if not (phone.can_text if way.channel == "sms" else phone.can_call and way.channel == "voice"):
            raise Refused(ways=_("{phone} does not take that.").format(phone=phone.address))


def _replace(
    member: Membership, priority: str, ways: Sequence[Way], seen: str, actor: Actor, now: datetime
) -> bool:
    with transaction.atomic():
        locked = Membership.objects.select_for_update(no_key=True).get(pk=member.pk)
        before = ways_of(locked).get(priority, ())
        if mark_of(before) != seen:
            raise Stale(
                mark_of(before),
                _("Somebody changed these meanwhile."),
                _("What you see now is theirs: look again."),
            )
        NotificationRule.objects.filter(member=locked, priority=priority).delete()
        NotificationRule.objects.bulk_create(
            NotificationRule(
                member=locked, priority=priority, channel=way.channel, contact_method_id=way.method_id,
                delay_seconds=way.delay_seconds,
            )
            for way in ways
        )  # fmt: skip
        edit = record_edit(
            organization=member.organization, actor=actor, verb="rules.edited", object_kind="member",
            object_id=member.pk, before={priority: _told(before)}, after={priority: _told(ways)}, now=now,
        )  # fmt: skip
    return edit is not None


def _told(ways: Sequence[Way]) -> list[dict[str, Any]]:
    return [
        {"after_seconds": way.delay_seconds, "channel": way.channel, "contact_method": way.method_id}
        for way in ways
    ]
