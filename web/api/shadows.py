"""Who shadows a schedule."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import CharField, ListField

from accounts.edition import edition_of
from accounts.models import Membership
from hours.clock import now
from oncall.actions.shadows import MOST, set_shadows, shadow_state, shadows_of
from oncall.models import Schedule
from oncall.queries import get_schedule
from web.api.answers import Shape
from web.api.fields import Text
from web.api.people_shapes import Edited
from web.api.reading import member_named, read_question, refused_as
from web.api.view import ApiView, actor_of, organization_of


class ShadowsWanted(Edited):
    """All of them as they are to be."""

    members = ListField(child=Text(max_length=254), max_length=MOST, help_text="e-mail addresses")


class ShadowsTold(Shape):
    members = ListField(child=CharField(), help_text="e-mail addresses")
    edition = CharField()


class Shadows(ApiView):
    @extend_schema(operation_id="schedules_shadows", responses=ShadowsTold)
    def get(self, request: Request, schedule_id: int) -> Response:
        """Who gets a text when a page goes to whoever is on call here, and is not relied on."""
        return Response(_told(get_schedule(organization_of(request), schedule_id)))

    @extend_schema(operation_id="schedules_shadows_set", request=ShadowsWanted, responses=ShadowsTold)
    def put(self, request: Request, schedule_id: int) -> Response:
        """All shadows of a schedule, in place of those there were."""
        organization = organization_of(request)
        schedule, said = get_schedule(organization, schedule_id), read_question(ShadowsWanted, request)
        people: list[Membership] = [
            member_named(organization, email, field=f"members[{place}]")
            for place, email in enumerate(said["members"])
        ]
        with refused_as(people="members"):
            set_shadows(
                schedule=schedule, people=people, seen=said["edition"], actor=actor_of(request), now=now()
            )
        return Response(_told(schedule))


def _told(schedule: Schedule) -> dict[str, Any]:
    people = shadows_of(schedule)
    return {"members": [person.handle for person in people], "edition": edition_of(shadow_state(people))}
