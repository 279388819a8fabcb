"""An update to the client as it will go out, message by message: looked at before, and sent word for word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from accounts.refusal import Refused
from delivery.models import Channel, PhoneNumber
from delivery.queries import sender_of
from delivery.segments import plain, segments
from routing.client_speech import in_their_language
from routing.client_ways import Way
from routing.models import Incident
from routing.subject import update_sender
from routing.update_words import MOST_SEGMENTS, Length, as_mail, as_text, length


@dataclass(frozen=True, slots=True)
class Draft:
    """One message. `number`: what a text comes from; `segments`: how many messages long a text is, 0 for a mail."""

    way: Way
    subject: str
    body: str
    number: PhoneNumber | None
    segments: int


def said(text: str, ways: Sequence[Way]) -> str:
    """The words that go out. Refused: nothing to say, or nobody to say it to."""
    words = plain(text).strip()
    if not words:
        raise Refused(text="Write what the client should know.")
    if not ways:
        raise Refused(ways="Say to whom it goes: tick at least one.")
    return words


def drafts(incident: Incident, words: str, ways: Sequence[Way]) -> list[Draft]:
    """A message for each way. Refused: too long for a text, or no number that a text could come from."""
    with in_their_language(incident):
        _refuse_too_long(incident, words, ways)
        return list(_drafts(incident, words, ways))


def length_of(incident: Incident, words: str) -> Length:
    """How long it is as a text."""
    with in_their_language(incident):
        return length(update_sender(incident), words)


def _refuse_too_long(incident: Incident, words: str, ways: Sequence[Way]) -> None:
    found = length_of(incident, words)
    if found.is_too_long and any(way.channel == Channel.SMS for way in ways):
        raise Refused(
            text=f"As a text this is {found.segments} messages long; at most {MOST_SEGMENTS} go out."
            " Shorten it, or send it by mail only."
        )


def _drafts(incident: Incident, words: str, ways: Sequence[Way]) -> Iterator[Draft]:
    sender = update_sender(incident)
    text, (subject, body) = as_text(sender, words), as_mail(sender, words)
    for way in ways:
        if way.channel == Channel.SMS:
            yield Draft(way, "", text, _client_number(incident), segments(text))
        else:
            yield Draft(way, subject, body, None, 0)


def _client_number(incident: Incident) -> PhoneNumber:
    """Never the number that pages come from."""
    number = sender_of(incident.organization, PhoneNumber.Purpose.CLIENT)
    if number is None:
        raise Refused(ways="There is no number to text clients from. Send it by mail.")
    return number
