"""Messages: create, list, fetch, redact, cancel, delete (telephony.md, 1.1)."""

from django.http import HttpResponse

from phonesim import faults
from phonesim.errors import TwilioError
from phonesim.machine import texts
from phonesim.machine.texts import LONGEST_BODY, VALIDITY_SECONDS, NewText
from phonesim.phone_numbers import TEXT_FROM, TEXT_TO, is_number
from phonesim.records import Message
from phonesim.rest import shapes
from phonesim.rest.dates import fits
from phonesim.rest.edge import resource, shown
from phonesim.rest.given import Given
from phonesim.rest.paging import PAGING, page_of
from phonesim.simulator import Simulator
from phonesim.states import TEXT_MOVING

KNOWN = (
    *("To", "From", "Body", "StatusCallback", "ValidityPeriod", "MessagingServiceSid"),
    *("MaxPrice", "ProvideFeedback", "Attempt", "ForceDelivery", "ContentRetention", "AddressRetention"),
    *("TrafficType", "RiskCheck"),
)
UNSIMULATED = (
    *("MediaUrl", "ContentSid", "ContentVariables", "ApplicationSid", "SmartEncoded", "PersistentAction"),
    *("ShortenUrls", "ScheduleType", "SendAt", "SendAsMms", "FallbackFrom", "MessageIntent", "Tags"),
)
FILTERS = ("To", "From", "DateSent", "DateSent<", "DateSent>")


def create(sim: Simulator, given: Given) -> HttpResponse:
    """201 with a queued text."""
    new = _wanted(sim, given)
    before = faults.take_before_response(sim.world, numbers={new.to, new.from_number})
    text = texts.send(sim, new)
    answer = shapes.message(text, sim.account_sid)
    if before.found:
        texts.hurry(sim, text)
    return shown(answer, status=201)


def _wanted(sim: Simulator, given: Given) -> NewText:
    given.only(KNOWN, unsimulated=UNSIMULATED)
    to, sender, body = given.text("To"), given.text("From"), given.text("Body")
    _check_body(body)
    _check_to(to)
    _check_from(sim, given)
    if to == sender:
        raise TwilioError(21266)
    validity = given.whole("ValidityPeriod", VALIDITY_SECONDS, least=1, most=VALIDITY_SECONDS, code=90007)
    callback = given.url("StatusCallback", 21609)
    sim.world.own(sender)
    return NewText(sender, to, body, status_callback=callback, validity=validity)


def _check_to(to: str) -> None:
    if not to:
        raise TwilioError(21604)
    if to in TEXT_TO:
        raise TwilioError(TEXT_TO[to])
    if not is_number(to):
        raise TwilioError(21211, f"Invalid 'To' Phone Number: {to[:40]}")


def _check_from(sim: Simulator, given: Given) -> None:
    sender = given.text("From")
    if given.has("MessagingServiceSid"):
        raise TwilioError(21701)
    if not sender:
        raise TwilioError(21603)
    if sender in TEXT_FROM:
        raise TwilioError(TEXT_FROM[sender])
    if not is_number(sender):
        raise TwilioError(21212, f"Invalid 'From' Phone Number: {sender[:40]}")
    if sender in sim.world.phones:
        raise TwilioError(21606, f"{sender} is somebody's phone, not a number of this account")


def _check_body(body: str) -> None:
    if not body:
        raise TwilioError(21602)
    if len(body) > LONGEST_BODY:
        raise TwilioError(21617)


def listing(sim: Simulator, given: Given) -> HttpResponse:
    """Newest first; a text without `date_sent` is in no list filtered by it."""
    given.only((*FILTERS, *PAGING))
    with sim.world.lock:
        rows = [one for one in reversed(sim.world.messages.values()) if _is_wanted(one, given)]
    path = shapes.here(sim.account_sid, "Messages.json")
    filters = [(name, given.text(name)) for name in FILTERS if given.has(name)]
    page = page_of(
        rows,
        lambda one: shapes.message(one, sim.account_sid),
        name="messages",
        path=path,
        given=given,
        filters=filters,
    )
    return shown(page)


def _is_wanted(text: Message, given: Given) -> bool:
    if given.has("To") and text.to != given.text("To"):
        return False
    if given.has("From") and text.from_number != given.text("From"):
        return False
    return fits(given, "DateSent", text.sent_at)


def fetch(sim: Simulator, given: Given, sid: str) -> HttpResponse:
    given.only(())
    return shown(shapes.message(_find(sim, sid), sim.account_sid))


def update(sim: Simulator, given: Given, sid: str) -> HttpResponse:
    """Body='' redacts a text that is at rest; Status=canceled needs a scheduled one, and none is."""
    given.only(("Body", "Status"))
    with sim.world.lock:
        text = _find(sim, sid)
        if given.choice("Status", ("canceled",)):
            raise TwilioError(30409)
        if given.has("Body"):
            _redact(sim, text, given.text("Body"))
        return shown(shapes.message(text, sim.account_sid))


def _redact(sim: Simulator, text: Message, body: str) -> None:
    if body:
        raise TwilioError(20001, "Body can only be emptied")
    if text.status in TEXT_MOVING:
        raise TwilioError(20009)
    text.body = ""
    sim.world.save(text)


def delete(sim: Simulator, given: Given, sid: str) -> HttpResponse:
    given.only(())
    with sim.world.lock:
        text = _find(sim, sid)
        if text.sid in sim.world.moving:
            raise TwilioError(20009)
        sim.world.forget(text)
    return HttpResponse(status=204)


def _find(sim: Simulator, sid: str) -> Message:
    text = sim.world.messages.get(sid)
    if text is None:
        raise TwilioError(20404, f"The requested resource Messages/{sid}.json was not found")
    return text


many = resource(POST=create, GET=listing)
one = resource(GET=fetch, POST=update, DELETE=delete)
