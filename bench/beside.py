"""How much else runs on this machine: what work that waits for nothing takes by the clock, of its own time."""

import time

ROUNDS = 40
NUMBERS = 60_000  # some milliseconds of work


def slowed_down() -> float:
    """1.0: the machine is ours alone."""
    clock, own = time.perf_counter(), time.process_time()
    for _ in range(ROUNDS):
        sum(range(NUMBERS))
        time.sleep(0.001)  # so that others get their turn between, as between two requests
    waited = ROUNDS * 0.001
    return (time.perf_counter() - clock - waited) / (time.process_time() - own)
