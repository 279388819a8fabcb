"""Report for a client: what each effect would lead to is shown before anything is sent."""

from dataclasses import dataclass
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.permissions import Act
from routing.actions.report import report
from routing.models import Incident
from sla.coverage import decide
from sla.facts import Channel, Question, ServiceLine, Verdict
from sla.models import Client
from sla.queries import clients
from sla.stored_facts import facts_for
from web.found import asked_client
from web.report_form import EFFECTS, ReportForm
from web.visit import Visit, members_only, show


@dataclass(frozen=True)
class Preview:
    """What would be decided now for one effect."""

    effect: str
    priority: str
    verdict: Verdict


@members_only(Act.REPORT)
def report_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """`?client=code` (empty: not identified) after choosing; nothing chosen: the choice."""
    if "client" not in request.GET:
        context = {"room": "report", "clients": clients(visit.organization)}
        return show(request, visit, "report/choose.html", context)
    client = asked_client(visit.organization, request.GET["client"])
    if request.method != "POST":
        form = ReportForm(
            organization=visit.organization,
            client=client,
            initial={"delivery_id": str(uuid4()), "service_line": _line(request)},
        )
        return _form_page(request, visit, client, form)
    form = ReportForm(request.POST, organization=visit.organization, client=client)
    if not form.is_valid():
        return _form_page(request, visit, client, form, status=422)
    incident = _reported(visit, client, form)
    messages.success(request, _("Reported as %(reference)s.") % {"reference": incident.reference})
    return redirect("incident", number=incident.number)


def _reported(visit: Visit, client: Client | None, form: ReportForm) -> Incident:
    found = form.cleaned_data
    contact = found.get("contact")
    return report(
        organization=visit.organization, kind="member", summary=found["summary"], details=found["details"],
        priority=found["priority"], service_line=found["service_line"], client=client, site=found.get("site"),
        contact=contact, contact_name=contact.name if contact else found["contact_name"],
        contact_phone=found["contact_phone"] or (contact.phone if contact else ""),
        contact_email=contact.email if contact else "", reporter=visit.membership, address=visit.address,
        received_at=visit.now, delivery_id=f"{visit.membership.pk}:{found['delivery_id']}",
    )  # fmt: skip


def previews(visit: Visit, client: Client | None, line: ServiceLine) -> list[Preview]:
    """The oracle's verdict for each effect, now."""
    facts = facts_for(visit.organization, client, None, visit.now)
    return [
        Preview(str(words), priority, decide(facts, Question(visit.now, line, priority, Channel.MEMBER)))
        for priority, words in EFFECTS.items()
    ]


def _form_page(
    request: HttpRequest, visit: Visit, client: Client | None, form: ReportForm, status: int = 200
) -> HttpResponse:
    line = _line(request)
    lines = [(each, each is line) for each in ServiceLine]
    context = {
        "room": "report", "client": client, "form": form, "previews": previews(visit, client, line), "lines": lines,
    }  # fmt: skip
    return show(request, visit, "report/form.html", context, status=status)


def _line(request: HttpRequest) -> ServiceLine:
    """The line chosen in the form that was sent, or by `?line=`; else the help desk."""
    word = request.POST.get("service_line") or request.GET.get("line", "")
    return ServiceLine(word) if word in set(ServiceLine) else ServiceLine.HELP_DESK
