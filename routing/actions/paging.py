"""Pages: made for the people of a step with their messages, ended when somebody takes the incident or the step is over."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q

from accounts.models import Membership
from delivery.actions.cancel import cancel_messages
from delivery.actions.hurry import hurry_message
from delivery.actions.write import draft_message, write_all
from delivery.models import AttemptStatus, Channel, ContactMethod, MessageStatus, PhoneNumber
from routing.actions.beside import Beside, accompanied
from routing.actions.codes import code_for, other_pages
from routing.actions.timeline import line, say_all
from routing.escalation import Rule
from routing.models import Decision, Incident, Page, TimelineEntry
from routing.queries import last_decision, open_pages
from routing.reach import Reach, paging_number, reaches
from routing.states import PageStatus
from routing.subject import subject_by
from routing.words import coded_page, last_one, second_page
from routing.words import page as page_words
from routing.written import written

PAGE_CALL = "answered_page"  # the URL name of routing/webhooks.py that speaks when a page's call is answered
CHANNEL_WORDS = {"sms": "text", "voice": "call"}
STILL_TRIED = Q(message__status__in=[MessageStatus.QUEUED, MessageStatus.SENDING]) | Q(
    message__attempts__status__in=[AttemptStatus.SENDING, AttemptStatus.UNKNOWN]
)


@dataclass(frozen=True, slots=True)
class Ring:
    """One round of asking: which incident, from which number, how long they have, and whether nobody is behind them."""

    incident: Incident
    number: PhoneNumber
    round: int
    step: int  # 0: outside the steps
    wait_seconds: int
    now: datetime
    decision: Decision | None
    opens_at: datetime | None = None  # until when 6 leaves it
    last: bool = False
    together: Mapping[int, str] = field(
        default_factory=dict
    )  # what a member is told of who is paged with them

    @property
    def until(self) -> datetime:
        return self.now + timedelta(seconds=self.wait_seconds)


def page_people(
    incident: Incident, people: Iterable[Membership], *, round_: int, step: int, wait_seconds: int, now: datetime,
    opens_at: datetime | None = None, last: bool = False, first: Iterable[TimelineEntry] = (), decision: Decision | None = None,
    beside: Beside | None = None,
) -> list[Reach]:  # fmt: skip
    """Make the pages of these people, the first due now; whoever has no way to be reached gets a failed page that says so.

    `last`: they are told that nobody is behind them, and that 6 leaves it until `opens_at`. `first`: lines of the timeline
    that come before theirs. `decision`: the one that counts, where it is known already. `beside`: who comes along, told so.
    """
    number = paging_number(incident.organization)
    people, together = accompanied(people, beside)
    found = reaches(people, priority=incident.priority, number=number, now=now, incident=incident)
    pages: list[Page] = []
    lines = [*first, *([beside.why] if beside else [])]
    if found and decision is None:
        decision = last_decision(incident)
    for reach in found:
        rules = [rule for rule in reach.rules if rule.delay_seconds < wait_seconds]
        if number is None or not rules:
            pages.append(_dead_page(incident, reach.member, round_, step, now))
            lines.append(_cannot(incident, reach.member, now))
            continue
        ring = Ring(incident, number, round_, step, wait_seconds, now, decision, opens_at, last, together)
        pages.extend(_pages_of(ring, reach, rules))
        lines.append(_plan(incident, reach, rules, now))
    _write(pages, lines, now)
    return found


def _write(pages: list[Page], lines: list[TimelineEntry], now: datetime) -> None:
    """Messages, pages and lines of everybody, each kind in one statement."""
    write_all([page.message for page in pages if page.message], now=now)
    Page.objects.bulk_create(pages)
    say_all(lines, now=now)


def _pages_of(ring: Ring, reach: Reach, rules: list[Rule]) -> list[Page]:
    """One person's pages, unwritten: each phone has one code and one text for all its rules."""
    phones = {rule.method_id: reach.methods[rule.method_id] for rule in rules}
    codes = {
        pk: code_for(phone=phone.address, incident=ring.incident, now=ring.now)
        for pk, phone in phones.items()
    }
    texts = {pk: page_text(ring, reach.member, phone, codes[pk]) for pk, phone in phones.items()}
    return [
        _page_by(ring, reach, rule, text=texts[rule.method_id], code=codes[rule.method_id]) for rule in rules
    ]


