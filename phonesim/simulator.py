"""The one running simulator: its world, its clock, its account, and what carries its webhooks."""

from collections.abc import Callable
from dataclasses import dataclass, field

from phonesim.clock import Clock
from phonesim.courier import Courier
from phonesim.pace import Pace
from phonesim.records import Call
from phonesim.switchboard import Line, Switchboard
from phonesim.world import World


@dataclass
class Simulator:
    """What the machines and the views work on. `talk` speaks on an answered line until it ends."""

    account_sid: str
    auth_token: str
    world: World
    clock: Clock
    courier: Courier
    talk: Callable[["Simulator", Call, Line], None]
    pace: Pace = field(default_factory=Pace)
    switchboard: Switchboard = field(default_factory=Switchboard)
