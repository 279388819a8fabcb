"""Faults on demand: what the REST API, the callbacks and the web answers may do wrong in real life."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from phonesim.records import Fault
from phonesim.world import World


class RestFault(StrEnum):
    """`drop` and `empty201` do what was asked and lose the answer, `slow` is late; the others do nothing."""

    TOO_MANY = "429"
    ERROR_500 = "500"
    ERROR_503 = "503"
    SLOW = "slow"
    DROP = "drop"
    HTML_502 = "html502"
    HTML_200 = "html200"
    EMPTY_201 = "empty201"
    AUTH = "auth"


class CallbackFault(StrEnum):
    """`count` (how many more) belongs to dup, `seconds` to delay; `unknown_status` sends an unknown word and parameter before."""

    DROP = "drop"
    DUP = "dup"
    REORDER = "reorder"
    DELAY = "delay"
    WRONG_SIGNATURE = "wrong_signature"
    BEFORE_RESPONSE = "before_response"
    UNKNOWN_STATUS = "unknown_status"


class Hook(StrEnum):
    """Which webhooks a callback fault is for."""

    STATUS = "status"
    TEXT = "text"
    CALL = "call"
    KEYS = "keys"
    ANY = "any"


REST, CALLBACK = "rest", "callback"


@dataclass
class Taken:
    """The faults that hit one request, by name."""

    found: dict[str, Fault] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self.found

    def __getitem__(self, name: str) -> Fault:
        return self.found[name]

    @property
    def names(self) -> list[str]:
        return list(self.found)


def take_rest(world: World, *, method: str, numbers: set[str]) -> Taken:
    """The faults for a REST request that speaks of these numbers; each one counts it."""
    return _take(
        world,
        lambda one: (
            one.kind == REST and one.method in (method, "ANY") and (not one.number or one.number in numbers)
        ),
    )


def take_callback(world: World, *, hook: Hook, numbers: set[str]) -> Taken:
    """The faults for a webhook of this sort."""
    return _take(
        world,
        lambda one: (
            one.kind == CALLBACK
            and one.fault != CallbackFault.BEFORE_RESPONSE
            and one.hook in (hook, Hook.ANY)
            and (not one.number or one.number in numbers)
        ),
    )


def take_before_response(world: World, *, numbers: set[str]) -> Taken:
    """Whether the callback of what is created now must come before the answer to its creation."""
    return _take(
        world,
        lambda one: one.fault == CallbackFault.BEFORE_RESPONSE and (not one.number or one.number in numbers),
    )


def _take(world: World, fits: Callable[[Fault], bool]) -> Taken:
    taken = Taken()
    with world.lock:
        for fault in list(world.faults.values()):
            if fault.fault not in taken and fits(fault):
                _hit(world, fault)
                taken.found[fault.fault] = fault
    return taken


def _hit(world: World, fault: Fault) -> None:
    fault.hits += 1
    if fault.times is not None:
        fault.times -= 1
    if fault.times == 0:
        remove(world, fault)
    else:
        world.store.put(fault)


def add(world: World, fault: Fault) -> Fault:
    """Switch a fault on."""
    with world.lock:
        world.faults[fault.id] = fault
        world.store.put(fault)
    return fault


def remove(world: World, fault: Fault) -> None:
    """Switch it off."""
    with world.lock:
        world.faults.pop(fault.id, None)
        world.store.drop(fault)
