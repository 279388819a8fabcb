"""A page's call: what it says when it is answered, and what a key in it does."""

from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.audit import Actor
from delivery.models import Attempt
from delivery.providers.base import KeyPress
from delivery.speech import Prompt, ask, say_and_hang_up
from routing import call_words
from routing.actions.beside import told_of
from routing.actions.life import tell_by_text
from routing.actions.timeline import say
from routing.actions.verbs import Answer, do_verb
from routing.actions.waiting import most_urgent, next_waiting, page_of
from routing.call_words import Spoken
from routing.models import Incident, Page, Reply, ReplyCode
from routing.replies import Verb
from routing.runbook_steps import first_words
from routing.states import IncidentStatus
from routing.subject import subject_for
from routing.vip_words import vip_words
from routing.words import Subject

MOST_TURNS = 6
MACHINES = ("machine", "fax")
KEYS = {
    Page.Kind.PAGE: call_words.TO_TAKE,
    Page.Kind.SIGN_OF_LIFE: call_words.IF_STILL,
    Page.Kind.HELP: call_words.IF_COMING,
}


def spoken_page(*, attempt: Attempt, answered_by: str, now: datetime) -> str:
    """TwiML for an answered call: the prompt, or who has it by now, or one neutral sentence for a machine."""
    page = page_of(attempt)
    if page is None:
        return say_and_hang_up([])
    if answered_by.startswith(MACHINES):
        return say_and_hang_up([f"{page.incident.organization.name} has an on-call page for you."])
    first = most_urgent(page, now=now)
    closed = _closed_words(first)
    if closed:
        return say_and_hang_up([closed])
    return _prompt(attempt, first, _words(first), turn=1)


def _closed_words(page: Page) -> str:
    """Why nothing is asked any more; empty while the page is open."""
    incident = page.incident
    if incident.status == IncidentStatus.RESOLVED:
        return "This page is closed. Nothing to do. Good night."
    taken = incident.status == IncidentStatus.ACKNOWLEDGED
    if taken and page.kind == Page.Kind.PAGE:
        who = (
            "You have it already"
            if incident.taken_by_id == page.member_id
            else f"{incident.taken_by} has it already"
        )
        return f"{who}. Nothing to do. Good night."
    return ""


def _subject(page: Page) -> Subject:
    phone = page.contact_method.address if page.contact_method else ""
    code = (
        ReplyCode.objects.filter(phone=phone, incident=page.incident).values_list("code", flat=True).first()
    )
    return replace(subject_for(page.incident, page.member, code=code or ""), beside=told_of(page))


def _words(page: Page) -> Spoken:
    subject, member = _subject(page), page.member.short_name or str(page.member)
    if page.kind == Page.Kind.SIGN_OF_LIFE:
        return call_words.sign_of_life(subject, member=member)
    if page.kind == Page.Kind.HELP:
        return call_words.help_wanted(
            subject, member=member, holder=str(page.incident.taken_by or "somebody")
        )
    client = page.incident.client
    return call_words.page(subject, member=member, private=bool(client and client.names_hidden_in_calls))


def _prompt(attempt: Attempt, page: Page, spoken: Spoken, *, turn: int) -> str:
    url = _keys_url(attempt, page, turn)
    return ask(
        Prompt(
            lines=[spoken.greeting, spoken.matter],
            action_url=url,
            repeat=3,
            closing=["No key was pressed. Good bye."],
        )
    )


def _keys_url(attempt: Attempt, page: Page, turn: int) -> str:
    """Names the page where it is not the call's own."""
    account = attempt.message.number.account_id if attempt.message.number else ""
    parts = {"account": account, "attempt": attempt.pk, "turn": turn}
    if page.message_id == attempt.message_id:
        path = reverse("page_keys", kwargs=parts)
    else:
        path = reverse("page_keys_of", kwargs={**parts, "page": page.pk})
    return f"{settings.PUBLIC_BASE_URL}{path}"


