"""Two people at one form: the second is told, and nothing of the first is overwritten unseen."""

import hashlib
import json
from collections.abc import Mapping

from django.utils.translation import gettext as _

from accounts.refusal import Refused

State = Mapping[str, object]


def stamp_of(state: State) -> str:
    """What a form carries along, to tell later whether the row still is what its reader saw. JSON values by field."""
    return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()[:24]


def refuse_changed(state: State, *, seen: str | None) -> None:
    """Raises Refused where `state` is no longer what was seen; None: nobody looked first (a program, a command)."""
    if seen is not None and seen != stamp_of(state):
        raise Refused(
            changed=_(
                "Somebody else changed this while you were at it. What you typed is kept: compare, then save again."
            )
        )
