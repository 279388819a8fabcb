"""What is said of files: why one was not kept, and where one stands."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from routing.attached.kinds import Why
from routing.models import Attachment
from routing.states import FileScan, FileState

KINDS = _(
    "pictures (png, jpg, heic, webp), pdf, txt, log, csv, docx, xlsx, eml, msg, or an mp4 of up to 20 seconds"
)
REASONS: dict[str, Promise] = {
    Why.EMPTY: _("It is empty."),
    Why.TOO_BIG: _("It is too big: 10 MB a file, 25 MB together."),
    Why.TOO_MANY: _("There are too many: 5 at a time, 30 in all."),
    Why.KIND: _("What is inside is of no kind that we take."),
    Why.MACROS: _("It holds a program (macros). Save it without them."),
    Why.PACKED: _("It would unpack to something far too big."),
    Why.PICTURE: _("It can't be read: it may be damaged."),
    Why.PIXELS: _("It has too many dots: 50 million at most."),
    Why.LONG: _("The film is longer than 20 seconds, or does not say how long it is."),
    Why.PLACE: _("We could not take out where it was taken. Send it as jpg."),
    Why.LOST: _("It did not arrive whole. Send it again."),
    Why.HELD: _("We keep no more files before we know who sent them. Send it again once we spoke."),
}
SCANS: dict[str, Promise] = {
    FileScan.NOT_SCANNED: _("not scanned for viruses"),
    FileScan.CLEAN: _("scanned, nothing found"),
    FileScan.INFECTED: _("a virus was found: nobody gets it"),
}


def standing_of(row: Attachment) -> str:
    """One sentence for ours."""
    return _why_not_here(row) or str(SCANS[row.scan])


def told_to_sender(row: Attachment) -> str:
    """One sentence for the client, who can do nothing about a scanner that is missing."""
    if row.state == FileState.KEPT and not row.is_readable:
        return str(_("Not taken.")) + " " + str(_("A virus was found in it."))
    return _why_not_here(row) or str(_("We have it."))


def _why_not_here(row: Attachment) -> str:
    if row.state == FileState.REFUSED:
        return str(_("Not taken.")) + " " + str(REASONS[row.reason])
    if row.state == FileState.FORGOTTEN:
        return str(_("Its time is over: it was removed."))
    return str(_("It is here, and is being made ready.")) if row.state == FileState.ARRIVED else ""
