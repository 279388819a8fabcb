"""Calls: create, list, fetch, update (telephony.md, 1.2)."""

from django.http import HttpResponse

from phonesim import faults
from phonesim.errors import TwilioError
from phonesim.machine import calls
from phonesim.phone_numbers import CALL_FROM, CALL_TO, is_number
from phonesim.records import Call
from phonesim.rest import shapes
from phonesim.rest.dates import fits
from phonesim.rest.edge import resource, shown
from phonesim.rest.given import Given
from phonesim.rest.paging import PAGING, page_of
from phonesim.simulator import Simulator
from phonesim.states import CallState, Direction
from phonesim.world import new_sid

KNOWN = (
    *("To", "From", "Url", "Method", "Twiml", "FallbackUrl", "FallbackMethod", "StatusCallback"),
    *("StatusCallbackEvent", "StatusCallbackMethod", "Timeout", "TimeLimit", "MachineDetection"),
    *("MachineDetectionTimeout", "MachineDetectionSpeechThreshold", "MachineDetectionSpeechEndThreshold"),
    *("MachineDetectionSilenceTimeout", "AsyncAmd", "AsyncAmdStatusCallback", "AsyncAmdStatusCallbackMethod"),
    *("CallReason", "CallToken"),
)
UNSIMULATED = (
    *("ApplicationSid", "SendDigits", "Record", "RecordingChannels", "RecordingStatusCallback"),
    *("RecordingStatusCallbackMethod", "RecordingStatusCallbackEvent", "RecordingTrack", "Trim"),
    *("SipAuthUsername", "SipAuthPassword", "CallerId", "Byoc", "ClientNotificationUrl"),
)
UPDATES_UNSIMULATED = (
    *("FallbackUrl", "FallbackMethod", "StatusCallback", "StatusCallbackMethod", "TimeLimit"),
)
EVENTS = ("initiated", "ringing", "answered", "completed")
FILTERS = ("To", "From", "Status", "ParentCallSid", "StartTime", "StartTime<", "StartTime>")
END_FILTERS = ("EndTime", "EndTime<", "EndTime>")
STATUSES = tuple(str(state) for state in CallState if state != CallState.INITIATED)
LONGEST_TWIML = 4000
DETECTION = ("Enable", "DetectMessageEnd")


def create(sim: Simulator, given: Given) -> HttpResponse:
    """201 with a queued call."""
    given.only(KNOWN, unsimulated=UNSIMULATED)
    _check_ends(sim, given)
    call = _wanted(sim, given)
    sim.world.own(call.from_number)
    before = faults.take_before_response(sim.world, numbers={call.to, call.from_number})
    calls.place(sim, call)
    answer = shapes.call(call, sim.account_sid)
    if before.found:
        calls.hurry(sim, call)
    return shown(answer, status=201)


def _check_ends(sim: Simulator, given: Given) -> None:
    to, sender = given.text("To"), given.text("From")
    if not to:
        raise TwilioError(21201)
    if not sender:
        raise TwilioError(21213)
    for number, magic in ((sender, CALL_FROM), (to, CALL_TO)):
        if number in magic:
            raise TwilioError(magic[number])
    if not is_number(to):
        raise TwilioError(21211, f"Invalid 'To' Phone Number: {to[:40]}")
    if not is_number(sender):
        raise TwilioError(21212, f"Invalid 'From' Phone Number: {sender[:40]}")
    if sender in sim.world.phones:
        raise TwilioError(21210, f"{sender} is somebody's phone, not a number of this account")


