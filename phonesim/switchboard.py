"""The lines that are open now: what a person presses goes to the thread that speaks to them."""

import threading
from collections import deque
from dataclasses import dataclass, field


@dataclass
class Line:
    """One answered call. `pressed` are keys not yet taken; `wake` rings when anything changes."""

    wake: threading.Condition = field(default_factory=threading.Condition)
    pressed: deque[str] = field(default_factory=deque)
    is_cut: bool = False
    moved_to: tuple[str, str, str] | None = None  # a REST update: url, method, twiml

    def press(self, digits: str) -> None:
        with self.wake:
            self.pressed.extend(digits)
            self.wake.notify_all()

    def cut(self) -> None:
        """Somebody hangs up."""
        with self.wake:
            self.is_cut = True
            self.wake.notify_all()

    def move(self, *, url: str, method: str, twiml: str) -> None:
        """Drop what is spoken and go on elsewhere."""
        with self.wake:
            self.moved_to = (url, method, twiml)
            self.wake.notify_all()


@dataclass
class Switchboard:
    """Open lines by the call's SID, none after a restart; and when the account dialled last, on the timeline."""

    lines: dict[str, Line] = field(default_factory=dict)
    last_dialled_line: float = 0.0
