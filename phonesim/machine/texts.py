"""A text's life: queued, sending, sent, then the receipt, as its phone behaves. Called by the ticker."""

from dataclasses import dataclass

from phonesim import journal
from phonesim.errors import TwilioError
from phonesim.faults import Hook
from phonesim.machine import params
from phonesim.machine.webhooks import UNKNOWN_WORD, Webhook, notify
from phonesim.records import Message, OptOut
from phonesim.segments import count_segments
from phonesim.simulator import Simulator
from phonesim.states import REFUSED_TEXTS, Direction, OnText, TextState
from phonesim.world import new_sid

VALIDITY_SECONDS = 36_000
TOLD = frozenset({TextState.SENT, TextState.DELIVERED, TextState.UNDELIVERED, TextState.FAILED})
LONGEST_BODY = 1600


@dataclass(frozen=True, slots=True)
class NewText:
    """A text to send. `validity` in seconds."""

    from_number: str
    to: str
    body: str
    direction: Direction = Direction.OUTBOUND_API
    status_callback: str = ""
    validity: int = VALIDITY_SECONDS


def send(sim: Simulator, new: NewText) -> Message:
    """Queue a text. TwilioError 21610 if the phone said STOP to this number."""
    if OptOut(new.from_number, new.to).key in sim.world.opt_outs:
        raise TwilioError(21610)
    return queue(sim, new)


def queue(sim: Simulator, new: NewText) -> Message:
    """Queue a text whatever the phone said: Twilio's own answers to STOP go this way."""
    now, line = sim.clock.now(), sim.clock.line()
    text = Message(
        new_sid("SM"),
        new.direction,
        new.from_number,
        new.to,
        new.body,
        count_segments(new.body),
        TextState.QUEUED,
        now,
        now,
        status_callback=new.status_callback,
        due_line=line + sim.pace.text_queued,
        expires_line=line + new.validity,
    )
    with sim.world.lock:
        if new.to not in sim.world.numbers:
            sim.world.phone(new.to)
        sim.world.save(text)
    return text


def step(sim: Simulator, text: Message) -> None:
    """What is due now. Hold the world's lock."""
    phone = sim.world.phones.get(text.to)
    behaviour = phone.on_text if phone else OnText.DELIVER
    if text.status == TextState.QUEUED and behaviour == OnText.QUEUE:
        _wait_or_expire(sim, text)
    elif text.status == TextState.QUEUED:
        _move(sim, text, TextState.SENDING, next_in=sim.pace.text_sending)
    elif text.status == TextState.SENDING:
        text.sent_at = sim.clock.now()
        _move(sim, text, TextState.SENT, next_in=sim.pace.text_delivery)
    else:
        _receipt(sim, text, behaviour, phone.code if phone else None)


def _wait_or_expire(sim: Simulator, text: Message) -> None:
    line = sim.clock.line()
    if text.expires_line is not None and line >= text.expires_line:
        text.error_code = 30036
        _move(sim, text, TextState.FAILED)
    else:
        text.due_line = line + sim.pace.text_queued


def _receipt(sim: Simulator, text: Message, behaviour: OnText, code: int | None) -> None:
    if behaviour == OnText.SILENT:
        text.due_line = None
        sim.world.save(text)
    elif behaviour in REFUSED_TEXTS:
        text.error_code = code or REFUSED_TEXTS[behaviour]
        _move(sim, text, TextState.UNDELIVERED)
    else:
        _move(sim, text, TextState.DELIVERED)


def _move(sim: Simulator, text: Message, state: TextState, *, next_in: float | None = None) -> None:
    text.status = state
    text.updated_at = sim.clock.now()
    text.due_line = None if next_in is None else sim.clock.line() + next_in
    sim.world.save(text)
    if text.status_callback and state in TOLD:
        _tell(sim, text)


def _tell(sim: Simulator, text: Message) -> None:
    account = sim.account_sid
    notify(
        sim,
        Webhook(
            sid=text.sid,
            number=text.to,
            hook=Hook.STATUS,
            url=text.status_callback,
            method="POST",
            params=params.text_status(text, account=account),
            unknown=params.text_status(text, account=account, word=UNKNOWN_WORD),
        ),
    )


def hurry(sim: Simulator, text: Message) -> None:
    """Bring it to `sent` at once and wait until that was told: the fault `before_response`."""
    with sim.world.lock:
        while text.status in (TextState.QUEUED, TextState.SENDING):
            step(sim, text)
    sim.courier.wait_for(text.sid, seconds=5)


def reply(sim: Simulator, new: NewText) -> None:
    """A text that TwiML asks for; refused ones only show in the journal, as in Twilio's debugger."""
    if not new.body or len(new.body) > LONGEST_BODY:
        code = 21602 if not new.body else 21617
        journal.complain(sim.world, code, "a <Message> without words or too long", number=new.to)
        return
    try:
        send(sim, new)
    except TwilioError as error:
        journal.complain(sim.world, error.code, error.words, number=new.to)