def press(
    *, attempt: Attempt, turn: int, pressed: KeyPress, now: datetime, page_id: int | None = None
) -> str:
    """Do what a key says, once: the same webhook again gets the same kind of answer and has no second effect.

    `page_id`: of the page that was read, where it was not the call's own.
    """
    page = page_of(attempt, page_id)
    if page is None or turn > MOST_TURNS or pressed.answered_by.startswith(MACHINES):
        return say_and_hang_up([])
    with transaction.atomic():
        reply, new = _store(attempt, turn, pressed, page, now)
        if not new:
            return say_and_hang_up([_repeated(reply)])
        said = _act(attempt, page, reply, turn, now)
        _heard(attempt, now)
        return said


def _heard(attempt: Attempt, now: datetime) -> None:
    """Comes last: what a key does locks messages, and callbacks lock a message before its attempt."""
    Attempt.objects.filter(pk=attempt.pk).update(heard_at=now)


def _store(attempt: Attempt, turn: int, pressed: KeyPress, page: Page, now: datetime) -> tuple[Reply, bool]:
    return Reply.objects.get_or_create(
        provider_key=f"keys:{attempt.pk}:{turn}",
        defaults={
            "organization": page.incident.organization, "channel": "voice", "from_phone": attempt.message.address,
            "to_phone": pressed.from_number[:40], "body": pressed.digits[:20], "received_at": now, "due_at": None,
            "member": page.member, "incident": page.incident, "page": page,
        },
    )  # fmt: skip


def _repeated(reply: Reply) -> str:
    return "You have it." if reply.effect in ("acknowledged", "seen_alive") else "Noted."


def _act(attempt: Attempt, page: Page, reply: Reply, turn: int, now: datetime) -> str:
    verb = next((v for v in Verb if v.value == reply.body), None)
    if verb is None:
        reply.effect = "wrong_key"
        reply.save(update_fields=["effect"])
        say(
            page.incident,
            "key",
            f"{page.member} pressed a key that means nothing here.",
            now=now,
            member=page.member,
        )
        return _again(attempt, page, "That key means nothing here.", turn)
    if verb is Verb.MORE:
        return _hear_more(attempt, page, reply, turn)
    answer = do_verb(
        verb, incident=page.incident, by=page.member, actor=Actor.member(page.member), phone=attempt.message.address, now=now,
        page_id=page.pk if page.kind == Page.Kind.PAGE else None,
    )  # fmt: skip
    reply.effect = answer.effect
    reply.save(update_fields=["effect"])
    if answer.effect == "acknowledged":
        tell_by_text(page.incident, page.member, lambda _: answer.text, now=now)
    return _go_on(attempt, page, _said(answer, page.incident), turn, now)


def _go_on(attempt: Attempt, page: Page, said: str, turn: int, now: datetime) -> str:
    """What the key did, and the next page that waits, if any."""
    following = next_waiting(attempt, page, now=now) if turn < MOST_TURNS else None
    if following is None:
        return say_and_hang_up([said])
    spoken = call_words.another(_words(following))
    return _prompt(attempt, following, Spoken(f"{said} {spoken.greeting}", spoken.matter), turn=turn + 1)


def _hear_more(attempt: Attempt, page: Page, reply: Reply, turn: int) -> str:
    reply.effect = "more"
    reply.save(update_fields=["effect"])
    incident = page.incident
    said = call_words.more(
        _subject(page), details=f"{vip_words(incident)}{incident.details[:400]}", first_step=first_words(incident),
        note=incident.client.alert_note[:400] if incident.client else "",
    )  # fmt: skip
    return _again(attempt, page, said, turn)


def _again(attempt: Attempt, page: Page, first: str, turn: int) -> str:
    if turn >= MOST_TURNS:
        return say_and_hang_up(["Good bye."])
    return _prompt(attempt, page, Spoken(first, KEYS[Page.Kind(page.kind)]), turn=turn + 1)


def _said(answer: Answer, incident: Incident) -> str:
    """The spoken answer to a key, short: the text that follows says the rest."""
    pattern, parts = answer.text
    match answer.effect:
        case "acknowledged":
            return call_words.taken(incident.contact_name, first_step=parts["title"])
        case "passed_on":
            return "Passed on. " + parts.get("then", "")
        case "seen_alive":
            return "Good. It stays with you."
        case _:
            return pattern.format_map({**parts, "code": ""}).replace("()", "").strip()
