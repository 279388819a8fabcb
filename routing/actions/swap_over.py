"""What can't be: the swap was taken, or it is over, or who would take it could not be paged then."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.permissions import Act, may
from oncall.models import Schedule, Swap
from oncall.swap_queries import away_within
from oncall.swapping import SwapStatus
from routing.actions.respond import NotPossible
from routing.reach import verified_phones
from routing.swap_people import beside


class TakenAlready(NotPossible):
    """Somebody else took it; `has_it` says who."""

    def __init__(self, has_it: Membership, text: str) -> None:
        super().__init__(text)
        self.has_it = has_it


def refuse_over(row: Swap, now: datetime) -> None:
    """Raises TakenAlready or NotPossible where nothing can be said any more, in words for who would."""
    if row.status == SwapStatus.DONE and row.taker is not None:
        raise TakenAlready(row.taker, _("%(name)s has it. You have nothing to do.") % {"name": row.taker})
    said = {
        SwapStatus.WITHDRAWN: _("%(name)s does not need it any more."), SwapStatus.EXPIRED: _("It is over: %(name)s stays on call."),
        SwapStatus.DECLINED: _("It is over: everybody said no, %(name)s stays on call."),
        SwapStatus.REFUSED: _("A manager did not approve it: %(name)s stays on call."),
    }  # fmt: skip
    if row.status in said:
        raise NotPossible(said[SwapStatus(row.status)] % {"name": row.asker})
    if row.expires_at <= now:
        raise NotPossible(said[SwapStatus.EXPIRED] % {"name": row.asker})
    if any(each and each.archived_at for each in (row.schedule, row.back_schedule)):
        raise NotPossible(_("This schedule was archived: there is nothing to cover."))


def refuse_taker(row: Swap, taker: Membership, now: datetime) -> None:
    """Raises NotPossible for somebody who could not be on call instead; in an exchange also for whoever asked."""
    refuse_stand_in(taker, row.asker, row.schedule, max(row.start_at, now), row.end_at)
    if row.back_schedule and row.back_start_at and row.back_end_at:
        refuse_stand_in(row.asker, taker, row.back_schedule, max(row.back_start_at, now), row.back_end_at)


def refuse_stand_in(
    stand_in: Membership, away: Membership, schedule: Schedule, since: datetime, until: datetime
) -> None:
    """Raises NotPossible where nobody would be paged in the place of `away` then. What is over is looked at by others."""
    name = {"name": stand_in, "away": away}
    if stand_in.archived_at is not None or not may(stand_in.role, Act.OVERRIDE_SELF):
        raise NotPossible(_("%(name)s takes no turns here any more.") % name)
    if stand_in.pk not in verified_phones([stand_in]):
        raise NotPossible(_("%(name)s has no verified phone and could not be paged: add one first.") % name)
    if since >= until:
        return
    if away_within(schedule.organization, since, until).filter(member=stand_in).exists():
        raise NotPossible(_("%(name)s is away then.") % name)
    if stand_in.pk in beside(away, schedule, since, until):
        raise NotPossible(_("%(name)s is on call then already, together with %(away)s.") % name)
