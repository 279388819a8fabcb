"""A key, by text or by voice, done: one meaning each (engine.md, promise 14), and what is said back."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from accounts.audit import Actor
from accounts.models import Membership
from accounts.queries import planners
from delivery.actions.write import write_message
from delivery.models import Channel
from routing import more_words, news_words, words
from routing.actions.codes import other_pages
from routing.actions.reinforce import joins
from routing.actions.respond import (
    NotPossible,
    TooLate,
    acknowledge,
    leave_until_opening,
    pass_on,
    resolve,
    send_help,
)
from routing.actions.timeline import say
from routing.models import Incident, Page, ReplyCode
from routing.page_link import link_of
from routing.replies import Verb
from routing.runbook_steps import first_words
from routing.states import ConsentStatus, IncidentStatus
from routing.subject import subject_for
from routing.vip_words import vip_words
from routing.words import Subject, Text
from sla.client_links import links_of

PAID = "Paid call-out, bill it. "
ROOM_FOR_LINKS = 160  # characters of "3" beside its details, first step and note


@dataclass(frozen=True, slots=True)
class Answer:
    """What a key did (`effect`) and what is said back; `limit` segments."""

    effect: str
    text: Text
    limit: int = 1


def do_verb(
    verb: Verb,
    *,
    incident: Incident,
    by: Membership,
    actor: Actor,
    phone: str,
    now: datetime,
    page_id: int | None = None,
) -> Answer:
    """Do it, or say who was earlier or why it can't be; never raises for what a person can press.

    A key for an incident that was merged into another means that one.
    """
    incident = _goes_on(incident)
    subject = _subject(incident, by, phone, now)
    try:
        return _do(verb, incident, by, actor, subject, now, page_id)
    except TooLate as late:
        if late.incident.merged_into_id is not None:  # in this moment
            return do_verb(verb, incident=late.incident, by=by, actor=actor, phone=phone, now=now)
        return _late(late, by, subject, now)
    except NotPossible as refused:
        return Answer("not_possible", words.not_possible(str(refused)), 2)


def _goes_on(incident: Incident) -> Incident:
    if incident.merged_into_id is None:
        return incident
    rows = Incident.objects.select_related("organization", "client", "site", "taken_by__user")
    return rows.get(pk=incident.merged_into_id)


def _subject(incident: Incident, by: Membership, phone: str, now: datetime) -> Subject:
    coded = bool(other_pages(phone, incident, now=now))
    code = ReplyCode.objects.filter(phone=phone, incident=incident).values_list("code", flat=True).first()
    return subject_for(incident, by, code=code or "", coded=coded)


def _do(
    verb: Verb,
    incident: Incident,
    by: Membership,
    actor: Actor,
    subject: Subject,
    now: datetime,
    page_id: int | None,
) -> Answer:
    match verb:
        case Verb.TAKE:
            return _take(incident, by, actor, subject, now, page_id)
        case Verb.PASS_ON:
            passed = pass_on(incident_id=incident.pk, by=by, actor=actor, now=now)
            return Answer("passed_on", _passed_on(passed, by, subject))
        case Verb.MORE:
            return Answer("more", _more(incident, by, subject, page_id), 3)
        case Verb.HELP:
            helpers = send_help(incident_id=incident.pk, by=by, actor=actor, now=now)
            return Answer("help", words.help_sent(subject, names=[str(person) for person in helpers]))
        case Verb.DONE:
            return _done(incident, by, actor, subject, now)
        case Verb.LEAVE:
            left = leave_until_opening(incident_id=incident.pk, by=by, actor=actor, now=now)
            text = words.left_until(
                subject, opens_at=left.due_at or now, client_knows=left.reported_by_person
            )
            return Answer("left", text)


def _take(
    incident: Incident, by: Membership, actor: Actor, subject: Subject, now: datetime, page_id: int | None
) -> Answer:
    had_it = incident.taken_by_id == by.pk and incident.status == IncidentStatus.ACKNOWLEDGED
    taken = acknowledge(incident_id=incident.pk, by=by, actor=actor, now=now, page_id=page_id)
    ask_at = taken.due_at if taken.priority in ("P1", "P2") else None
    if had_it:
        return Answer("seen_alive", words.seen_alive(subject, ask_at=ask_at))
    return Answer("acknowledged", words.taken(subject, first_step=first_words(taken), ask_at=ask_at), 2)


def _passed_on(incident: Incident, by: Membership, subject: Subject) -> Text:
    """To whom; or, where nobody else can be reached, that they are asked again, and when."""
    names = _paged_now(incident, by)
    again = incident.due_at if incident.status == IncidentStatus.TRIGGERED and not names else None
    return words.nobody_else(subject, again_at=again) if again else words.passed_on(subject, next_names=names)


def _paged_now(incident: Incident, by: Membership) -> list[str]:
    pages = (
        Page.objects.filter(incident=incident, ended_at=None)
        .exclude(member=by)
        .select_related("member__user")
    )
    return list(dict.fromkeys(str(page.member) for page in pages))[:2]


def _more(incident: Incident, by: Membership, subject: Subject, page_id: int | None) -> Text:
    """With the page's own link, which takes it without a login; for whoever was not paged the incident's page."""
    note = incident.client.alert_note if incident.client else ""
    page = incident.pages.filter(pk=page_id).first() if page_id else None
    link = link_of(page) if page else f"{settings.PUBLIC_BASE_URL}/incidents/{incident.number}/"
    is_paid = incident.consents.filter(status=ConsentStatus.ACCEPTED).exists()
    details = f"{vip_words(incident)}{PAID if is_paid else ''}{incident.details}"[:200]
    first, note = first_words(incident), note[:120]
    docs = _documentation(incident, room=ROOM_FOR_LINKS - len(details + first + note))
    return more_words.more(
        subject, details=details, first_step=first, note=note, link=" ".join([*docs, link]),
        keys=_keys(incident, by, subject), holder=str(incident.taken_by or ""),
    )  # fmt: skip


def _keys(incident: Incident, by: Membership, subject: Subject) -> str:
    if incident.status != IncidentStatus.ACKNOWLEDGED:
        return more_words.to_take(subject)
    return more_words.in_hand(subject) if incident.taken_by_id == by.pk else more_words.with_another(subject)


def _documentation(incident: Incident, *, room: int) -> list[str]:
    """The client's first link, where it fits whole; all of them are behind the page's own."""
    links = links_of(incident.client.links) if incident.client else ()
    return [str(link) for link in links[:1] if len(str(link)) <= room]


def _done(incident: Incident, by: Membership, actor: Actor, subject: Subject, now: datetime) -> Answer:
    if incident.taken_by_id != by.pk and incident.status != IncidentStatus.RESOLVED:
        raise NotPossible("Take it first (1), then 5 closes it.")
    resolve(incident_id=incident.pk, reason="Done, said by text or key.", by=by, actor=actor, now=now)
    return Answer("resolved", words.done(subject))


def _late(late: TooLate, by: Membership, subject: Subject, now: datetime) -> Answer:
    incident = late.incident
    if late.has_it and joins(incident, by=by, now=now):
        return Answer("joins", news_words.coming(subject, holder=str(late.has_it)))
    _note_late(late, by, now)
    if late.has_it and incident.taken_at:
        return Answer("late", words.late(subject, holder=str(late.has_it), since=incident.taken_at))
    if incident.resolved_by_source and incident.resolved_at:
        return Answer("late", news_words.recovered(subject, at=incident.resolved_at))
    closer = str(incident.resolved_by or "the client")
    return Answer("late", words.closed(subject, by=closer, at=incident.resolved_at or now))


def _note_late(late: TooLate, by: Membership, now: datetime) -> None:
    """The timeline says who woke up for nothing."""
    why = f"{late.has_it} has it" if late.has_it else "it was closed before"
    say(late.incident, "late", f"{by} answered too late: {why}.", now=now, member=by)


def tell_opted_out(member: Membership, phone: str, *, left: frozenset[str], now: datetime) -> None:
    """A technician's phone said STOP: its pages go by the ways that are `left`, if any; whoever plans the rota learns of
    it by mail.
    """
    how = "pages go by call only" if left else "nothing reaches that phone now"
    goes = "Pages go by call." if left else "It takes no calls either, so no page reaches it."
    for manager in planners(member.organization):
        write_message(
            organization=member.organization, channel=Channel.EMAIL, address=manager.email, priority=7, now=now,
            subject=f"{member} texted STOP: {how}",
            body=f"{phone} of {member} takes no texts any more. {goes} START, texted from it, ends that.\n",
            purpose="notice",
        )  # fmt: skip