def _wanted(sim: Simulator, given: Given) -> Call:
    now = sim.clock.now()
    url, twiml = _words(given)
    return Call(
        new_sid("CA"),
        Direction.OUTBOUND_API,
        given.text("From"),
        given.text("To"),
        CallState.QUEUED,
        now,
        now,
        url=url,
        method=given.method("Method"),
        twiml=twiml,
        fallback_url=given.url("FallbackUrl", 21205),
        fallback_method=given.method("FallbackMethod"),
        status_callback=given.url("StatusCallback", 21609),
        status_callback_method=given.method("StatusCallbackMethod"),
        events=_events(given),
        ring_seconds=given.whole("Timeout", 60, least=1, most=600),
        time_limit=given.whole("TimeLimit", 14_400, least=1, most=86_400),
        machine_detection=given.choice("MachineDetection", DETECTION),
        async_amd=given.yes("AsyncAmd"),
        amd_callback=given.url("AsyncAmdStatusCallback", 21609),
        amd_callback_method=given.method("AsyncAmdStatusCallbackMethod"),
    )


def _words(given: Given) -> tuple[str, str]:
    """Url, else Twiml: it is ignored where there is a Url."""
    url, twiml = given.url("Url", 21205), given.text("Twiml")
    if url:
        return url, ""
    if not twiml:
        raise TwilioError(21205, "Url or Twiml is required")
    if len(twiml) > LONGEST_TWIML:
        raise TwilioError(32018)
    return "", twiml


def _events(given: Given) -> list[str]:
    events = given.texts("StatusCallbackEvent")
    unknown = [one for one in events if one not in EVENTS]
    if unknown:
        raise TwilioError(20001, f"StatusCallbackEvent can not be {unknown[0][:40]}")
    return events or ["completed"]


def listing(sim: Simulator, given: Given) -> HttpResponse:
    given.only((*FILTERS, *END_FILTERS, *PAGING))
    given.choice("Status", STATUSES)
    with sim.world.lock:
        rows = [one for one in reversed(sim.world.calls.values()) if _is_wanted(one, given)]
    filters = [(name, given.text(name)) for name in (*FILTERS, *END_FILTERS) if given.has(name)]
    page = page_of(
        rows,
        lambda one: shapes.call(one, sim.account_sid),
        name="calls",
        path=shapes.here(sim.account_sid, "Calls.json"),
        given=given,
        filters=filters,
    )
    return shown(page)


def _is_wanted(call: Call, given: Given) -> bool:
    facts = {"To": call.to, "From": call.from_number, "Status": shapes.call_status(call), "ParentCallSid": ""}
    if any(given.has(name) and given.text(name) != fact for name, fact in facts.items()):
        return False
    return fits(given, "StartTime", call.started_at) and fits(given, "EndTime", call.ended_at)


def fetch(sim: Simulator, given: Given, sid: str) -> HttpResponse:
    given.only(())
    return shown(shapes.call(_find(sim, sid), sim.account_sid))


def update(sim: Simulator, given: Given, sid: str) -> HttpResponse:
    """Status=canceled or completed ends it; Url or Twiml sends an answered call elsewhere. 21220 where it is late."""
    given.only(("Url", "Method", "Status", "Twiml"), unsimulated=UPDATES_UNSIMULATED)
    call = _find(sim, sid)
    status = given.choice("Status", ("canceled", "completed"))
    if status:
        done = calls.cancel(sim, call) if status == "canceled" else calls.complete(sim, call)
        if not done:
            raise TwilioError(21220, f"Call is not in-progress. Cannot set it to {status}.")
    elif given.has("Url") or given.has("Twiml"):
        _redirect(sim, call, given)
    return shown(shapes.call(call, sim.account_sid))


def _redirect(sim: Simulator, call: Call, given: Given) -> None:
    url, twiml = _words(given)
    with sim.world.lock:
        line = sim.switchboard.lines.get(call.sid)
        if call.state != CallState.IN_PROGRESS or line is None:
            raise TwilioError(21220)
        line.move(url=url, method=given.method("Method"), twiml=twiml)


def _find(sim: Simulator, sid: str) -> Call:
    call = sim.world.calls.get(sid)
    if call is None:
        raise TwilioError(20404, f"The requested resource Calls/{sid}.json was not found")
    return call


many = resource(POST=create, GET=listing)
one = resource(GET=fetch, POST=update)
