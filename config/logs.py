"""Logs: one line each to the console; whoever runs the process keeps them."""

from typing import Any


def to_console(level: str) -> dict[str, Any]:
    """Django's LOGGING for a least level such as INFO."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
    }
