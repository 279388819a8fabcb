"""Sends what the account's webhooks are to hear, with the faults that are switched on, and notes what came back."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from phonesim import faults, journal
from phonesim.faults import CallbackFault, Hook, Taken
from phonesim.simulator import Simulator
from phonesim.wire import Answered, Asked, ask, signed_url

WRONG_TOKEN = "not the token of this account"  # noqa: S105
UNKNOWN_WORD = "mislaid"
REORDER_SECONDS = 2.0
STATUS_CODES = {11205: 15002, 11200: 15003}  # how the debugger names them for status callbacks


@dataclass(frozen=True)
class Webhook:
    """One webhook. `unknown`: the same in a word that nobody knows, sent first under that fault."""

    sid: str
    number: str
    hook: Hook
    url: str
    method: str
    params: dict[str, str]
    unknown: dict[str, str] | None = None


def notify(sim: Simulator, webhook: Webhook) -> None:
    """A status callback: from the courier's threads, in the order of its text or call, answer unused."""
    taken = faults.take_callback(sim.world, hook=webhook.hook, numbers={webhook.number})
    if CallbackFault.DROP in taken:
        _note(sim, webhook, None, taken)
        return
    for one in _copies(webhook, taken):
        _post(sim, one, taken)


def _copies(webhook: Webhook, taken: Taken) -> list[Webhook]:
    times = taken[CallbackFault.DUP].count + 1 if CallbackFault.DUP in taken else 1
    copies = [webhook] * times
    if CallbackFault.UNKNOWN_STATUS in taken and webhook.unknown:
        params = {**webhook.unknown, "SimulatedExtra": "1"}
        copies.insert(0, replace(webhook, params=params))
    return copies


def _post(sim: Simulator, webhook: Webhook, taken: Taken) -> None:
    job = partial(deliver, sim, webhook, taken)
    if CallbackFault.DELAY in taken:
        sim.courier.hold(webhook.sid, job, until_line=sim.clock.line() + taken[CallbackFault.DELAY].seconds)
    elif CallbackFault.REORDER in taken:
        sim.courier.hold_behind_next(webhook.sid, job, until_line=sim.clock.line() + REORDER_SECONDS)
    else:
        sim.courier.post(webhook.sid, job)


def deliver(sim: Simulator, webhook: Webhook, taken: Taken) -> Answered:
    """Send it now and note the answer."""
    token = WRONG_TOKEN if CallbackFault.WRONG_SIGNATURE in taken else sim.auth_token
    asked = Asked(webhook.url, webhook.method, list(webhook.params.items()), token)
    answer = ask(asked)
    _note(sim, replace(webhook, url=signed_url(asked)), answer, taken)
    if answer.error and webhook.hook == Hook.STATUS:
        code = STATUS_CODES.get(answer.error, answer.error)
        journal.complain(
            sim.world, code, f"status callback: {answer.words}", sid=webhook.sid, url=webhook.url
        )
    return answer


def _note(sim: Simulator, webhook: Webhook, answer: Answered | None, taken: Taken) -> None:
    journal.write(
        sim.world,
        "webhook",
        f"{webhook.hook} webhook" if answer else f"{webhook.hook} webhook dropped",
        method=webhook.method,
        url=webhook.url,
        sid=webhook.sid,
        number=webhook.number,
        params=dict(webhook.params),
        status=answer.status if answer else 0,
        answer=(answer.body or answer.words) if answer else "",
        error_code=answer.error if answer else None,
        signature="wrong" if CallbackFault.WRONG_SIGNATURE in taken else "right",
        verdict=_verdict(answer),
        faults=taken.names,
    )


def _verdict(answer: Answered | None) -> str:
    if answer is None:
        return "not sent"
    if answer.status == 0:
        return "unanswered"
    return "refused" if answer.status in (401, 403) else "accepted" if answer.status < 400 else "failed"


def fetch(sim: Simulator, webhook: Webhook, *, pause: Callable[[float], None]) -> Answered:
    """A webhook whose answer is needed (TwiML). `pause` waits seconds of the timeline for the fault `delay`."""
    taken = faults.take_callback(sim.world, hook=webhook.hook, numbers={webhook.number})
    if CallbackFault.DROP in taken:
        _note(sim, webhook, None, taken)
        return Answered(error=11205, words="dropped on purpose", url=webhook.url)
    if CallbackFault.DELAY in taken:
        pause(taken[CallbackFault.DELAY].seconds)
    answer = deliver(sim, webhook, taken)
    if CallbackFault.DUP in taken:
        for _ in range(taken[CallbackFault.DUP].count):
            deliver(sim, webhook, taken)
    return answer
