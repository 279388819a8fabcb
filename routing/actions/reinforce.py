"""Help for whoever has an incident: others are paged beside them, it stays theirs."""

from datetime import datetime

from accounts.models import Membership
from delivery.actions.write import write_message
from delivery.models import Channel, PhoneNumber
from routing.actions.codes import subject_on
from routing.actions.life import tell_by_text
from routing.actions.paging import PAGE_CALL
from routing.actions.policy import policy_of
from routing.actions.timeline import say
from routing.escalation import Target, policy_from_json
from routing.holder_words import helper_comes
from routing.models import Incident, Page
from routing.news_words import help_wanted
from routing.people import people_of
from routing.reach import Reach, paging_number, reaches
from routing.states import PageStatus
from routing.written import written

HELPERS = 2
WAYS = 2


def page_helpers(incident: Incident, *, by: Membership, now: datetime) -> list[Membership]:
    """The next people of the policy and the fallback who can be reached are texted and called to join. The caller holds the lock."""
    others = [p for p in people_of(incident.organization, _targets(incident), now) if p.pk != by.pk]
    number = paging_number(incident.organization)
    found = [reach for reach in reaches(others, priority="P1", number=number, now=now) if reach.rules][
        :HELPERS
    ]
    for reach in found:
        _page(incident, reach, number, by, now)
    names = ", ".join(str(reach.member) for reach in found) or "nobody is left to ask"
    say(incident, "help", f"{by} asked for help: {names}.", now=now, member=by)
    return [reach.member for reach in found]


def page_helper(incident: Incident, member: Membership, *, by: Membership, now: datetime) -> None:
    """This one is asked to help `by`, who has it. The caller holds the lock and says so."""
    number = paging_number(incident.organization)
    for reach in reaches([member], priority="P1", number=number, now=now):
        _page(incident, reach, number, by, now)


def _targets(incident: Incident) -> list[Target]:
    """Of the policy that is frozen, or, where nobody was paged (taken at the desk), of the one that would be."""
    policy = policy_from_json(incident.policy) if incident.policy else policy_of(incident)[0]
    return [target for step in policy.steps for target in step.targets] + list(policy.fallback)


def _page(
    incident: Incident, reach: Reach, number: PhoneNumber | None, by: Membership, now: datetime
) -> None:
    for rule in reach.rules[:WAYS]:
        phone = reach.methods[rule.method_id]
        subject = subject_on(phone, incident, reach.member, now=now)
        body = written(help_wanted(subject, holder=str(by)))
        message = write_message(
            organization=incident.organization, channel=Channel(rule.channel), address=phone.address, sender=number, body=body,
            purpose="help", priority=2, now=now, answer_route=PAGE_CALL if rule.channel == "voice" else "",
        )  # fmt: skip
        Page.objects.create(
            organization_id=incident.organization_id, incident=incident, member=reach.member, contact_method=phone,
            message=message, kind=Page.Kind.HELP, channel=rule.channel, round=incident.round, step=0, code=subject.code, due_at=now,
            created_at=now,
        )  # fmt: skip


def joins(incident: Incident, *, by: Membership, now: datetime) -> bool:
    """Somebody asked to help says 1: they come, the incident stays with whoever has it. False: they were not asked."""
    asked = incident.pages.filter(kind=Page.Kind.HELP, member=by)
    if not asked.exists():
        return False
    asked.filter(ended_at=None).update(status=PageStatus.ACKNOWLEDGED, ended_at=now)
    coming = f"{by} is coming to help."
    if incident.taken_by and not incident.timeline.filter(kind="help", text=coming).exists():
        tell_by_text(incident, incident.taken_by, lambda s: helper_comes(s, helper=str(by)), now=now)
    say(incident, "help", coming, now=now, member=by)
    return True
