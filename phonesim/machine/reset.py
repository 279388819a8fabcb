"""Starting over: everything that moves is forgotten."""

from phonesim.simulator import Simulator


def reset_all(sim: Simulator) -> None:
    """Cut every line without telling anybody, and forget texts, calls, faults, opt-outs, journal and held callbacks."""
    with sim.world.lock:
        lines = list(sim.switchboard.lines.values())
        sim.switchboard.lines.clear()
        sim.switchboard.last_dialled_line = 0.0
        sim.courier.forget_held()
        for call in sim.world.alive.values():
            call.status_callback = ""
        sim.world.reset()
    for line in lines:
        line.cut()
