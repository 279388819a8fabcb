"""Whom a step pages: those it means, without who is busy elsewhere or has just passed it on, while others can be asked."""

from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from accounts.models import Membership
from routing.actions.beside import Beside, beside_step
from routing.actions.timeline import line
from routing.asking import Said, asking, later_in_round, settled
from routing.escalation import EnterStep, Policy, Target, one_turn_seconds, policy_from_json
from routing.models import Incident, TimelineEntry
from routing.people import people_and_work
from routing.reach import reached
from routing.said import said_of


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who is paged now; `words` for the step's line, `lines` for whoever gives way; `passed`: who passed it on just now."""

    people: list[Membership]
    words: str
    lines: list[TimelineEntry]
    passed: list[Membership]
    beside: Beside | None = None  # who comes along, since those who are asked should not come alone


def choose(
    incident: Incident, policy: Policy, move: EnterStep, said: Said, *, not_again: Set[int], now: datetime
) -> Chosen:
    """Decide who of a step is paged now, nobody of `not_again`. Only where nobody of it is free do we look for others."""
    owed = tuple(Target("member", pk, "") for pk in sorted(said.owed))
    people, work = people_and_work(incident, (*move.targets, *owed), now)
    by_id = {person.pk: person for person in people}
    found = asking(by_id, work.keys(), said)
    aside = not found.asked and (found.busy or found.passed)
    followers = _free(incident, later_in_round(policy, move), said, now) if aside else []
    stand_ins = _stand_ins(incident, policy, said, now) if aside and not followers else []
    by_id.update({person.pk: person for person in stand_ins})
    end = settled(found, others_follow=bool(followers), stand_ins=tuple(person.pk for person in stand_ins))
    waits = [by_id[pk] for pk in end.gives_way if pk not in said.giving_way]
    passed = [by_id[pk] for pk in found.passed]
    asked = [by_id[pk] for pk in end.asked if pk not in not_again]
    return Chosen(
        people=asked,
        words=_words(asked, passed, bool(people)),
        lines=[_gives_way(incident, person, work[person.pk], now) for person in waits],
        passed=passed,
        beside=beside_step(incident, policy, move, asked, said, not_again=not_again, now=now),
    )


def anybody_free(incident: Incident, *, besides: Membership, now: datetime) -> bool:
    """Whether the policy, or the fallback of what is urgent, names somebody else who can be asked now."""
    policy = policy_from_json(incident.policy or {})
    turn = timedelta(seconds=one_turn_seconds(policy))
    said = said_of(incident, turn=turn, now=now)
    said = replace(said, giving_way=said.giving_way | {besides.pk})
    steps = [target for step in policy.steps for target in step.targets]
    return bool(_free(incident, steps, said, now) or _stand_ins(incident, policy, said, now))


def _free(incident: Incident, targets: Iterable[Target], said: Said, now: datetime) -> list[Membership]:
    """Those of the targets who are not busy, did not just pass it on, do not sleep, and can be reached."""
    people, work = people_and_work(incident, targets, now)
    aside = {*work, *said.aside}
    return reached(incident, [person for person in people if person.pk not in aside], now=now)


def _stand_ins(incident: Incident, policy: Policy, said: Said, now: datetime) -> list[Membership]:
    """What can wait never reaches the fallback."""
    urgent = incident.priority in ("P1", "P2")
    return _free(incident, policy.fallback, said, now) if urgent else []


def _words(people: list[Membership], passed: list[Membership], any_meant: bool) -> str:
    names = ", ".join(map(str, people)) or ("nobody new to ask" if any_meant else "nobody on call")
    later = ", ".join(map(str, passed))
    return f"{names}. {later} passed it on just now and comes later" if later else names


def _gives_way(incident: Incident, person: Membership, reference: str, now: datetime) -> TimelineEntry:
    words = f"{person} has {reference} of another client: others are asked first, {person} comes with the next step."
    return line(incident, "busy", words, now=now, member=person)
