"""What Twilio answers, field by field: all of the specification's, numbers as strings, dates in RFC 2822."""

from typing import Any

from phonesim.errors import CARRIER_ERRORS
from phonesim.machine.params import API_VERSION, rfc2822
from phonesim.phone_numbers import formatted
from phonesim.records import Call, Message, Number
from phonesim.states import CALL_ALIVE, CallState

Shape = dict[str, Any]
CALL_SUBRESOURCES = (
    *("notifications", "recordings", "payments", "events", "siprec", "streams", "transcriptions"),
    *("user_defined_message_subscriptions", "user_defined_messages"),
)


def maybe_date(at: float | None) -> str | None:
    return None if at is None else rfc2822(at)


def here(account: str, path: str) -> str:
    """The resource's address below the host."""
    return f"/{API_VERSION}/Accounts/{account}/{path}"


def message(text: Message, account: str) -> Shape:
    return {
        "account_sid": account,
        "api_version": API_VERSION,
        "body": text.body,
        "date_created": rfc2822(text.created_at),
        "date_sent": maybe_date(text.sent_at),
        "date_updated": rfc2822(text.updated_at),
        "direction": str(text.direction),
        "error_code": text.error_code,
        "error_message": CARRIER_ERRORS.get(text.error_code or 0),
        "from": text.from_number,
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": str(text.segments),
        "price": None,
        "price_unit": "USD",
        "sid": text.sid,
        "status": str(text.status),
        "subresource_uris": {"media": here(account, f"Messages/{text.sid}/Media.json")},
        "to": text.to,
        "uri": here(account, f"Messages/{text.sid}.json"),
    }


def call(one: Call, account: str) -> Shape:
    return {
        "account_sid": account,
        "answered_by": one.answered_by or None,
        "api_version": API_VERSION,
        "caller_name": None,
        "date_created": rfc2822(one.created_at),
        "date_updated": rfc2822(one.updated_at),
        "direction": str(one.direction),
        "duration": None if one.state in CALL_ALIVE else str(one.seconds),
        "end_time": maybe_date(one.ended_at),
        "forwarded_from": None,
        "from": one.from_number,
        "from_formatted": formatted(one.from_number),
        "group_sid": None,
        "parent_call_sid": None,
        "phone_number_sid": None,
        "price": None,
        "price_unit": "USD",
        "queue_time": "0",
        "sid": one.sid,
        "start_time": maybe_date(one.started_at),
        "status": call_status(one),
        "subresource_uris": _subresources(here(account, f"Calls/{one.sid}")),
        "to": one.to,
        "to_formatted": formatted(one.to),
        "trunk_sid": None,
        "uri": here(account, f"Calls/{one.sid}.json"),
    }


def _subresources(base: str) -> Shape:
    return {name: f"{base}/{name.title().replace('_', '')}.json" for name in CALL_SUBRESOURCES}


def call_status(one: Call) -> str:
    """The API has no `initiated`: that is a word of the webhooks only."""
    return str(CallState.QUEUED if one.state == CallState.INITIATED else one.state)


def number(one: Number, account: str) -> Shape:
    return {
        "account_sid": account,
        "address_requirements": "none",
        "address_sid": None,
        "api_version": API_VERSION,
        "beta": False,
        "bundle_sid": None,
        "capabilities": {"voice": True, "sms": True, "mms": False, "fax": False},
        "date_created": rfc2822(one.created_at),
        "date_updated": rfc2822(one.updated_at),
        "emergency_address_sid": None,
        "emergency_address_status": "unregistered",
        "emergency_status": "Inactive",
        "friendly_name": one.friendly_name,
        "identity_sid": None,
        "origin": "twilio",
        "phone_number": one.phone_number,
        "sid": one.sid,
        "sms_application_sid": None,
        "sms_fallback_method": one.sms_fallback_method,
        "sms_fallback_url": one.sms_fallback_url,
        "sms_method": one.sms_method,
        "sms_url": one.sms_url,
        "status": "in-use",
        "status_callback": one.status_callback,
        "status_callback_method": one.status_callback_method,
        "trunk_sid": None,
        "type": "local",
        "uri": here(account, f"IncomingPhoneNumbers/{one.sid}.json"),
        "voice_application_sid": None,
        "voice_caller_id_lookup": False,
        "voice_fallback_method": one.voice_fallback_method,
        "voice_fallback_url": one.voice_fallback_url,
        "voice_method": one.voice_method,
        "voice_receive_mode": "voice",
        "voice_url": one.voice_url,
    }
