"""The demo's mail: what would have been sent lies in files, and the demo's owner can read it. Never in production."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from accounts.models import Role
from accounts.permissions import Act
from web.visit import Visit, members_only, show

FILE_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
SHOWN = 100
END_OF_MAIL = re.compile(rb"^-{79}$", re.MULTILINE)  # what Django's file backend writes after each


@dataclass(frozen=True)
class Mail:
    """One mail as a page shows it: text only, whatever was in it."""

    to: str
    subject: str
    written_at: datetime
    text: str


@members_only(Act.MANAGE)
def mail_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The newest mails of all organizations of this demo, so for owners only."""
    if not has_demo_mail():
        raise Http404
    if visit.membership.role != Role.OWNER:
        raise PermissionDenied
    return show(
        request,
        visit,
        "mail/list.html",
        {"room": "mail", "mails": newest_mails(Path(settings.EMAIL_FILE_PATH))},
    )


def has_demo_mail() -> bool:
    return settings.EMAIL_BACKEND == FILE_BACKEND and not settings.PRODUCTION


def newest_mails(folder: Path) -> list[Mail]:
    """The newest first; nothing outside the folder is ever read, and no name comes from a request."""
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)[:SHOWN]
    mails = [mail for file in files if not file.is_symlink() for mail in _mails_in(file)]
    return mails[:SHOWN]


def _mails_in(file: Path) -> Iterator[Mail]:
    written_at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    parts = [part.strip() for part in END_OF_MAIL.split(file.read_bytes())]
    for part in filter(None, reversed(parts)):
        parsed = message_from_bytes(part, _class=EmailMessage, policy=policy.default)
        yield Mail(str(parsed["to"] or ""), str(parsed["subject"] or ""), written_at, _text(parsed))


def _text(parsed: EmailMessage) -> str:
    body = parsed.get_body(("plain", "html"))
    return str(body.get_content()) if body else ""
