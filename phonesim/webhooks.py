"""The simulator's own requests to the product: signed forms, 15 s at most, once more when nobody listens."""

import http.client
import secrets
from dataclasses import dataclass
from urllib.parse import urldefrag, urlencode, urlsplit

from phonesim.clock import Clock, stamp
from phonesim.faults import Faults
from phonesim.signature import sign
from phonesim.store import Store

TOTAL_SECONDS = 15
USER_AGENT = "TwilioProxy/1.1"


@dataclass(frozen=True)
class Answered:
    """What the product said; status 0: nobody listened or nothing came in time."""

    status: int
    content_type: str
    body: str


class Webhooks:
    """Posts forms and writes each into the journal."""

    def __init__(self, *, store: Store, clock: Clock, faults: Faults, token: str) -> None:
        self.store, self.clock, self.faults, self.token = store, clock, faults, token

    def post(self, url: str, params: dict[str, str], *, wrong_signature: bool = False) -> Answered:
        """One webhook; on a connect failure it is tried once more with the same idempotency token."""
        target = urldefrag(url).url
        token = "not-the-token" if wrong_signature else self.token
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            "User-Agent": USER_AGENT,
            "X-Twilio-Signature": sign(target, params, token),
            "I-Twilio-Idempotency-Token": secrets.token_hex(16),
        }
        answered = self._try(target, params, headers)
        if answered.status == 0 and answered.body == "refused":
            answered = self._try(target, params, headers)
        self._note(target, params, answered)
        return answered

    def _try(self, url: str, params: dict[str, str], headers: dict[str, str]) -> Answered:
        parts = urlsplit(url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        there = kind(parts.hostname or "", parts.port, timeout=TOTAL_SECONDS)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        try:
            there.request("POST", path, urlencode(params).encode(), headers)
            answer = there.getresponse()
            return Answered(
                answer.status,
                answer.headers.get("Content-Type", ""),
                answer.read(65_537).decode("utf-8", "replace"),
            )
        except ConnectionRefusedError:
            return Answered(0, "", "refused")
        except (OSError, http.client.HTTPException) as error:
            return Answered(0, "", f"{type(error).__name__}: {error}")
        finally:
            there.close()

    def _note(self, url: str, params: dict[str, str], answered: Answered) -> None:
        self.store.note(
            {
                "at": stamp(self.clock.now()), "kind": "webhook", "url": url, "params": params, "status": answered.status,
                "answer": answered.body[:2000], "signed": True, "accepted": 200 <= answered.status < 300,
            }
        )  # fmt: skip


class Callbacks:
    """Status callbacks, with the faults that can befall them."""

    def __init__(self, webhooks: Webhooks, clock: Clock, faults: Faults) -> None:
        self.webhooks, self.clock, self.faults = webhooks, clock, faults
        self.held: dict[str, tuple[str, dict[str, str]]] = {}

    def send(self, url: str, params: dict[str, str], *, number: str) -> None:
        fault = self.faults.strike("callback", number)
        match fault["fault"] if fault else "":
            case "drop":
                return
            case "dup":
                for _ in range(int(fault["count"]) if fault else 1):
                    self.webhooks.post(url, params)
            case "delay":
                self.clock.wait(float(fault["seconds"]) if fault else 0, until=lambda: False)
            case "wrong_signature":
                self.webhooks.post(url, params, wrong_signature=True)
                return
            case "unknown_status":
                params = {**params, "Surprise": "yes"} | {
                    k: "levitating" for k in params if k.endswith("Status")
                }
            case "reorder":
                self.held[url] = (url, params)
                return
        self.webhooks.post(url, params)
        late = self.held.pop(url, None)
        if late:
            self.webhooks.post(*late)
