"""Everything the simulator knows, in memory behind one lock, written through to the store."""

import itertools
import secrets
import threading
from collections import defaultdict, deque
from typing import TypeVar

from phonesim.clock import Clock
from phonesim.phone_numbers import formatted
from phonesim.records import Call, Fault, JournalLine, Message, Number, OptOut, Phone
from phonesim.states import CALL_ALIVE, TEXT_MOVING
from phonesim.store import Store

JOURNAL_KEPT = 3000
R = TypeVar("R", Phone, Number, Message, Call, OptOut, Fault, JournalLine)


def new_sid(prefix: str) -> str:
    """Two letters and 32 hexadecimal digits, as Twilio's are."""
    return prefix + secrets.token_hex(16)


class World:
    """Hold `lock` to read several things at once or to change any; `save` what was changed."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = clock
        self.lock = threading.RLock()
        self.phones: dict[str, Phone] = {one.key: one for one in self._read(Phone)}
        self.numbers: dict[str, Number] = {one.phone_number: one for one in self._read(Number)}
        self.opt_outs: dict[str, OptOut] = {one.key: one for one in self._read(OptOut)}
        self.faults: dict[int, Fault] = {one.id: one for one in self._read(Fault)}
        self.journal: deque[JournalLine] = deque(self._read(JournalLine))
        self.forget_traffic()
        for text in self._read(Message):
            self._place_text(text)
        for call in self._read(Call):
            self._place_call(call)
        highest = max([0, *(one.id for one in self.journal), *self.faults])
        self._ids = itertools.count(highest + 1)

    def _read(self, kind: type[R]) -> list[R]:
        return [kind(**document) for document in self.store.documents(kind.__name__)]

    def next_id(self) -> int:
        """For journal lines and faults; never used twice, over restarts too."""
        return next(self._ids)

    def forget_traffic(self) -> None:
        """No texts and no calls, in memory."""
        self.messages: dict[str, Message] = {}
        self.calls: dict[str, Call] = {}
        self.moving: dict[str, Message] = {}
        self.alive: dict[str, Call] = {}
        self.texts_of: dict[str, list[Message]] = defaultdict(list)
        self.calls_of: dict[str, list[Call]] = defaultdict(list)

    def save(self, record: Message | Call) -> None:
        """Remember a text or call as it is now."""
        with self.lock:
            if isinstance(record, Message):
                self._place_text(record)
            else:
                self._place_call(record)
            self.store.put(record)

    def _place_text(self, text: Message) -> None:
        if text.sid not in self.messages:
            self.messages[text.sid] = text
            for end in {text.from_number, text.to}:
                self.texts_of[end].append(text)
        if text.status in TEXT_MOVING and text.due_line is not None:
            self.moving[text.sid] = text
        else:
            self.moving.pop(text.sid, None)

    def _place_call(self, call: Call) -> None:
        if call.sid not in self.calls:
            self.calls[call.sid] = call
            for end in {call.from_number, call.to}:
                self.calls_of[end].append(call)
        if call.state in CALL_ALIVE:
            self.alive[call.sid] = call
        else:
            self.alive.pop(call.sid, None)

    def forget(self, text: Message) -> None:
        """Delete one text."""
        with self.lock:
            self.messages.pop(text.sid, None)
            self.moving.pop(text.sid, None)
            for end in {text.from_number, text.to}:
                self.texts_of[end].remove(text)
            self.store.drop(text)

    def phone(self, number: str, *, name: str = "") -> Phone:
        """The handset of a number, made when it is first seen. A name given renames it."""
        with self.lock:
            phone = self.phones.get(number) or Phone(number, name or number)
            if number not in self.phones or (name and phone.name != name):
                phone.name = name or phone.name
                self.phones[number] = phone
                self.store.put(phone)
            return phone

    def own(self, number: str) -> Number:
        """A number of the account, taken when it is first asked for: there is nobody here to buy it from."""
        with self.lock:
            if number not in self.numbers:
                now = self.clock.now()
                self.save_number(Number(new_sid("PN"), number, formatted(number), now, now))
            return self.numbers[number]

    def save_number(self, number: Number) -> None:
        with self.lock:
            self.numbers[number.phone_number] = number
            self.store.put(number)

    def reset(self) -> None:
        """Texts, calls, faults, opt-outs and journal are gone; phones, how they behave, and webhooks stay."""
        with self.lock:
            self.forget_traffic()
            self.opt_outs.clear()
            self.faults.clear()
            self.journal.clear()
            self.store.drop_all("Message", "Call", "OptOut", "Fault", "JournalLine")
