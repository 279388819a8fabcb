"""Pages: made for the people of a step with their messages, ended when somebody takes the incident or the step is over."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from accounts.models import Membership
from delivery.actions.cancel import cancel_messages
from delivery.actions.hurry import hurry_message
from delivery.actions.write import write_message
from delivery.models import Channel, ContactMethod, MessageStatus, PhoneNumber
from delivery.segments import cut_to_segments, fold
from routing.actions.codes import code_for
from routing.actions.timeline import say
from routing.escalation import Rule
from routing.models import Incident, Page, ReplyCode
from routing.queries import open_pages
from routing.reach import Reach, paging_number, reaches
from routing.states import IncidentStatus, PageStatus
from routing.subject import subject_for
from routing.words import Text, coded_page, last_one, second_page, shorter
from routing.words import page as page_words

PAGE_CALL = "answered_page"  # the URL name of routing/webhooks.py that speaks when a page's call is answered
OTHERS_WITHIN = timedelta(minutes=60)
TITLE_KEPT = 30  # characters of a title that should be readable in a text
CHANNEL_WORDS = {"sms": "text", "voice": "call"}


def page_people(
    incident: Incident, people: Iterable[Membership], *, round_: int, step: int, wait_seconds: int, now: datetime,
    opens_at: datetime | None = None, last: bool = False,
) -> list[Reach]:  # fmt: skip
    """Make the pages of these people, the first due now; whoever has no way to be reached gets a failed page that says so.

    `last`: they are told that nobody is behind them, and that 6 leaves it until `opens_at`.
    """
    number = paging_number(incident.organization)
    found = reaches(people, priority=incident.priority, number=number, now=now)
    for reach in found:
        _page_one(incident, reach, number, round_, step, wait_seconds, now, opens_at if last else None, last)
    return found


def _page_one(
    incident: Incident, reach: Reach, number: PhoneNumber | None, round_: int, step: int, wait_seconds: int,
    now: datetime, opens_at: datetime | None, last: bool,
) -> None:  # fmt: skip
    rules = [rule for rule in reach.rules if rule.delay_seconds < wait_seconds]
    if not rules or number is None:
        _dead_page(incident, reach.member, round_, step, now)
        return
    texts: dict[str, str] = {}
    for rule in rules:
        method = reach.methods[rule.method_id]
        if method.address not in texts:
            texts[method.address] = page_text(
                incident, reach.member, method, wait_seconds, now, opens_at, last
            )
        _page_by(
            incident,
            reach.member,
            method,
            rule,
            number,
            texts[method.address],
            round_,
            step,
            wait_seconds,
            now,
        )
    _tell_of_pages(incident, reach, rules, now)


def _page_by(
    incident: Incident, member: Membership, method: ContactMethod, rule: Rule, number: PhoneNumber, text: str,
    round_: int, step: int, wait_seconds: int, now: datetime,
) -> Page:  # fmt: skip
    due_at = now + timedelta(seconds=rule.delay_seconds)
    message = write_message(
        organization=incident.organization, channel=Channel(rule.channel), address=method.address, sender=number, body=text,
        purpose="page", priority=int(incident.priority[1]), due_at=due_at, now=now,
        expires_at=now + timedelta(seconds=wait_seconds), answer_route=PAGE_CALL if rule.channel == "voice" else "",
    )  # fmt: skip
    code = ReplyCode.objects.values_list("code", flat=True).get(phone=method.address, incident=incident)
    return Page.objects.create(
        organization_id=incident.organization_id, incident=incident, member=member, contact_method=method, message=message,
        channel=rule.channel, round=round_, step=step, code=code, due_at=due_at, created_at=now,
    )  # fmt: skip


def _dead_page(incident: Incident, member: Membership, round_: int, step: int, now: datetime) -> None:
    Page.objects.create(
        organization_id=incident.organization_id, incident=incident, member=member, channel="sms", round=round_, step=step,
        status=PageStatus.FAILED, reason="no_number", due_at=now, created_at=now, ended_at=now,
    )  # fmt: skip
    say(
        incident,
        "page",
        f"{member} cannot be paged: no verified phone with a channel that works.",
        now=now,
        member=member,
    )


def _tell_of_pages(incident: Incident, reach: Reach, rules: list[Rule], now: datetime) -> None:
    plan = ", ".join(f"{CHANNEL_WORDS[r.channel]} {_after(r.delay_seconds)}" for r in rules)
    silence = " Silent for the last hour, so the next person is paged as well." if reach.unreachable else ""
    say(incident, "page", f"Paging {reach.member}: {plan}.{silence}", now=now, member=reach.member)


def _after(seconds: int) -> str:
    return "now" if seconds == 0 else f"after {seconds // 60}:{seconds % 60:02d}"


def page_text(
    incident: Incident, member: Membership, method: ContactMethod, wait_seconds: int, now: datetime,
    opens_at: datetime | None, last: bool,
) -> str:  # fmt: skip
    """The text of a page on this phone, with its code; another code when another page is open there."""
    code = code_for(phone=method.address, incident=incident, now=now)
    subject = subject_for(incident, member, code=code)
    others = _other_pages(method.address, incident, now)
    if last:
        return written(last_one(subject, opens_at=opens_at, coded=others.exists(), now=now))
    is_open = Q(incident__status__in=[IncidentStatus.TRIGGERED, IncidentStatus.ACKNOWLEDGED])
    other = others.filter(is_open).order_by("-id").values_list("code", flat=True).first()
    if other:
        return written(second_page(subject, take_by=now + timedelta(seconds=wait_seconds), other_code=other))
    return written(coded_page(subject) if others.exists() else page_words(subject))


def _other_pages(phone: str, incident: Incident, now: datetime) -> QuerySet[Page]:
    """Pages of other incidents, open or closed, that this phone had in the last hour: they make a bare key ambiguous."""
    recent = Page.objects.filter(
        contact_method__address=phone, created_at__gt=now - OTHERS_WITHIN, message__tries__gt=0
    )
    return recent.filter(organization=incident.organization_id).exclude(incident=incident)


def written(text: Text, *, limit: int = 1) -> str:
    """A text in GSM-7 in at most `limit` segments: the title is cut first, then the place, never the code.

    Where hardly anything of the title would be left, the site, the deadline and the number to call go before it does.
    """
    made = ""
    for pattern, parts in shorter(text):
        names = [name for name in ("title", "place") if name in parts]
        made = cut_to_segments(pattern, parts, cut=names, limit=limit)
        if fold(parts.get("title", ""))[:TITLE_KEPT] in made:
            break
    return made


def end_pages(
    incident: Incident, *, status: PageStatus, reason: str, now: datetime, members: Iterable[int] | None = None,
    spare: Iterable[int] = (),
) -> int:  # fmt: skip
    """End the incident's open pages (of these members, or all, but for `spare`) and cancel their waiting messages."""
    chosen = open_pages(incident).exclude(pk__in=list(spare))
    if members is not None:
        chosen = chosen.filter(member__in=list(members))
    ids = list(chosen.values_list("pk", "message_id"))
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
