"""A text from a phone: stored before it has any effect, understood, done, answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from textwrap import shorten

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from accounts.audit import Actor
from accounts.models import Membership
from delivery.actions.opt_outs import opt_in, opt_out
from delivery.actions.write import write_message
from delivery.models import Channel, ContactMethod, PhoneNumber
from delivery.nudge import nudge
from delivery.providers.base import InboundText
from routing import words
from routing.actions.codes import other_pages
from routing.actions.handoff_answer import answer_for_shift
from routing.actions.keep_fallback import tell_fallback_lost
from routing.actions.strangers import pass_to_desk
from routing.actions.timeline import say
from routing.actions.verbs import do_verb, tell_opted_out
from routing.fallback_reach import fallback_is_reached
from routing.models import Incident, Page, Reply, ReplyCode
from routing.reach import paging_number, usable_channels
from routing.replies import Command, HelpWord, Meaning, OptInWord, OptOutWord, Unclear, Verb, read
from routing.states import IncidentStatus
from routing.subject import short_name, subject_for
from routing.written import written

RECENT = timedelta(minutes=60)
QUOTED = 60  # characters of a text on the timeline
MOST_ANSWERS = 5  # automatic answers to one number in an hour that did nothing


@dataclass(frozen=True, slots=True)
class Phone:
    """Who texts: the number, ours that it came to, and the member whose verified phone it is."""

    address: str
    number: PhoneNumber
    member: Membership


def store_reply(*, text: InboundText, number: PhoneNumber | None, now: datetime) -> Reply | None:
    """The text as a row of work; None when it came before (a webhook delivered twice)."""
    reply, new = Reply.objects.get_or_create(
        provider_key=text.provider_sid,
        defaults={
            "organization": number.organization if number else None, "channel": "sms", "from_phone": text.from_number[:40],
            "to_phone": text.to[:40], "body": text.body.replace("\x00", "\ufffd")[:1600], "received_at": now, "due_at": now,
        },
    )  # fmt: skip
    if new:
        nudge("page.apply_reply", reply.pk)
    return reply if new else None


def apply_reply(*, reply_id: int, now: datetime) -> bool:
    """Do what a stored text says, once. False when that is done already."""
    with transaction.atomic():
        reply = (
            Reply.objects.select_for_update(of=("self",), no_key=True)
            .select_related("organization")
            .get(pk=reply_id)
        )
        if reply.due_at is None:
            return False
        _apply(reply, now)
        reply.due_at = None
        reply.save()
    return True


def _apply(reply: Reply, now: datetime) -> None:
    phone = _phone(reply)
    meaning = read(reply.body)
    if phone is None:
        _stranger(reply, meaning, now)
        return
    reply.member = phone.member
    match meaning:
        case OptOutWord(word):
            _stop(phone, word, now)
            reply.effect = "opted_out"
        case OptInWord():
            reply.effect = "opted_in"
            if not opt_in(account=phone.number.account, phone=phone.address, now=now):
                _yes(reply, phone, now)
        case HelpWord():
            reply.effect = "help"
            _answer(phone, words.help_words(short_name(phone.number.organization.name)), now)
        case Command() | Unclear():
            if not _shift(reply, phone, meaning, now):
                _command(reply, phone, meaning, now)


def _yes(reply: Reply, phone: Phone, now: datetime) -> None:
    """YES takes nothing, the network keeps it for itself; who means a page by it learns so."""
    open_ones = [each for each in _meant(phone, None, now) if each.status != IncidentStatus.RESOLVED]
    if not open_ones:
        _shift(reply, phone, Unclear(), now)
    elif not _answered_enough(phone, now):
        _answer(phone, _not_understood(reply, phone, open_ones, now), now)


def _stop(phone: Phone, word: str, now: datetime) -> None:
    """It counts whatever it breaks; whoever plans the rota learns of it, and when nobody is left behind everyone."""
    organization = phone.number.organization
    reached = fallback_is_reached(organization)
    opt_out(account=phone.number.account, phone=phone.address, word=word, now=now)
    tell_opted_out(phone.member, phone.address, left=_ways_left(phone), now=now)
    if reached and not fallback_is_reached(organization):
        tell_fallback_lost(organization, why=f"{phone.member} texted STOP from {phone.address}.", now=now)


def _shift(reply: Reply, phone: Phone, meaning: Meaning, now: datetime) -> bool:
    """Whether it is about a shift that this phone was asked to confirm; what it says is done and answered then."""
    found = answer_for_shift(meaning, phone=phone.address, organization=phone.number.organization, now=now)
    if found is None:
        return False
    reply.effect = found.effect
    if found.effect == "unclear" and _answered_enough(phone, now):
        reply.effect = "silenced"
    else:
        _answer(phone, found.text, now, limit=found.limit)
    return True


def _ways_left(phone: Phone) -> frozenset[str]:
    """By which channels pages still reach the phone."""
    rows = ContactMethod.objects.filter(member=phone.member, address=phone.address, archived_at=None)
    return frozenset().union(*usable_channels(rows, phone.number).values())


def _stranger(reply: Reply, meaning: Meaning, now: datetime) -> None:
    """No member's phone: kept, and the desk reads what it says; STOP and START count for every phone."""
    reply.effect = "unknown_phone"
    numbers = PhoneNumber.objects.filter(
        organization=reply.organization_id, number=reply.to_phone, archived_at=None
    )
    number = numbers.select_related("account", "organization").first()
    if number and isinstance(meaning, Unclear) and reply.from_phone != reply.to_phone:
        pass_to_desk(reply, number, now=now)
    if number and isinstance(meaning, OptOutWord):
        opt_out(account=number.account, phone=reply.from_phone, word=meaning.word, now=now)
    if number and isinstance(meaning, OptInWord):
        opt_in(account=number.account, phone=reply.from_phone, now=now)