def _page_by(ring: Ring, reach: Reach, rule: Rule, *, text: str, code: str) -> Page:
    incident, method = ring.incident, reach.methods[rule.method_id]
    due_at = ring.now + timedelta(seconds=rule.delay_seconds)
    message = draft_message(
        organization=incident.organization, channel=Channel(rule.channel), address=method.address, sender=ring.number,
        body=text, purpose="page", priority=int(incident.priority[1]), due_at=due_at, now=ring.now, expires_at=ring.until,
        answer_route=PAGE_CALL if rule.channel == "voice" else "",
    )  # fmt: skip
    return Page(
        organization_id=incident.organization_id, incident=incident, member=reach.member, contact_method=method,
        message=message, channel=rule.channel, round=ring.round, step=ring.step, code=code, due_at=due_at,
        created_at=ring.now,
    )  # fmt: skip


def _dead_page(incident: Incident, member: Membership, round_: int, step: int, now: datetime) -> Page:
    return Page(
        organization_id=incident.organization_id, incident=incident, member=member, channel="sms", round=round_, step=step,
        status=PageStatus.FAILED, reason="no_number", due_at=now, created_at=now, ended_at=now,
    )  # fmt: skip


def _cannot(incident: Incident, member: Membership, now: datetime) -> TimelineEntry:
    words = f"{member} cannot be paged: no verified phone with a channel that works."
    return line(incident, "page", words, now=now, member=member)


def _plan(incident: Incident, reach: Reach, rules: list[Rule], now: datetime) -> TimelineEntry:
    plan = ", ".join(f"{CHANNEL_WORDS[r.channel]} {_after(r.delay_seconds)}" for r in rules)
    silence = " Silent for the last hour, so the next person is paged as well." if reach.unreachable else ""
    return line(incident, "page", f"Paging {reach.member}: {plan}.{silence}", now=now, member=reach.member)


def _after(seconds: int) -> str:
    return "now" if seconds == 0 else f"after {seconds // 60}:{seconds % 60:02d}"


def page_text(ring: Ring, member: Membership, phone: ContactMethod, code: str) -> str:
    """The text of a page on this phone, with the key that works there: its code when the phone had other pages lately."""
    subject = subject_by(
        ring.decision, ring.incident, member, code=code, beside=ring.together.get(member.pk, "")
    )
    others = other_pages(phone.address, ring.incident, now=ring.now)
    if ring.last:
        return written(last_one(subject, opens_at=ring.opens_at, coded=bool(others), now=ring.now))
    theirs = [other for other, is_theirs in others if is_theirs]
    if theirs and code:
        return written(second_page(subject, take_by=ring.until, other_code=theirs[0]))
    return written(coded_page(subject) if others and code else page_words(subject))


def end_pages(
    incident: Incident, *, status: PageStatus, reason: str, now: datetime, members: Iterable[int] | None = None
) -> int:  # fmt: skip
    """End the incident's open pages (of these members, or all) and cancel their messages; those too that are still tried
    for pages which ended before: a text that was refused for now must not leave after somebody has it.
    """
    chosen = incident.pages.filter(Q(ended_at=None) | Q(message__ended_at=None) & STILL_TRIED)
    if members is not None:
        chosen = chosen.filter(member__in=list(members))
    ids = set(chosen.values_list("pk", "message_id"))
    cancel_messages([message for _, message in ids if message], now=now)
    pages = Page.objects.filter(pk__in=[page for page, _ in ids], ended_at=None)
    return pages.update(status=status, reason=reason, ended_at=now)


def end_unsent_pages(incident: Incident, *, now: datetime) -> None:
    """A step is over: what has not gone out is canceled, what has and stayed unanswered is expired."""
    queued = open_pages(incident).filter(message__status=MessageStatus.QUEUED)
    ids = list(queued.filter(message__tries=0).values_list("pk", "message_id"))
    cancel_messages([message for _, message in ids if message], now=now)
    Page.objects.filter(pk__in=[page for page, _ in ids], ended_at=None).update(
        status=PageStatus.CANCELED, reason="step_over", ended_at=now
    )
    texted = Q(channel="sms") | Q(message__ended_at__isnull=False)
    open_pages(incident).filter(texted).update(status=PageStatus.EXPIRED, reason="no_reply", ended_at=now)


def pull_forward(incident: Incident, *, member_id: int, now: datetime) -> bool:
    """The member's next page is due at once: the way before it was a dead end. False if none is left."""
    following = open_pages(incident).filter(
        member_id=member_id, message__status="queued", status=PageStatus.QUEUED
    )
    page = following.order_by("due_at", "id").first()
    if page is None or page.message_id is None:
        return False
    Page.objects.filter(pk=page.pk).update(due_at=now)
    return hurry_message(page.message_id, now=now)
