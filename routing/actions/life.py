"""Taken is not forgotten: whoever took it is asked for a sign of life, and passed over when none comes (promise 10)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from accounts.models import Membership
from delivery.actions.write import write_message
from delivery.models import Channel, ContactMethod, PhoneNumber
from delivery.nudge import nudge
from routing.actions.codes import subject_on
from routing.actions.escalate import let_go, next_step
from routing.actions.lock import wait_until
from routing.actions.paging import PAGE_CALL, end_pages, page_people
from routing.actions.timeline import say
from routing.escalation import ASK_AGAIN, one_turn_seconds, policy_from_json, sign_of_life_after
from routing.models import Incident, Page
from routing.news_words import moved_on
from routing.reach import paging_number, phones_by, text_phone
from routing.standings import solve_by
from routing.states import PageStatus
from routing.words import Subject, Text, still_on_it
from routing.written import written


def seen_alive(incident: Incident, *, now: datetime) -> None:
    """Something showed that whoever took it is awake: the next question comes later. The caller saves."""
    asked = incident.life_asked > 0 or incident.life_seen_at is not None
    incident.life_seen_at = now
    incident.life_asked = 0
    _answered(incident, now)
    _wait_for_life(incident, now, asked_before=asked)


def _answered(incident: Incident, now: datetime) -> None:
    """Whoever has it was heard: the questions they were asked are answered, also those of before, when they slept."""
    taker = incident.taken_by_id or 0
    end_pages(incident, status=PageStatus.ACKNOWLEDGED, reason="seen", now=now, members=[taker])
    questions = incident.pages.filter(kind=Page.Kind.SIGN_OF_LIFE, member=taker, status=PageStatus.EXPIRED)
    questions.update(status=PageStatus.ACKNOWLEDGED, reason="seen")


def taken_now(incident: Incident, *, now: datetime) -> None:
    """Somebody took it: the first question comes soonest. The caller saves."""
    incident.life_seen_at = None
    incident.life_asked = 0
    _answered(incident, now)
    _wait_for_life(incident, now, asked_before=False)


def _wait_for_life(incident: Incident, now: datetime, *, asked_before: bool) -> None:
    after = sign_of_life_after(incident.priority, asked_before=asked_before)
    if after is not None:
        wait_until(incident, now + after, f"{incident.taken_by} is asked for a sign of life.")
        return
    wait_to_tell_desk(incident, now=now)


def wait_to_tell_desk(incident: Incident, *, now: datetime) -> None:
    """What can wait, and somebody has: the desk hears of it when it was to be solved. The caller saves."""
    due_at = solve_by(incident)
    at = due_at if due_at and due_at > now else now + timedelta(days=1)
    wait_until(incident, at, "The desk is told that it is still open.")


def ask_for_life(incident: Incident, *, now: datetime) -> None:
    """By text, by call three minutes later, and three more later the next person is paged."""
    taker = incident.taken_by
    if taker is None or incident.life_asked >= 2:
        _pass_over(incident, now)
        return
    incident.life_asked += 1
    channel = "sms" if incident.life_asked == 1 else "voice"
    then = f"{taker} is called" if channel == "sms" else "the next person is paged"
    wait_until(incident, now + ASK_AGAIN, f"Without a sign of life from {taker}, {then}.")
    sent = _ask(incident, taker, channel, now)
    how = {"sms": "by text", "voice": "by call"}[channel] if sent else "but no channel of theirs works"
    say(incident, "life", f"{taker} is asked for a sign of life {how}.", now=now, member=taker)
    incident.save()


def _ask(incident: Incident, taker: Membership, channel: str, now: datetime) -> bool:
    number = paging_number(incident.organization)
    phone = phones_by(channel, [taker], number).get(taker.pk)
    if phone is None or number is None:
        return False
    _ask_page(incident, taker, phone, number, channel, now)
    return True


def _ask_page(
    incident: Incident,
    taker: Membership,
    phone: ContactMethod,
    number: PhoneNumber,
    channel: str,
    now: datetime,
) -> None:
    subject = subject_on(phone, incident, taker, now=now)
    body = written(still_on_it(subject, answer_by=now + 2 * ASK_AGAIN))
    message = write_message(
        organization=incident.organization, channel=Channel(channel), address=phone.address, sender=number, body=body,
        purpose="sign_of_life", priority=int(incident.priority[1]), due_at=now, now=now, expires_at=now + ASK_AGAIN,
        answer_route=PAGE_CALL if channel == "voice" else "",
    )  # fmt: skip
    Page.objects.create(
        organization_id=incident.organization_id, incident=incident, member=taker, contact_method=phone, message=message,
        kind=Page.Kind.SIGN_OF_LIFE, channel=channel, round=incident.round, step=0, code=subject.code, due_at=now, created_at=now,
    )  # fmt: skip


def _pass_over(incident: Incident, now: datetime) -> None:
    """No sign of life: the next person is paged, and the sleeper is told. It never restarts at the sleeper."""
    sleeper = incident.taken_by
    end_pages(incident, status=PageStatus.EXPIRED, reason="no_sign_of_life", now=now)
    incident.life_asked = 0
    let_go(incident, now=now)
    say(
        incident,
        "life",
        f"No sign of life from {sleeper}: the next person is paged.",
        now=now,
        shown_to_client=False,
    )
    next_step(incident, now=now)
    if sleeper:
        tell_by_text(incident, sleeper, moved_on, now=now)


def tell_by_text(
    incident: Incident, member: Membership, words: Callable[[Subject], Text], *, now: datetime,
    expires_at: datetime | None = None,
) -> bool:  # fmt: skip
    """A notice to a member's first phone that takes texts; False if there is none."""
    number = paging_number(incident.organization)
    phone = text_phone(member, number)
    if phone is None:
        return False
    body = written(words(subject_on(phone, incident, member, now=now)), limit=2)
    write_message(
        organization=incident.organization, channel=Channel.SMS, address=phone.address, sender=number, body=body,
        purpose="notice", priority=4, due_at=now, now=now, expires_at=expires_at,
    )  # fmt: skip
    return True


def wake_owner(incident: Incident, *, now: datetime) -> None:
    """A snooze is over: whoever had it is paged first, then the policy goes on."""
    owner = incident.taken_by
    say(incident, "snooze", "The snooze is over.", now=now)
    let_go(incident, now=now)
    if owner is None:
        next_step(incident, now=now)
        return
    ask_one(incident, owner, now=now)


def ask_one(incident: Incident, member: Membership, *, now: datetime) -> None:
    """Page one person outside the steps; when their time is over the policy goes on from where it was."""
    policy = policy_from_json(incident.policy or {})
    wait = one_turn_seconds(policy)
    incident.step_started_at = now
    wait_until(incident, now + timedelta(seconds=wait), f"{member} had their time: the next person is paged.")
    found = page_people(incident, [member], round_=incident.round, step=0, wait_seconds=wait, now=now)
    if not any(reach.rules for reach in found):
        wait_until(incident, now, f"{member} cannot be reached: the next person is paged.")
    incident.save()
    nudge("page.advance", incident.pk)
