"""What is wrong with a previewed body: gathered, so that one bad entry does not hide the next one."""

from collections.abc import Callable
from typing import TypeVar

from oncall.node import BadValue, Node

MOST_ERRORS = 50

Read = TypeVar("Read")


class PreviewError(ValueError):
    """The body cannot be previewed. `errors`: path of each bad field to what would be right there."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__("; ".join(f"{path}: {' '.join(texts)}" for path, texts in errors.items()))
        self.errors = errors


class Errors:
    """What was refused so far, by path."""

    def __init__(self) -> None:
        self.found: dict[str, list[str]] = {}

    def add(self, path: str, message: str) -> None:
        if len(self.found) < MOST_ERRORS and message not in self.found.setdefault(path, []):
            self.found[path].append(message)

    def attempt(self, read: Callable[[], Read]) -> Read | None:
        """What is read, or None when it is refused."""
        try:
            return read()
        except BadValue as bad:
            self.add(bad.path, bad.message)
            return None

    def must(self, read: Callable[[], Read]) -> Read:
        """What is read; PreviewError, with all that was refused so far, when it is refused."""
        try:
            return read()
        except BadValue as bad:
            self.add(bad.path, bad.message)
            raise PreviewError(self.found) from bad

    def entries(self, nodes: Callable[[], list[Node]], read: Callable[[Node], Read]) -> tuple[Read, ...]:
        """What is read of each entry that is not refused."""
        found = [self.attempt(lambda node=node: read(node)) for node in self.attempt(nodes) or []]  # type: ignore[misc]
        return tuple(one for one in found if one is not None)

    def stop(self) -> None:
        """PreviewError if anything was refused."""
        if self.found:
            raise PreviewError(self.found)
