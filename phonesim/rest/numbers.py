"""IncomingPhoneNumbers: the account's numbers and where their webhooks go."""

from django.http import HttpResponse

from phonesim.errors import TwilioError
from phonesim.phone_numbers import is_number
from phonesim.records import Number
from phonesim.rest import shapes
from phonesim.rest.edge import resource, shown
from phonesim.rest.given import Given
from phonesim.rest.paging import PAGING, page_of
from phonesim.simulator import Simulator

URLS = {
    "SmsUrl": "sms_url",
    "SmsFallbackUrl": "sms_fallback_url",
    "VoiceUrl": "voice_url",
    "VoiceFallbackUrl": "voice_fallback_url",
    "StatusCallback": "status_callback",
}
METHODS = {
    "SmsMethod": "sms_method",
    "SmsFallbackMethod": "sms_fallback_method",
    "VoiceMethod": "voice_method",
    "VoiceFallbackMethod": "voice_fallback_method",
    "StatusCallbackMethod": "status_callback_method",
}
KNOWN = (*URLS, *METHODS, "FriendlyName", "VoiceReceiveMode", "ApiVersion")
UNSIMULATED = (
    *("SmsApplicationSid", "VoiceApplicationSid", "VoiceCallerIdLookup", "EmergencyStatus", "TrunkSid"),
    *("EmergencyAddressSid", "IdentitySid", "AddressSid", "BundleSid", "AccountSid", "AreaCode"),
)
FILTERS = ("PhoneNumber", "FriendlyName", "Beta", "Origin")


def create(sim: Simulator, given: Given) -> HttpResponse:
    """201 with the number. Nobody sells it: any number that is no phone of somebody's can be had."""
    given.only((*KNOWN, "PhoneNumber"), unsimulated=UNSIMULATED)
    wanted = given.text("PhoneNumber")
    if not is_number(wanted) or wanted in sim.world.phones:
        raise TwilioError(21422)
    with sim.world.lock:
        number = sim.world.own(wanted)
        _change(sim, number, given)
    return shown(shapes.number(number, sim.account_sid), status=201)


def _change(sim: Simulator, number: Number, given: Given) -> None:
    changes = {field: given.url(name, 21205) for name, field in URLS.items() if given.has(name)}
    changes |= {field: given.method(name) for name, field in METHODS.items() if given.has(name)}
    if given.has("FriendlyName"):
        changes["friendly_name"] = given.text("FriendlyName")[:64]
    for field, value in changes.items():
        setattr(number, field, value)
    number.updated_at = sim.clock.now()
    sim.world.save_number(number)


def listing(sim: Simulator, given: Given) -> HttpResponse:
    """Who asks for a whole number finds it: the account takes it then."""
    given.only((*FILTERS, *PAGING))
    wanted = given.text("PhoneNumber")
    if is_number(wanted) and wanted not in sim.world.phones:
        sim.world.own(wanted)
    with sim.world.lock:
        rows = [one for one in sim.world.numbers.values() if _is_wanted(one, given)]
    filters = [(name, given.text(name)) for name in FILTERS if given.has(name)]
    page = page_of(
        rows,
        lambda one: shapes.number(one, sim.account_sid),
        name="incoming_phone_numbers",
        path=shapes.here(sim.account_sid, "IncomingPhoneNumbers.json"),
        given=given,
        filters=filters,
    )
    return shown(page)


def _is_wanted(number: Number, given: Given) -> bool:
    wanted = given.text("PhoneNumber").replace("*", "")
    name = given.text("FriendlyName")
    return wanted in number.phone_number and (not name or name == number.friendly_name)


def fetch(sim: Simulator, given: Given, sid: str) -> HttpResponse:
    given.only(())
    return shown(shapes.number(_find(sim, sid), sim.account_sid))


def update(sim: Simulator, given: Given, sid: str) -> HttpResponse:
    given.only(KNOWN, unsimulated=UNSIMULATED)
    with sim.world.lock:
        number = _find(sim, sid)
        _change(sim, number, given)
    return shown(shapes.number(number, sim.account_sid))


def _find(sim: Simulator, sid: str) -> Number:
    for number in sim.world.numbers.values():
        if number.sid == sid:
            return number
    raise TwilioError(20404, f"The requested resource IncomingPhoneNumbers/{sid}.json was not found")


many = resource(POST=create, GET=listing)
one = resource(GET=fetch, POST=update)
