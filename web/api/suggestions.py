"""Who should take a stretch of a schedule."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Act
from hours.clock import now
from hours.interval import Interval
from oncall.queries import get_schedule
from routing.relief import LONGEST, Suggested, who_should
from web.api.answers import Shape
from web.api.fields import Instant, Text
from web.api.reading import member_named, read_query
from web.api.telling import address
from web.api.throttles import FairnessThrottle
from web.api.view import ApiView, organization_of
from web.suggested import rest, words_for


class SuggestionsAsked(serializers.Serializer[None]):
    """The query: which stretch of time."""

    start = Instant()
    end = Instant(help_text=f"at most {LONGEST.days} days after the start")
    instead_of = Text(
        max_length=254,
        required=False,
        help_text="e-mail address of whoever should be relieved: not suggested",
    )


class SuggestionTold(Shape):
    member = serializers.CharField(help_text="e-mail address")
    fits = serializers.BooleanField(
        help_text="can be paged, is neither on time off nor on call then, is rested, and may come alone"
    )
    nights = serializers.IntegerField(help_text="on call in any schedule in the 28 days before")
    text = serializers.CharField()


class Suggestions(ApiView):
    acts = {"GET": Act.OVERRIDE_OTHERS}
    throttle = FairnessThrottle

    @extend_schema(
        operation_id="schedules_suggestions",
        parameters=[SuggestionsAsked],
        responses=SuggestionTold(many=True),
    )
    def get(self, request: Request, schedule_id: int) -> Response:
        """Who should take this time of a schedule: whoever fits first, of them whoever had the fewest nights lately."""
        organization, said = organization_of(request), read_query(SuggestionsAsked, request)
        schedule = get_schedule(organization, schedule_id)
        if not said["start"] < said["end"] <= said["start"] + LONGEST:
            raise ValidationError({"end": [f"Must be later than the start, by at most {LONGEST.days} days."]})
        named = said.get("instead_of")
        relieved = {member_named(organization, named, field="instead_of").pk} if named else ()
        asked = Interval(said["start"], said["end"])
        found = who_should(schedule, asked, rest=rest(), now=now(), besides=frozenset(relieved))
        return Response([_told(one) for one in found])


def _told(one: Suggested) -> dict[str, Any]:
    return {
        "member": address(one.member), "fits": one.standing.fits, "nights": one.standing.nights,
        "text": words_for(one),
    }  # fmt: skip
