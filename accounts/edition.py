"""Two people with the same form open: who saves second is told, and nothing is replaced unseen."""

import hashlib
import json
from collections.abc import Mapping

from django.utils.translation import gettext as _

from accounts.models import AuditEvent, Organization
from accounts.refusal import Refused


class Stale(Refused):
    """Somebody else saved first; `edition` names what is stored now, `fact` says who saved what."""

    def __init__(self, edition: str, fact: str, advice: str = "") -> None:
        super().__init__(changed=f"{fact} {advice}".rstrip())
        self.edition, self.fact = edition, fact


def edition_of(state: Mapping[str, object]) -> str:
    """A short name for the state of a row (JSON values by field): another state has another name."""
    written = json.dumps(state, sort_keys=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()[:20]


def refuse_stale(
    *,
    organization: Organization,
    object_kind: str,
    object_id: object,
    state: Mapping[str, object],
    seen: str | None,
) -> None:
    """Raises Stale where the row (locked by the caller) is not any more as it was `seen`; None: nobody looked."""
    current = edition_of(state)
    if not seen or seen == current:
        return
    last = AuditEvent.objects.filter(
        organization=organization, object_kind=object_kind, object_id=str(object_id)
    ).order_by("-id")
    rest = _("Nothing of yours is saved yet; what you typed is below. Save again to replace what is stored.")
    raise Stale(current, _fact(last.first()), rest)


def _fact(last: AuditEvent | None) -> str:
    who = last.actor_name if last else _("Somebody else")
    what = ", ".join(name.replace("_", " ") for name in (last.after or {})) if last else ""
    said = _("%(who)s saved this after you opened it (%(what)s).") if what else _(
        "%(who)s saved this after you opened it."
    )  # fmt: skip
    return said % {"who": who, "what": what}
