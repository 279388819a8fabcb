"""A text from a handset: Twilio's keywords, the number's webhook, and what its TwiML answers."""

from urllib.parse import urljoin

from phonesim import journal
from phonesim.faults import Hook
from phonesim.machine import params, texts
from phonesim.machine.texts import NewText
from phonesim.machine.webhooks import Webhook, fetch
from phonesim.records import Message, Number, OptOut
from phonesim.segments import count_segments
from phonesim.simulator import Simulator
from phonesim.states import Direction, TextState
from phonesim.twiml import TwimlError, Verb, read_text
from phonesim.wire import Answered
from phonesim.world import new_sid

STOP_WORDS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
START_WORDS = frozenset({"START", "YES", "UNSTOP"})
HELP_WORDS = frozenset({"HELP", "INFO"})
STOPPED = (
    "You have successfully been unsubscribed. You will not receive any more messages from this number. "
    "Reply START to resubscribe."
)
STARTED = (
    "You have successfully been re-subscribed to messages from this number. Reply HELP for help. "
    "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
)
HELPED = "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
MOST_HOPS = 20


def receive(sim: Simulator, *, phone: str, number: Number, body: str) -> Message:
    """The text is there at once; the webhook follows from the courier."""
    now = sim.clock.now()
    text = Message(
        new_sid("SM"),
        Direction.INBOUND,
        phone,
        number.phone_number,
        body,
        count_segments(body),
        TextState.RECEIVED,
        now,
        now,
        sent_at=now,
    )
    with sim.world.lock:
        sim.world.phone(phone)
        sim.world.save(text)
        _keyword(sim, text)
    sim.courier.post(text.sid, lambda: _ask(sim, text, number))
    return text


def _keyword(sim: Simulator, text: Message) -> None:
    """Twilio's own answers; the webhook is asked all the same."""
    word = text.body.strip().upper()
    opt_out = OptOut(text.to, text.from_number)
    is_out = opt_out.key in sim.world.opt_outs
    if word in STOP_WORDS and not is_out:
        sim.world.opt_outs[opt_out.key] = opt_out
        sim.world.store.put(opt_out)
        _say(sim, text, STOPPED)
    elif word in START_WORDS and is_out:
        sim.world.store.drop(sim.world.opt_outs.pop(opt_out.key))
        _say(sim, text, STARTED)
    elif word in HELP_WORDS and not is_out:
        _say(sim, text, HELPED)


def _say(sim: Simulator, text: Message, words: str) -> None:
    texts.queue(sim, NewText(text.to, text.from_number, words, Direction.OUTBOUND_REPLY))


def _ask(sim: Simulator, text: Message, number: Number) -> None:
    if not number.sms_url:
        journal.complain(sim.world, 11100, f"{number.phone_number} has no SmsUrl", sid=text.sid)
        return
    answer = _fetch(sim, text, number.sms_url, number.sms_method)
    if answer.error:
        _complain(sim, text, answer.error, answer.words)
        answer = _fetch_fallback(sim, text, number, answer)
    if not answer.error:
        _obey(sim, text, answer, hops=0)


def _fetch(
    sim: Simulator, text: Message, url: str, method: str, extra: dict[str, str] | None = None
) -> Answered:
    form = {**params.text_received(text, account=sim.account_sid), **(extra or {})}
    webhook = Webhook(text.sid, text.from_number, Hook.TEXT, url, method, form)
    return fetch(sim, webhook, pause=sim.clock.sleep)


def _fetch_fallback(sim: Simulator, text: Message, number: Number, failed: Answered) -> Answered:
    if not number.sms_fallback_url:
        return failed
    extra = {"ErrorCode": str(failed.error), "ErrorUrl": failed.url}
    answer = _fetch(sim, text, number.sms_fallback_url, number.sms_fallback_method, extra)
    if answer.error:
        _complain(sim, text, answer.error, f"fallback: {answer.words}")
    return answer


def _obey(sim: Simulator, text: Message, answer: Answered, *, hops: int) -> None:
    try:
        verbs = read_text(answer.body, content_type=answer.content_type)
    except TwimlError as error:
        _complain(sim, text, error.code, str(error))
        return
    for verb in verbs:
        if verb.name == "Redirect":
            _redirect(sim, text, verb, answer.url, hops=hops)
            return
        _send(sim, text, verb)


def _send(sim: Simulator, text: Message, verb: Verb) -> None:
    texts.reply(
        sim,
        NewText(
            verb.get("from", text.to),
            verb.get("to", text.from_number),
            verb.words,
            Direction.OUTBOUND_REPLY,
            status_callback=verb.get("statusCallback", ""),
        ),
    )


def _redirect(sim: Simulator, text: Message, verb: Verb, here: str, *, hops: int) -> None:
    if hops >= MOST_HOPS:
        _complain(sim, text, 12200, f"more than {MOST_HOPS} redirects")
        return
    answer = _fetch(sim, text, urljoin(here, verb.words), verb.get("method", "POST"))
    if answer.error:
        _complain(sim, text, answer.error, answer.words)
    else:
        _obey(sim, text, answer, hops=hops + 1)


def _complain(sim: Simulator, text: Message, code: int, words: str) -> None:
    journal.complain(sim.world, code, words, sid=text.sid, number=text.from_number)
