"""Why a request is held and how that ended, as the list says it to us."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from routing.doubt import SIGNS
from routing.models import HeldRequest
from routing.states import HeldEnd, WhyHeld

ENDS = {
    HeldEnd.PROVED: gettext_lazy("Its sender's code came back"),
    HeldEnd.RELEASED: gettext_lazy("Let through"),
    HeldEnd.WAITED: gettext_lazy("Nobody entered a code: it went on all the same"),
    HeldEnd.LEFT: gettext_lazy("Nobody entered a code: it went to the desk"),
    HeldEnd.SPAM: gettext_lazy("Spam"),
}


def why_words(row: HeldRequest) -> str:
    """Why it is held, for us."""
    unknown = [_("nobody knows yet who sent it")] if row.why == WhyHeld.UNIDENTIFIED else []
    return ", ".join([*unknown, *(_(SIGNS.get(sign, sign)) for sign in row.signs)])
