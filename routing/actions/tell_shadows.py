"""A text to whoever shadows a schedule of a step: whom the page went to. Once an incident; nothing waits for it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from accounts.models import Membership
from accounts.queries import members
from delivery.actions.write import draft_message, write_all
from delivery.models import Channel
from oncall.swap_queries import away_within
from routing.actions.timeline import line, say_all
from routing.escalation import Policy, Target
from routing.models import Decision, Incident
from routing.news_words import follow_along
from routing.queries import last_decision
from routing.reach import paging_number, phones_by
from routing.subject import subject_by
from routing.together import shadows_of
from routing.written import written

AN_INSTANT = timedelta(microseconds=1)


def tell_shadows(
    incident: Incident, policy: Policy, targets: Iterable[Target], paged: Sequence[Membership], decision: Decision | None,
    now: datetime,
) -> None:  # fmt: skip
    """Without shadows it asks the database nothing."""
    ids = set(shadows_of(policy, targets)) - {person.pk for person in paged}
    people = _to_tell(incident, ids, now) if ids and paged else []
    if not people:
        return
    decision = decision or last_decision(incident)
    number = paging_number(incident.organization)
    phones = phones_by("sms", people, number)
    texts, lines = [], []
    for person in people:
        phone = phones.get(person.pk)
        if phone is None:
            continue
        subject = subject_by(decision, incident, person, code="")
        texts.append(draft_message(
            organization=incident.organization, channel=Channel.SMS, address=phone.address, sender=number,
            body=written(follow_along(subject, paged=[str(each) for each in paged])), purpose="notice", priority=4, now=now,
        ))  # fmt: skip
        lines.append(line(incident, "shadow", f"{person} follows along by text.", now=now, member=person))
    write_all(texts, now=now)
    say_all(lines, now=now)


def _to_tell(incident: Incident, ids: set[int], now: datetime) -> list[Membership]:
    """Who is here and was not told yet."""
    told = incident.timeline.filter(kind="shadow").values("member")
    away = away_within(incident.organization, now, now + AN_INSTANT).values("member")
    return list(members(incident.organization).filter(pk__in=ids).exclude(pk__in=told).exclude(pk__in=away))
