"""Faults on demand: each is used up after `times` requests, or stays until reset (times null)."""

from typing import Any

from phonesim.store import Document, Store

REST = {"429", "500", "503", "slow", "drop", "html502", "html200", "empty201", "auth"}
CALLBACK = {"drop", "dup", "reorder", "delay", "wrong_signature", "before_response", "unknown_status"}


class BadFault(Exception):
    """The fault is not understood; the text says what would be."""


class Faults:
    """Which fault strikes next, by kind and number."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def add(self, given: dict[str, Any]) -> Document:
        """{"kind": "rest"|"callback", "fault": name, "number"?: E.164, "times"?: int|null, "seconds"?: number, "count"?: int}"""
        kind, name = given.get("kind"), str(given.get("fault"))
        known = {"rest": REST, "callback": CALLBACK}.get(str(kind))
        if known is None:
            raise BadFault("kind is rest or callback")
        if name not in known:
            raise BadFault(f"fault is one of {', '.join(sorted(known))}")
        times = given.get("times", 1)
        if times is not None and (not isinstance(times, int) or isinstance(times, bool) or times < 1):
            raise BadFault("times is a whole number from 1, or null for until reset")
        key = f"{self.store.position + 1}"
        fault = {"id": key, "kind": kind, "fault": name, "number": given.get("number"), "times": times}
        return self.store.put(
            "fault", key, fault | {"seconds": given.get("seconds", 2), "count": given.get("count", 1)}
        )

    def strike(self, kind: str, number: str | None) -> Document | None:
        """The next fault for this kind and number, used once; None: all is well."""
        with self.store.lock:
            for fault in self.store.all("fault"):
                if fault["kind"] == kind and fault["number"] in (None, "", number):
                    return self._use(fault)
        return None

    def _use(self, fault: Document) -> Document:
        if fault["times"] is None:
            return fault
        if fault["times"] <= 1:
            self.store.remove("fault", fault["id"])
        else:
            self.store.change("fault", fault["id"], times=fault["times"] - 1)
        return fault
