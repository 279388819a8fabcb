"""The heart: a few times a second it looks what is due on the timeline and lets it happen."""

import logging
import threading

from phonesim import journal
from phonesim.machine import calls, texts
from phonesim.simulator import Simulator
from phonesim.states import NOT_ANSWERED, CallState, Direction

TICK_SECONDS = 0.025
log = logging.getLogger(__name__)


class Ticker:
    """A thread that ends when it is told to."""

    def __init__(self, sim: Simulator) -> None:
        self._sim = sim
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ticker", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """No step happens after this."""
        self._stopped.set()
        self._thread.join(timeout=1)

    def _run(self) -> None:
        while not self._stopped.wait(TICK_SECONDS):
            try:
                tick(self._sim)
            except Exception:  # noqa: BLE001 - one bad step must not stop every other text and call
                log.exception("A step of the simulator failed")


def tick(sim: Simulator) -> None:
    """Everything that is due now, once."""
    line = sim.clock.line()
    with sim.world.lock:
        for text in list(sim.world.moving.values()):
            if text.due_line is not None and text.due_line <= line:
                texts.step(sim, text)
        for call in list(sim.world.alive.values()):
            if call.state in NOT_ANSWERED and call.due_line is not None and call.due_line <= line:
                calls.step(sim, call)
    sim.courier.release(line)


def drop_lost_lines(sim: Simulator) -> None:
    """After a restart nobody speaks on the calls that were connected: they end, and that is told."""
    with sim.world.lock:
        for call in list(sim.world.alive.values()):
            if call.state == CallState.IN_PROGRESS or call.direction == Direction.INBOUND:
                journal.write(
                    sim.world, "error", "the simulator was restarted: the line is lost", sid=call.sid
                )
                calls.end(sim, call, CallState.COMPLETED)
