"""A stop is heard at the next wait, and interrupts nothing else."""

import os
import signal
import time
from collections.abc import Iterator

import pytest

from config.stack.stop_asked import SIGNALS, Ear, StopAsked


@pytest.fixture(autouse=True)
def same_signals() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", SIGNALS)
def test_each_signal_ends_the_next_wait(number: signal.Signals) -> None:
    ear = Ear()

    os.kill(os.getpid(), number)

    with pytest.raises(StopAsked):
        ear.pause(10)


def test_without_a_signal_it_sleeps() -> None:
    began = time.monotonic()

    Ear().pause(0.15)

    assert 0.15 <= time.monotonic() - began < 2
