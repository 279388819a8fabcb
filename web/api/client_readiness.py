"""Which clients are ready for the night, and what the others lack."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.fields import BooleanField, CharField, ChoiceField, IntegerField, ListField
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Act
from hours.clock import now
from routing.client_readiness import lacks_of_all
from sla.client_readiness import Lack
from sla.queries import clients
from web.api.reading import read_query
from web.api.view import ApiView, organization_of

LACKS = "what is missing, the worst first; empty: ready"


class ReadinessAsked(serializers.Serializer[None]):
    ready = BooleanField(
        required=False, allow_null=True, default=None, help_text="only those that are, or are not"
    )


class ReadinessTold(serializers.Serializer[None]):
    client = CharField(help_text="its code")
    missing = ListField(child=ChoiceField(choices=[each.value for each in Lack]), help_text=LACKS)


class AllReadinessTold(serializers.Serializer[None]):
    count = IntegerField()
    results = ReadinessTold(many=True)


class Readiness(ApiView):
    acts = {"GET": Act.VIEW}

    @extend_schema(operation_id="clients_readiness", parameters=[ReadinessAsked], responses=AllReadinessTold)
    def get(self, request: Request) -> Response:
        """Every client by name, and what each lacks for the night, as its page says it; all at once."""
        ready, organization = read_query(ReadinessAsked, request)["ready"], organization_of(request)
        lacking = lacks_of_all(organization, now())
        codes = clients(organization).values_list("pk", "code")
        told = [{"client": code, "missing": list(lacking.get(pk, ()))} for pk, code in codes]
        found = [each for each in told if ready in (None, not each["missing"])]
        return Response({"count": len(found), "results": found})
