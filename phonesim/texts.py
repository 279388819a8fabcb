"""Texts: what Twilio checks before it takes one, the states it goes through, inbound ones and STOP."""

import threading
from typing import TYPE_CHECKING
from xml.etree import ElementTree as xml

from phonesim.clock import parse, rfc2822, stamp
from phonesim.refusal import Refused
from phonesim.segments import segments
from phonesim.store import Document

if TYPE_CHECKING:
    from phonesim.exchange import Exchange

STOP = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
START = {"START", "YES", "UNSTOP"}
MAGIC_FROM = {"+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611}
MAGIC_TO = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
ENDS = {"delivered", "undelivered", "failed", "canceled"}
FAILING = {
    "off": ("undelivered", 30003),
    "landline": ("undelivered", 30006),
    "filtered": ("undelivered", 30007),
}
STEP_SECONDS = 0.08


class Texts:
    """The message machine of one account."""

    def __init__(self, exchange: "Exchange") -> None:
        self.x = exchange

    def create(
        self,
        *,
        from_: str,
        to: str,
        body: str,
        validity: int,
        status_url: str,
        direction: str = "outbound-api",
    ) -> Document:
        """Take a text, as POST Messages.json does after its checks."""
        at = self.x.clock.now()
        row: Document = {
            "sid": self.x.sid("SM"), "direction": direction, "from": from_, "to": to, "body": body, "status": "queued",
            "error_code": None, "created": stamp(at), "updated": stamp(at), "sent": None, "validity": validity,
            "status_url": status_url, "segments": segments(body),
        }  # fmt: skip
        self.x.phone(to)
        self.x.store.put("message", row["sid"], row)
        return row

    def check_sender(self, from_: str, to: str) -> None:
        if from_ in MAGIC_FROM:
            raise Refused(MAGIC_FROM[from_])
        if from_ != "+15005550006" and self.x.number(from_) is None:
            raise Refused(21606, from_)
        if to in MAGIC_TO:
            raise Refused(MAGIC_TO[to], to)
        if self.x.store.get("opt_out", f"{from_} {to}"):
            raise Refused(21610, to)

    def start(self, row: Document) -> None:
        threading.Thread(target=self._run, args=(row["sid"],), daemon=True).start()

    def _run(self, sid: str) -> None:
        row = self.x.store.get("message", sid)
        if row is None or row["status"] in ENDS:
            return
        for status, code in self._course(row):
            self.x.clock.wait(STEP_SECONDS, until=lambda: self.x.closing)
            now = self.x.store.get("message", sid)
            if self.x.closing or now is None or now["status"] in ENDS:
                return
            self._move(sid, status, code)

    def _course(self, row: Document) -> list[tuple[str, int | None]]:
        behaviour = self.x.phone(row["to"])["text"]
        if behaviour == "silent":
            return [("sending", None), ("sent", None)]
        if behaviour in FAILING:
            status, code = FAILING[behaviour]
            return [("sending", None), ("sent", None), (status, code)]
        if behaviour == "queue":
            self.x.clock.wait(
                row["validity"], until=lambda: self.x.closing or self.x.phone(row["to"])["text"] != "queue"
            )
            if self.x.phone(row["to"])["text"] == "queue":
                return [("failed", 30036)]
        return [("sending", None), ("sent", None), ("delivered", None)]

    def _move(self, sid: str, status: str, code: int | None) -> None:
        at = stamp(self.x.clock.now())
        sent = {"sent": at} if status == "sent" else {}
        row = self.x.store.change("message", sid, status=status, error_code=code, updated=at, **sent)
        if row["status_url"] and status != "sending":
            self.x.callbacks.send(row["status_url"], self._params(row), number=row["to"])

    def _params(self, row: Document) -> dict[str, str]:
        params = {
            "MessageSid": row["sid"], "SmsSid": row["sid"], "MessageStatus": row["status"], "SmsStatus": row["status"],
            "To": row["to"], "From": row["from"], "AccountSid": self.x.account, "ApiVersion": "2010-04-01",
        }  # fmt: skip
        return params | ({"ErrorCode": str(row["error_code"])} if row["error_code"] else {})

    def inbound(self, *, from_: str, to: str, body: str) -> Document:
        """A phone texts one of the account's numbers: its webhook is asked, and what it answers is sent back."""
        row = self.create(from_=from_, to=to, body=body, validity=0, status_url="", direction="inbound")
        self.x.store.change("message", row["sid"], status="received")
        self._network_word(from_, to, body)
        number = self.x.number(to)
        if number and number["sms_url"]:
            threading.Thread(target=self._deliver_inbound, args=(row, number["sms_url"]), daemon=True).start()
        return row

    def _network_word(self, from_: str, to: str, body: str) -> None:
        word = body.strip().upper()
        if word in STOP:
            self.x.store.put("opt_out", f"{to} {from_}", {"from": to, "to": from_})
        if word in START:
            self.x.store.remove("opt_out", f"{to} {from_}")

    def _deliver_inbound(self, row: Document, url: str) -> None:
        params = {
            "ToCountry": "US", "ToState": "", "SmsMessageSid": row["sid"], "NumMedia": "0", "ToCity": "", "FromZip": "",
            "SmsSid": row["sid"], "FromState": "", "SmsStatus": "received", "FromCity": "", "Body": row["body"],
            "FromCountry": "US", "To": row["to"], "ToZip": "", "NumSegments": str(row["segments"]), "MessageSid": row["sid"],
            "AccountSid": self.x.account, "From": row["from"], "ApiVersion": "2010-04-01",
        }  # fmt: skip
        answered = self.x.webhooks.post(url, params)
        for body in replies_of(answered.body if 200 <= answered.status < 300 else ""):
            reply = self.create(
                from_=row["to"],
                to=row["from"],
                body=body,
                validity=14_400,
                status_url="",
                direction="outbound-reply",
            )
            self.start(reply)


def replies_of(twiml: str) -> list[str]:
    """The bodies of the <Message> verbs of an answer; none when it is no TwiML."""
    try:
        root = xml.fromstring(twiml) if twiml else None  # noqa: S314 - the answer of our own product, expat stops entity bombs
    except xml.ParseError:
        return []
    if root is None or root.tag != "Response":
        return []
    return ["".join(verb.itertext()).strip() for verb in root if verb.tag in ("Message", "Sms")]


def as_rest(row: Document, account: str) -> Document:
    """The message as the REST API shows it: strings everywhere but in error_code."""
    uri = f"/2010-04-01/Accounts/{account}/Messages/{row['sid']}.json"
    return {
        "account_sid": account, "api_version": "2010-04-01", "body": row["body"], "date_created": rfc2822(parse(row["created"])),
        "date_sent": rfc2822(parse(row["sent"])) if row["sent"] else None, "date_updated": rfc2822(parse(row["updated"])),
        "direction": row["direction"], "error_code": row["error_code"], "error_message": None, "from": row["from"],
        "messaging_service_sid": None, "num_media": "0", "num_segments": str(row["segments"]), "price": None, "price_unit": "USD",
        "sid": row["sid"], "status": row["status"], "to": row["to"], "uri": uri,
        "subresource_uris": {"media": uri.replace(".json", "/Media.json")},
    }  # fmt: skip
