"""What pages and exports call money and the grounds on which it is asked for."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from routing.grounds import Ground
from routing.pay import Kind
from web.wording import BANDS

GROUNDS: dict[Ground, Promise] = {
    Ground.ACCEPTED: _("billable: the client accepted the charge"),
    Ground.SAID_YES: _("billable, as one of us says"),
    Ground.SAID_NO: _("not billable, as one of us says"),
    Ground.COVERED: _("not billable: covered by the agreement"),
    Ground.CONTAIN_ONLY: _("not billable: contained by our own rule, not covered"),
    Ground.REFUSED: _("not billable: the client said no to the charge"),
    Ground.LAPSED: _("not billable: nobody accepted the charge in time"),
    Ground.WITHDRAWN: _("not billable: the client withdrew the charge"),
    Ground.OVERTAKEN: _("not billable: taken before the client answered"),
    Ground.NOT_ASKED: _("not billable: not covered, and nobody was asked to accept a charge"),
    Ground.NOT_SOLD: _("not billable: not covered, and no call-out is sold"),
    Ground.BEFORE_CALL: _("not billable: before we phoned the client"),
    Ground.NO_RATE: _("billable, as one of us says, but nothing says what an hour costs"),
}
KINDS: dict[Kind, Promise] = {
    Kind.STANDBY: _("On call"),
    Kind.WORK: _("Work"),
    Kind.PAGES: _("Pages"),
    Kind.WAKES: _("Woken by incidents"),
}
ROUNDING = _("Up to the minimum and whole increments")


def band_words(band: str | None) -> str | Promise:
    return BANDS[band] if band else ROUNDING
