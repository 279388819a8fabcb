"""Emptying tables that other processes use."""

from django.core.management import CommandError, call_command
from django.db import OperationalError


def emptied() -> bool:
    """Empty every table; False if a process that is still at work was in the way."""
    try:
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
    except CommandError as refused:
        if not isinstance(refused.__cause__, OperationalError):
            raise
        return False
    return True


def as_it_was() -> None:
    """With the rows that migrating makes, which tests elsewhere may need."""
    call_command("flush", verbosity=0, interactive=False)