def _phone(reply: Reply) -> Phone | None:
    numbers = PhoneNumber.objects.filter(organization=reply.organization_id, number=reply.to_phone)
    newest = numbers.order_by(F("archived_at").desc(nulls_first=True))
    number = newest.select_related("organization", "account").first()
    if number is None or reply.from_phone == reply.to_phone:
        return None
    methods = ContactMethod.objects.filter(
        organization=number.organization_id, address=reply.from_phone, archived_at=None, verified_at__isnull=False,
        member__archived_at=None,
    ).select_related("member__user", "member__organization")  # fmt: skip
    method = methods.order_by("pk").first()
    return Phone(reply.from_phone, number, method.member) if method else None


def _command(reply: Reply, phone: Phone, meaning: Command | Unclear, now: datetime) -> None:
    code = meaning.code if isinstance(meaning, Command) else None
    found = _meant(phone, code, now)
    if isinstance(meaning, Unclear) or len(found) != 1:
        _ask(reply, phone, meaning, found, now)
        return
    incident = found[0]
    page = _newest_page(incident, phone)
    member = page.member if page else phone.member
    answer = do_verb(
        meaning.verb, incident=incident, by=member, actor=Actor.member(member), phone=phone.address, now=now,
        page_id=page.pk if page else None,
    )  # fmt: skip
    reply.incident, reply.member, reply.effect = incident, member, answer.effect
    _answer(phone, answer.text, now, limit=answer.limit)


def _meant(phone: Phone, code: str | None, now: datetime) -> list[Incident]:
    """The incidents a key can mean: the code's, or those whose pages reached this phone from that number lately."""
    if code is not None:
        return _of_code(phone, code, now)
    rows = Page.objects.filter(
        contact_method__address=phone.address,
        message__number=phone.number,
        message__attempts__started_at__gt=now - RECENT,
    )
    where = Coalesce("incident__merged_into_id", "incident_id")  # what is one incident now is one
    ids = set(rows.annotate(goes_on_in=where).values_list("goes_on_in", flat=True))
    found = Incident.objects.filter(pk__in=ids, organization=phone.number.organization_id)
    return list(found.select_related("organization", "client", "taken_by__user").order_by("-pk"))


