"""The simulator of this process, for the views."""

from phonesim.simulator import Simulator

_here: list[Simulator] = []


def use(sim: Simulator) -> None:
    """From now on the views work on this one."""
    _here[:] = [sim]


def simulator() -> Simulator:
    """The one in use. IndexError before `use`."""
    return _here[0]
