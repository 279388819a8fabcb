"""Why a request is held and how that ended, as the list says it to us."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from routing.models import HeldRequest
from routing.states import HeldEnd, WhyHeld

SIGNS = {
    "trap": gettext_lazy("it filled the hidden field"),
    "quick": gettext_lazy("it was sent within 3 seconds"),
    "links": gettext_lazy("many links"),
    "many_links": gettext_lazy("very many links"),
    "same_words": gettext_lazy("the same words came before"),
    "often_same_words": gettext_lazy("the same words came often"),
    "repeats": gettext_lazy("the same few words over and over"),
    "address": gettext_lazy("many from one network"),
    "client": gettext_lazy("many for this client"),
    "phone": gettext_lazy("many with this number"),
    "much": gettext_lazy("very many within the hour"),
}
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
    return ", ".join([*unknown, *(str(SIGNS.get(sign, sign)) for sign in row.signs)])