def _of_code(phone: Phone, code: str, now: datetime) -> list[Incident]:
    """The one that holds the code, or held it last of those that still do: by a clock that stepped back it may not have
    begun yet, though its text is on the phone.
    """
    held = ReplyCode.objects.filter(
        Q(held__endswith__isnull=True) | Q(held__endswith__gt=now), phone=phone.address, code=code
    )
    held = held.filter(incident__organization=phone.number.organization_id).order_by("-held")
    rows = held.select_related("incident__organization")[:1]
    return [row.incident for row in rows if row.incident]


def _newest_page(incident: Incident, phone: Phone) -> Page | None:
    """Two members may share a phone: the one who was paged on it for this incident answers, and that page, a text first.
    Nobody answers as somebody who has left.
    """
    sent = incident.pages.filter(contact_method__address=phone.address, message__tries__gt=0)
    sent = sent.filter(member__archived_at=None)
    return sent.select_related("member__user", "member__organization").order_by("channel", "-pk").first()


def _ask(
    reply: Reply, phone: Phone, meaning: Command | Unclear, found: list[Incident], now: datetime
) -> None:
    """Nothing is done; the answer says what would be understood. At most five such answers an hour."""
    reply.effect = "unclear"
    if _answered_enough(phone, now):
        reply.effect = "silenced"
    elif len(found) > 1:
        reply.effect = "which"
        _answer(phone, _which(phone, found, meaning), now)
    elif found and isinstance(meaning, Unclear):
        _answer(phone, _not_understood(reply, phone, found, now), now)
    else:
        _answer(phone, words.no_page(short_name(phone.number.organization.name)), now)


def _answered_enough(phone: Phone, now: datetime) -> bool:
    asked = Reply.objects.filter(from_phone=phone.address, received_at__gt=now - RECENT)
    return asked.filter(effect__in=["unclear", "which"]).count() >= MOST_ANSWERS


def _not_understood(reply: Reply, phone: Phone, found: list[Incident], now: datetime) -> words.Text:
    """What can be said instead; on the timeline where it is plain which incident was meant."""
    if len(found) > 1:
        return _which(phone, found, Unclear())
    incident, member = found[0], phone.member
    reply.incident = incident
    said = f'{member} texted "{shorten(reply.body, QUOTED)}": not understood, nothing was changed.'
    say(incident, "unclear", said, now=now, member=member)
    coded = bool(other_pages(phone.address, incident, now=now))
    subject = subject_for(incident, member, code=_code(phone, incident), coded=coded)
    has_it = incident.status == IncidentStatus.ACKNOWLEDGED and incident.taken_by_id == member.pk
    return words.unclear_from_holder(subject) if has_it else words.unclear(subject)


def _which(phone: Phone, found: list[Incident], meaning: Command | Unclear) -> words.Text:
    """Those that are open; where all are closed, these. The key that was pressed is asked for again."""
    chosen = [each for each in found if each.status != IncidentStatus.RESOLVED] or found
    rows = [(_code(phone, i), i.client.name if i.client else "unknown client", i.summary) for i in chosen[:3]]
    key = str(meaning.verb) if isinstance(meaning, Command) and meaning.verb is not Verb.TAKE else ""
    return words.which_one(rows, key=key)


def _code(phone: Phone, incident: Incident) -> str:
    row = ReplyCode.objects.filter(phone=phone.address, incident=incident).first()
    return row.code if row else ""


def _answer(phone: Phone, text: words.Text, now: datetime, *, limit: int = 1) -> None:
    write_message(
        organization=phone.number.organization, channel=Channel.SMS, address=phone.address, sender=_sender(phone),
        body=written(text, limit=limit), purpose="reply", priority=2, now=now,
    )  # fmt: skip


def _sender(phone: Phone) -> PhoneNumber | None:
    """The number it came to, or the one in its place."""
    if phone.number.archived_at is None:
        return phone.number
    return paging_number(phone.number.organization)
