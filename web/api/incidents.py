"""Incidents: the list, one of them, and reporting one."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.address import address_of
from accounts.permissions import Act
from accounts.tokens import digest
from hours.clock import now
from routing.actions.external_ids import learnable
from routing.actions.reclassify import know_better
from routing.actions.report import report
from routing.models import Incident
from sla.models import Client, Site
from web.api import answers, asked, telling
from web.api.authentication import refuse_role
from web.api.idempotency import answered_once
from web.api.incident_search import searched
from web.api.incident_shapes import FactsWanted
from web.api.reading import (
    body_of,
    client_coded,
    incident_called,
    priority_in,
    read_body,
    read_question,
    site_named,
    who_takes,
)
from web.api.view import ApiView, actor_of, member_of, organization_of, token_of
from web.phones import Phone, read_phone

NUMBER = OpenApiParameter("number", str, OpenApiParameter.PATH, description="1042 or HP-1042")


def whole(row: Incident) -> dict[str, object]:
    """An incident as it stands now."""
    fresh = telling.with_all_told(Incident.objects.filter(pk=row.pk))
    return telling.incident(fresh.get())


class Incidents(ApiView):
    acts = {"GET": Act.VIEW, "POST": Act.REPORT}

    @extend_schema(
        operation_id="incidents_list", parameters=[asked.IncidentsAsked], responses=answers.Incidents
    )
    def get(self, request: Request) -> Response:
        """Incidents, newest first; the words of the page's address narrow the list."""
        return Response(searched(request).told(telling.incident))

    @extend_schema(operation_id="incidents_report", request=asked.Report, responses={201: answers.Incident})
    @answered_once
    def post(self, request: Request) -> Response:
        """Report for a client. Somebody is paged, or the desk gets it, as the decision in the answer says."""
        said = read_body(asked.Report, request)
        client = client_coded(organization_of(request), said["client"])
        at = now()
        row = report(
            organization=organization_of(request), kind="api", summary=said["summary"], details=said["details"],
            priority=priority_in(said), service_line=said["service_line"], client=client,
            site=site_named(client, said["site"]), contact=None, contact_name=said["contact_name"],
            contact_phone=rung_at(request, said["contact_phone"]), contact_email=said.get("contact_email", ""),
            reporter=member_of(request), address=address_of(request), received_at=at, decided_at=at,
            delivery_id=delivery_id(request), fields=body_of(request),
        )  # fmt: skip
        told = whole(row)
        return Response(told, status=201, headers={"Location": f"{request.path}{row.number}/"})


def rung_at(request: Request, typed: str) -> str:
    """E.164 where the number can be read, else as typed: a number is never refused at night."""
    found = read_phone(typed, country=organization_of(request).country) if typed else typed
    return str(found) if isinstance(found, Phone) else typed


def delivery_id(request: Request) -> str | None:
    """What makes a report that broke off half-way the same report at the next try with its key."""
    key = request.headers.get("Idempotency-Key")
    return f"token:{token_of(request).pk}:{digest(key)}" if key else None


class OneIncident(ApiView):
    acts = {"GET": Act.VIEW, "PATCH": Act.RESPOND}

    @extend_schema(operation_id="incidents_read", parameters=[NUMBER], responses=answers.Incident)
    def get(self, request: Request, number: str) -> Response:
        """One incident with its decisions, pages and timeline."""
        return Response(whole(incident_called(organization_of(request), number)))

    @extend_schema(
        operation_id="incidents_change", parameters=[NUMBER], request=FactsWanted, responses=answers.Incident
    )
    def patch(self, request: Request, number: str) -> Response:
        """Say what is known better. A rise, or whose it is, is decided again and may page people; a fall ends no page."""
        incident = incident_called(organization_of(request), number)
        said = read_question(FactsWanted, request)
        client = client_coded(incident.organization, said.get("client"))
        if said["remember"]:
            refuse_role(token_of(request), Act.MANAGE)
        know_better(
            incident_id=incident.pk, priority=said.get("priority"), client=client,
            site=site_known(client or incident.client, said.get("site")), alert_class=said.get("alert_class"), by=who_takes(request, said["member"]),
            actor=actor_of(request), now=now(), learns=learnable(incident) if said["remember"] else (),
        )  # fmt: skip
        return Response(whole(incident))


def site_known(client: Client | None, name: str | None) -> Site | None:
    """Raises ValidationError, also where nobody knows whose it is."""
    if name and client is None:
        raise ValidationError({"site": ["Nobody knows whose it is: send the client too."]})
    return site_named(client, name)
