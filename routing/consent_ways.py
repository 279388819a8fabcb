"""By which ways whoever may accept a charge can be reached: what is on file, as far as our own numbers and a STOP let it through."""

from collections.abc import Iterable, Iterator

from accounts.models import Organization
from delivery.models import Channel, ChannelState, PhoneNumber
from delivery.queries import opted_out, sender_of
from sla.models import ClientContact

Ways = list[tuple[ClientContact, list[Channel]]]


def sender_to_clients(organization: Organization) -> PhoneNumber | None:
    """The number that clients know; where there is none the one that pages come from."""
    purposes = (PhoneNumber.Purpose.CLIENT, PhoneNumber.Purpose.PAGING)
    return next(filter(None, (sender_of(organization, purpose) for purpose in purposes)), None)


def phone_channels(sender: PhoneNumber, *, stopped: bool) -> Iterator[Channel]:
    """What our number can do for a phone; `stopped`: it wants no texts of ours."""
    if sender.sms_state == ChannelState.ON and not stopped:
        yield Channel.SMS
    if sender.voice_state == ChannelState.ON:
        yield Channel.VOICE


def ways_to(people: Iterable[ClientContact], sender: PhoneNumber | None) -> Ways:
    """Each with at least one way, in the order they came in."""
    people = list(people)
    phones = [person.phone for person in people if person.phone]
    stopped = set(opted_out(sender.account_id, phones)) if sender and phones else set()
    found = ((person, list(_channels(person, sender, person.phone in stopped))) for person in people)
    return [(person, channels) for person, channels in found if channels]


def _channels(person: ClientContact, sender: PhoneNumber | None, stopped: bool) -> Iterator[Channel]:
    if person.phone and sender:
        yield from phone_channels(sender, stopped=stopped)
    if person.email:
        yield Channel.EMAIL
