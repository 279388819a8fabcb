"""The one notice to the owner about what the plan does not cover now."""

from datetime import datetime

from accounts.models import Membership, Role
from delivery.actions.write import write_message
from delivery.models import Channel
from routing.actions.codes import code_for
from routing.actions.timeline import say
from routing.models import Incident
from routing.reach import paging_number, usable_channels, verified_phones
from routing.subject import subject_for
from routing.words import not_covered
from routing.written import written
from sla.facts import Outcome, TierKind, Verdict


def owner_of(incident: Incident) -> Membership | None:
    owners = Membership.objects.filter(
        organization=incident.organization_id, role=Role.OWNER, archived_at=None
    )
    return owners.select_related("user", "organization").order_by("pk").first()


def tell_owner_not_covered(incident: Incident, verdict: Verdict, *, now: datetime) -> None:
    """P1: one text, the owner may take it unbilled. A client without agreement: one mail. Covered: nothing."""
    owner = owner_of(incident)
    if owner is None:
        return
    if (
        verdict.outcome is Outcome.CONSENT
        and incident.priority == "P1"
        and _text(incident, owner, verdict, now)
    ):
        say(
            incident,
            "owner",
            f"{owner} is told by text: not covered now, nobody is paged.",
            now=now,
            member=owner,
        )
    elif verdict.tier_kind is TierKind.NO_AGREEMENT:
        _mail(incident, owner, verdict, now)


def _text(incident: Incident, owner: Membership, verdict: Verdict, now: datetime) -> bool:
    number = paging_number(incident.organization)
    phones = verified_phones([owner]).get(owner.pk, [])
    channels = usable_channels(phones, number)
    phone = next((p for p in phones if "sms" in channels[p.pk]), None)
    if phone is None:
        return False
    subject = subject_for(incident, owner, code=code_for(phone=phone.address, incident=incident, now=now))
    body = written(not_covered(subject, opens_at=verdict.next_opening_at, now=now))
    write_message(
        organization=incident.organization, channel=Channel.SMS, address=phone.address, sender=number, body=body,
        purpose="notice", priority=5, due_at=now, now=now, unique_key=f"owner:{incident.pk}:not_covered",
    )  # fmt: skip
    return True


def _mail(incident: Incident, owner: Membership, verdict: Verdict, now: datetime) -> None:
    body = f"{incident.reference}: {incident.summary}\n\n" + "\n".join(verdict.reasons) + "\n"
    write_message(
        organization=incident.organization, channel=Channel.EMAIL, address=owner.user.email, body=body,
        subject=f"{incident.reference}: {incident.client or 'A client'} has no live agreement"[:200], purpose="notice",
        priority=7, due_at=now, now=now, unique_key=f"owner:{incident.pk}:no_agreement",
    )  # fmt: skip
    say(incident, "owner", f"{owner} is told by mail: no live agreement.", now=now, member=owner)
