"""What a machine's alert is about, in its sender's word: the classes we know, and how any word is compared. Pure."""

from enum import StrEnum


class AlertClass(StrEnum):
    """Those that mean something to us. A sender may use any other word: runbooks match that too."""

    OFFLINE = "offline"
    UPS = "ups"
    DISK = "disk"
    BACKUP = "backup"
    SERVICE = "service"
    PERFORMANCE = "performance"
    SECURITY = "security"


LONGEST_CLASS, LONGEST_SAID = 64, 255  # of a runbook, of an incident
HOLD_MINUTES: dict[str, int] = {
    AlertClass.OFFLINE: 3,
    AlertClass.UPS: 2,
}  # such things often clear by themselves


def class_word(said: str) -> str:
    """One word for what senders write as `Offline`, ` OFFLINE ` or `offline`."""
    return " ".join(said.split()).casefold()
