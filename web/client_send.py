"""A filled form as a report: what technicians read of it, whose it is, and the same page sent twice."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from accounts.models import Organization
from routing.actions.client_acts import client_note, got_worse
from routing.actions.report import report
from routing.doubt import Doubt
from routing.inbound.own import DETAILS_LENGTH
from routing.models import Handling, Incident, Integration
from routing.states import WhyHeld
from sla.models import Client, ClientContact, Site
from sla.queries import contacts
from web.client_fields import NOT_LISTED, ClientForm
from web.client_promise import LINE, Effect
from web.client_score import Level, Sign, level_of

KEPT = (
    "company",
    "impact",
    "summary",
    "details",
    "site",
    "name",
    "phone",
    "email",
    "callback_ok",
    "best_time",
    "device",
)
WHY_HELD = {Level.MIDDLE: WhyHeld.DOUBTFUL, Level.HIGH: WhyHeld.MACHINE}


@dataclass(frozen=True)
class Sent:
    """One request as it came in. `client` None: by the shared form. `decided_at`: the instant whose coverage counts; `signs`: of a machine."""

    organization: Organization
    client: Client | None
    site: Site | None
    effect: Effect
    nonce: str
    address: str | None
    received_at: datetime
    decided_at: datetime
    signs: frozenset[Sign]

    def doubt(self, claim: str) -> Doubt | None:
        """Why it wakes nobody yet, if it does not. `claim`: whose it is, as whoever sent it says."""
        why = WHY_HELD.get(level_of(self.signs))
        if self.client is None and why is not WhyHeld.MACHINE:
            why = WhyHeld.UNIDENTIFIED
        return Doubt(why, sorted(self.signs), claim) if why else None


def send(sent: Sent, form: ClientForm) -> Incident:
    """Store the request, decide it and return its incident; committed when this returns."""
    found = form.cleaned_data
    return report(
        organization=sent.organization,
        kind="form",
        summary=found["summary"],
        details=details_of(sent, form),
        priority=sent.effect.priority,
        service_line=LINE,
        client=sent.client,
        site=sent.site,
        contact=contact_of(sent.client, form) if sent.client else None,
        contact_name=found["name"],
        contact_phone=found.get("phone_written", ""),
        contact_email=found["email"],
        address=sent.address,
        received_at=sent.received_at,
        decided_at=sent.decided_at,
        delivery_id=sent.nonce,
        fields=fields_of(sent, form),
        language=get_language() or "",
        doubt=sent.doubt(found.get("company", "")),
    )


def fields_of(sent: Sent, form: ClientForm) -> dict[str, object]:
    """What was typed, for the record; harmless text only."""
    typed = {name: form.cleaned_data[name] for name in KEPT if name in form.cleaned_data}
    return {**typed, "phone_unverified": form.doubt is not None, "signs": sorted(sent.signs)}


def details_of(sent: Sent, form: ClientForm) -> str:
    """What happened, and below it what has no column of its own."""
    extra = "\n".join(_extra_lines(sent, form))
    what = form.cleaned_data["details"][: DETAILS_LENGTH - len(extra) - 2]
    return f"{what}\n\n{extra}".strip()


def _extra_lines(sent: Sent, form: ClientForm) -> list[str]:
    found = form.cleaned_data
    said = {
        "Company, as they say": found.get("company", ""),
        "Affected": found["device"],
        "Best time to call": found["best_time"],
        "Call at any hour": "" if found["callback_ok"] else "no",
        "Place": "not in the list" if found.get("site") == NOT_LISTED else "",
        "Phone": f"{found['phone']} (as typed, unverified)" if form.doubt else "",
    }
    return [f"{name}: {value}" for name, value in said.items() if value]


def contact_of(client: Client, form: ClientForm) -> ClientContact | None:
    """The contact on file with this number or address; of several the one of that name."""
    found = form.cleaned_data
    phone, email = found.get("phone_written", "").partition(" ")[0], found["email"].casefold()
    fitting = [
        each
        for each in contacts(client)
        if (phone and each.phone == phone) or (email and each.email.casefold() == email)
    ]
    if len(fitting) == 1:
        return fitting[0]
    return next((each for each in fitting if each.name.casefold() == found["name"].casefold()), None)


def sent_before(organization: Organization, client: Client | None, nonce: str) -> Handling | None:
    """What became of this page when it was sent the first time."""
    rows = Handling.objects.filter(
        organization=organization,
        event__delivery_id=nonce,
        event__integration__kind=Integration.Kind.FORM,
        incident__isnull=False,
    )
    if client is not None:
        rows = rows.filter(incident__client=client)
    return rows.select_related("event", "incident__organization").first()


def send_again(earlier: Handling, sent: Sent, form: ClientForm) -> Incident:
    """The same page once more: one incident. What was changed meanwhile becomes a note, and a worse effect raises it."""
    incident = earlier.incident
    assert incident is not None
    before = earlier.event.headers.get("fields", {})
    if any(form.cleaned_data.get(name) != before.get(name) for name in ("summary", "details")):
        text = f"{form.cleaned_data['summary']}\n{form.cleaned_data['details']}".strip()
        client_note(incident_id=incident.pk, text=text, now=sent.received_at)
    if _rose(before.get("impact"), sent.effect):
        got_worse(incident_id=incident.pk, now=sent.received_at)
    return incident


def _rose(before: object, effect: Effect) -> bool:
    known = [each for each in Effect if each.value == before]
    return bool(known) and effect.priority < known[0].priority
