"""What happened, line by line: every request, answer, webhook and error. Secrets never get in."""

from typing import Any

from phonesim.records import JournalLine
from phonesim.world import JOURNAL_KEPT, World

LONGEST_ANSWER = 600


def write(world: World, kind: str, text: str, **facts: Any) -> JournalLine:
    """Add a line. `kind`: rest, webhook, control or error; `facts`: fields of JournalLine."""
    facts["answer"] = str(facts.get("answer", ""))[:LONGEST_ANSWER]
    with world.lock:
        line = JournalLine(id=world.next_id(), at=world.clock.now(), kind=kind, text=text, **facts)
        world.journal.append(line)
        world.store.put(line)
        while len(world.journal) > JOURNAL_KEPT:
            world.store.drop(world.journal.popleft())
        return line


def complain(world: World, code: int, text: str, *, sid: str = "", number: str = "", url: str = "") -> None:
    """What Twilio's debugger would show: an error of the other side's webhook or TwiML."""
    write(world, "error", text, error_code=code, sid=sid, number=number, url=url)
