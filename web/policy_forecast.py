"""The forecast of a policy in words: when whose phone rings, if it happened now and nobody answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.levels import Level
from accounts.models import Membership
from routing.actions.policy import frozen_draft
from routing.escalation import EnterStep, JoinDesk, Policy
from routing.forecast import Stage, WouldPage, stages
from web.edit import Words
from web.policy_form import PolicyForm

LEVELS: dict[str, Words] = {Level.REGULAR: gettext_lazy("a regular"), Level.SENIOR: gettext_lazy("a senior")}
WAYS = {"sms": gettext_lazy("text"), "voice": gettext_lazy("call")}


@dataclass(frozen=True)
class Told:
    """One step: when it begins, its name, and for each person what reaches them when."""

    at: str
    title: str
    people: Sequence[tuple[str, str]]
    tone: str


def told(form: PolicyForm, now: datetime) -> list[Told]:
    """The valid form's policy, step by step, to the first time that the fallback is paged."""
    policy = frozen_draft(form.organization, form.draft, form.names, priority=form.priority)
    return stages_told(stages(form.organization, policy, priority=form.priority, at=now), policy)


def stages_told(found: Sequence[Stage], policy: Policy) -> list[Told]:
    """A policy's steps as people read them."""
    return [_told(stage, policy) for stage in found]


def _told(stage: Stage, policy: Policy) -> Told:
    at = offset_words(stage.offset_seconds)
    if isinstance(stage.move, JoinDesk):
        return Told(at, _("The desk"), [(_("It waits in the desk's queue."), "")], "to-come")
    people = [_person(member, via, stage) for member, via in stage.people]
    if stage.beside:
        people.append(_person(stage.beside, _along(stage, policy), stage))
    return Told(at, _title(stage, policy.rounds), people, "now" if stage.is_fallback else "done")


def _title(stage: Stage, rounds: int) -> str:
    if not isinstance(stage.move, EnterStep):
        return _("Fallback, again and again")
    told = {"step": stage.move.step, "round": stage.move.round}
    return (_("Step %(step)s, round %(round)s") if rounds > 1 else _("Step %(step)s")) % told


def _along(stage: Stage, policy: Policy) -> str:
    """Why somebody who is not meant is paged."""
    told = {"names": ", ".join(str(member) for member, _via in stage.people), "level": LEVELS[policy.least]}
    return _("together with %(names)s where the client wants %(level)s") % told


def _person(member: Membership, via: str, stage: Stage) -> tuple[str, str]:
    """Alice (Primary) and "text at once, call 0:30, call 2:00"."""
    mine = [page for page in stage.pages if page.member == member]
    name = f"{member} ({via})" if via else str(member)
    return name, ", ".join(map(_page_words, mine)) or _("no phone that works: goes on at once")


def _page_words(page: WouldPage) -> str:
    return f"{WAYS.get(page.channel, page.channel)} {offset_words(page.offset_seconds)}"


def offset_words(seconds: int) -> str:
    """0:30, 16:00, 1:02:00 from the start."""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"
