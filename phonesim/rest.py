"""Twilio's REST API as far as a night needs it: messages, calls, incoming phone numbers. Unknown parameters are errors."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from phonesim import calls, texts
from phonesim.clock import parse, rfc2822, stamp
from phonesim.exchange import Exchange
from phonesim.refusal import Refused
from phonesim.store import Document

Fields = Mapping[str, list[str]]
E164 = re.compile(r"^\+[1-9]\d{6,14}$")
MESSAGE = {
    "To",
    "From",
    "Body",
    "StatusCallback",
    "ValidityPeriod",
    "SmartEncoded",
    "RiskCheck",
    "ProvideFeedback",
    "Attempt",
}
CALL = {
    "To", "From", "Url", "Method", "Twiml", "FallbackUrl", "FallbackMethod", "StatusCallback", "StatusCallbackMethod",
    "StatusCallbackEvent", "Timeout", "TimeLimit", "MachineDetection", "MachineDetectionTimeout", "AsyncAmd",
}  # fmt: skip
NUMBER = {
    "PhoneNumber", "FriendlyName", "SmsUrl", "SmsMethod", "SmsFallbackUrl", "VoiceUrl", "VoiceMethod", "VoiceFallbackUrl",
    "StatusCallback",
}  # fmt: skip
EVENTS = {"initiated", "ringing", "answered", "completed"}
PAGE = 50


class Rest:
    """Requests under /2010-04-01/Accounts/<account>/ to (status, JSON)."""

    def __init__(self, exchange: Exchange) -> None:
        self.x = exchange
        self.routes: list[tuple[str, str, Callable[..., tuple[int, Document]]]] = [
            ("POST", r"Messages\.json", self.create_message),
            ("GET", r"Messages\.json", self.list_messages),
            ("GET", r"Messages/(\w+)\.json", self.get_message),
            ("POST", r"Messages/(\w+)\.json", self.update_message),
            ("POST", r"Calls\.json", self.create_call),
            ("GET", r"Calls\.json", self.list_calls),
            ("GET", r"Calls/(\w+)\.json", self.get_call),
            ("POST", r"Calls/(\w+)\.json", self.update_call),
            ("GET", r"IncomingPhoneNumbers\.json", self.list_numbers),
            ("POST", r"IncomingPhoneNumbers\.json", self.create_number),
            ("GET", r"IncomingPhoneNumbers/(\w+)\.json", self.get_number),
            ("POST", r"IncomingPhoneNumbers/(\w+)\.json", self.update_number),
        ]

    def answer(self, method: str, path: str, fields: Fields) -> tuple[int, Document]:
        """`path` after the account. Refused rises for whatever Twilio would refuse."""
        for known, pattern, action in self.routes:
            found = re.fullmatch(pattern, path)
            if found and known == method:
                return action(*found.groups(), fields)
        raise Refused(20404, f"{method} {path}")

    def create_message(self, fields: Fields) -> tuple[int, Document]:
        _only(fields, MESSAGE)
        to, from_, body = _one(fields, "To"), _one(fields, "From"), _one(fields, "Body")
        _refuse_bad_text(to, from_, body)
        validity = _number(fields, "ValidityPeriod", 36_000)
        if not 1 <= validity <= 36_000:
            raise Refused(90007, str(validity))
        status_url = _url(fields, "StatusCallback", 21609)
        self.x.texts.check_sender(from_, to)
        row = self.x.texts.create(from_=from_, to=to, body=body, validity=validity, status_url=status_url)
        shown = texts.as_rest(row, self.x.account)
        self.x.texts.start(row)
        return 201, shown

    def get_message(self, sid: str, fields: Fields) -> tuple[int, Document]:
        return 200, texts.as_rest(self._found("message", sid), self.x.account)

    def update_message(self, sid: str, fields: Fields) -> tuple[int, Document]:
        """Body='' redacts; Status=canceled is for scheduled messages only, and there are none."""
        _only(fields, {"Body", "Status"})
        row = self._found("message", sid)
        if "Status" in fields:
            raise Refused(20001, "only a scheduled message can be canceled")
        if _one(fields, "Body"):
            raise Refused(20001, "a body can only be emptied")
        return 200, texts.as_rest(self.x.store.change("message", row["sid"], body=""), self.x.account)

    def list_messages(self, fields: Fields) -> tuple[int, Document]:
        _only(fields, {"To", "From", "DateSent", "DateSent<", "DateSent>", "PageSize", "Page", "PageToken"})
        rows = [row for row in self._newest("message") if _fits(row, fields) and _sent_fits(row, fields)]
        return 200, self._page(
            "Messages", "messages", [texts.as_rest(row, self.x.account) for row in rows], fields
        )

    def create_call(self, fields: Fields) -> tuple[int, Document]:
        _only(fields, CALL)
        to, from_ = _one(fields, "To"), _one(fields, "From")
        _refuse_bad_call(to, from_, fields)
        self.x.calls.check(from_, to)
        row = self.x.calls.create(
            direction="outbound-api", from_=from_, to=to, url=_url(fields, "Url", 21205), twiml=_one(fields, "Twiml"),
            fallback_url=_url(fields, "FallbackUrl", 21205), timeout=_number(fields, "Timeout", 60),
            status_url=_url(fields, "StatusCallback", 21609), events=_events(fields),
        )  # fmt: skip
        if _one(fields, "MachineDetection"):
            self.x.store.change("call", row["sid"], machine_detection=_one(fields, "MachineDetection"))
        shown = calls.as_rest(row, self.x.account)
        self.x.calls.start(row)
        return 201, shown

    def get_call(self, sid: str, fields: Fields) -> tuple[int, Document]:
        return 200, calls.as_rest(self._found("call", sid), self.x.account)

    def update_call(self, sid: str, fields: Fields) -> tuple[int, Document]:
        _only(fields, {"Status"})
        status = _one(fields, "Status")
        if status not in ("canceled", "completed"):
            raise Refused(20001, "Status is canceled or completed")
        return 200, calls.as_rest(self.x.calls.update(sid, status=status), self.x.account)

    def list_calls(self, fields: Fields) -> tuple[int, Document]:
        _only(
            fields,
            {
                "To",
                "From",
                "Status",
                "StartTime",
                "StartTime<",
                "StartTime>",
                "PageSize",
                "Page",
                "PageToken",
            },
        )
        rows = [row for row in self._newest("call") if _fits(row, fields)]
        return 200, self._page("Calls", "calls", [calls.as_rest(row, self.x.account) for row in rows], fields)

    def list_numbers(self, fields: Fields) -> tuple[int, Document]:
        _only(fields, {"PhoneNumber", "FriendlyName", "PageSize", "Page", "PageToken"})
        wanted = _one(fields, "PhoneNumber")
        rows = [row for row in self.x.store.all("number") if wanted in ("", row["number"])]
        shown = [_number_row(row, self.x.account) for row in rows]
        return 200, self._page("IncomingPhoneNumbers", "incoming_phone_numbers", shown, fields)

    def create_number(self, fields: Fields) -> tuple[int, Document]:
        _only(fields, NUMBER)
        number = _one(fields, "PhoneNumber")
        if not E164.match(number):
            raise Refused(21211, number)
        row = self.x.number(number) or self.x.own(number)
        return 201, _number_row(
            self.x.store.change("number", row["number"], **_number_fields(fields)), self.x.account
        )

    def get_number(self, sid: str, fields: Fields) -> tuple[int, Document]:
        return 200, _number_row(self._number(sid), self.x.account)

    def update_number(self, sid: str, fields: Fields) -> tuple[int, Document]:
        _only(fields, NUMBER - {"PhoneNumber"})
        row = self._number(sid)
        changed = self.x.store.change(
            "number", row["number"], updated=stamp(self.x.clock.now()), **_number_fields(fields)
        )
        return 200, _number_row(changed, self.x.account)

    def _found(self, kind: str, sid: str) -> Document:
        row = self.x.store.get(kind, sid)
        if row is None:
            raise Refused(20404, sid)
        return row

    def _number(self, sid: str) -> Document:
        for row in self.x.store.all("number"):
            if row["sid"] == sid:
                return row
        raise Refused(20404, sid)

    def _newest(self, kind: str) -> list[Document]:
        return list(reversed(self.x.store.all(kind)))

    def _page(self, resource: str, name: str, rows: list[Document], fields: Fields) -> Document:
        """One page with relative addresses, as Twilio gives them."""
        size, page = min(max(_number(fields, "PageSize", PAGE), 1), 1000), _number(fields, "Page", 0)
        start = page * size
        base = f"/2010-04-01/Accounts/{self.x.account}/{resource}.json"
        kept = [
            (k, v)
            for k, values in fields.items()
            for v in values
            if k not in ("Page", "PageSize", "PageToken")
        ]

        def uri(number: int) -> str:
            return f"{base}?{urlencode([*kept, ('PageSize', size), ('Page', number)])}"

        more = start + size < len(rows)
        chosen = rows[start : start + size]
        return {
            name: chosen, "page": page, "page_size": size, "start": start, "end": start + max(len(chosen) - 1, 0),
            "uri": uri(page), "first_page_uri": uri(0), "next_page_uri": uri(page + 1) if more else None,
            "previous_page_uri": uri(page - 1) if page else None,
        }  # fmt: skip


def _only(fields: Fields, known: set[str]) -> None:
    unknown = set(fields) - known
    if unknown:
        raise Refused(20001, ", ".join(sorted(unknown)))


def _one(fields: Fields, name: str) -> str:
    return fields.get(name, [""])[-1]


def _number(fields: Fields, name: str, default: int) -> int:
    text = _one(fields, name)
    if not text:
        return default
    if not text.isascii() or not text.isdigit():
        raise Refused(20001, f"{name} is a whole number")
    return int(text)


def _url(fields: Fields, name: str, code: int) -> str:
    url = _one(fields, name)
    parts = urlsplit(url)
    if url and (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or "_" in parts.hostname
        or len(url) > 4000
    ):
        raise Refused(code, url[:100])
    return url


def _refuse_bad_text(to: str, from_: str, body: str) -> None:
    if not to:
        raise Refused(21604)
    if not from_:
        raise Refused(21603)
    if not body:
        raise Refused(21602)
    if len(body) > 1600:
        raise Refused(21617)
    if not E164.match(to):
        raise Refused(21211, to)
    if not E164.match(from_):
        raise Refused(21212, from_)


def _refuse_bad_call(to: str, from_: str, fields: Fields) -> None:
    if not to:
        raise Refused(21201)
    if not from_:
        raise Refused(21213)
    if not E164.match(to):
        raise Refused(21217, to)
    if not E164.match(from_):
        raise Refused(21212, from_)
    if not _one(fields, "Url") and not _one(fields, "Twiml"):
        raise Refused(21205, "Url or Twiml is needed")
    if len(_one(fields, "Twiml")) > 4000:
        raise Refused(32018)
    if not 1 <= _number(fields, "Timeout", 60) <= 600:
        raise Refused(20001, "Timeout is 1 to 600")


def _events(fields: Fields) -> list[str]:
    """Which states are called back; only the end by default."""
    asked = fields.get("StatusCallbackEvent", ["completed"])
    if set(asked) - EVENTS:
        raise Refused(20001, f"StatusCallbackEvent is one of {', '.join(sorted(EVENTS))}")
    return list(asked)


def _fits(row: Document, fields: Fields) -> bool:
    pairs = (("To", "to"), ("From", "from"), ("Status", "status"))
    return all(_one(fields, name) in ("", row.get(key)) for name, key in pairs)


def _sent_fits(row: Document, fields: Fields) -> bool:
    """Queued messages have no DateSent: a filter by it never finds them."""
    filters = {
        name: _one(fields, name) for name in ("DateSent", "DateSent<", "DateSent>") if _one(fields, name)
    }
    if not filters:
        return True
    if not row["sent"]:
        return False
    day = parse(row["sent"]).strftime("%Y-%m-%d")
    after, before, on = filters.get("DateSent>"), filters.get("DateSent<"), filters.get("DateSent")
    return (
        (not after or day >= after[:10]) and (not before or day <= before[:10]) and (not on or day == on[:10])
    )


def _number_fields(fields: Fields) -> dict[str, str]:
    names = {"SmsUrl": "sms_url", "SmsMethod": "sms_method", "VoiceUrl": "voice_url", "VoiceMethod": "voice_method",
             "FriendlyName": "friendly_name", "SmsFallbackUrl": "sms_fallback_url", "VoiceFallbackUrl": "voice_fallback_url",
             "StatusCallback": "status_callback"}  # fmt: skip
    return {key: _one(fields, name) for name, key in names.items() if name in fields}


def _number_row(row: Document, account: str) -> dict[str, Any]:
    capabilities = {"voice": True, "sms": True, "mms": False, "fax": False}
    return {
        "account_sid": account, "address_requirements": "none", "address_sid": None, "api_version": "2010-04-01", "beta": False,
        "bundle_sid": None, "capabilities": capabilities, "date_created": rfc2822(parse(row["created"])),
        "date_updated": rfc2822(parse(row["updated"])), "emergency_address_sid": None, "emergency_address_status": "unregistered",
        "emergency_status": "Inactive", "friendly_name": row["friendly_name"], "identity_sid": None, "origin": "twilio",
        "phone_number": row["number"], "sid": row["sid"], "sms_application_sid": "", "sms_fallback_method": "POST",
        "sms_fallback_url": row["sms_fallback_url"], "sms_method": row["sms_method"], "sms_url": row["sms_url"],
        "status": "in-use", "status_callback": row["status_callback"], "status_callback_method": "POST", "trunk_sid": None,
        "uri": f"/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/{row['sid']}.json", "voice_application_sid": "",
        "voice_caller_id_lookup": False, "voice_fallback_method": "POST", "voice_fallback_url": row["voice_fallback_url"],
        "voice_method": row["voice_method"], "voice_receive_mode": "voice", "voice_url": row["voice_url"],
    }  # fmt: skip
