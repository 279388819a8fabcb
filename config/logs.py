"""Logs: one line each to the console; whoever runs the process keeps them. Secrets of addresses stay out of them."""

import logging
import re
from typing import Any

SECRET_PART = re.compile(r"(/(?:feeds|in|invitation|p|password/reset/key|t/[\w-]{1,40})/)[^/\s?\"']+")


class WithoutSecrets(logging.Filter):
    """An alert's key, an invitation, a new password, a page's or a client's own page, a calendar: whoever has the address is let in, so no line shows it."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if SECRET_PART.search(text):
            record.msg, record.args = SECRET_PART.sub(r"\1(secret)", text), ()
        return True


def to_console(level: str) -> dict[str, Any]:
    """Django's LOGGING for a least level such as INFO."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"without_secrets": {"()": WithoutSecrets}},
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_secrets"]}
        },
        "root": {"handlers": ["console"], "level": level},
    }
