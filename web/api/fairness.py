"""How the load lies on people."""

from datetime import timedelta
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Act, may
from hours.clock import now
from hours.wall import first_instant, local, zone
from routing.fairness import Line, lines
from web.api.answers import Shape
from web.api.fields import LocalDate
from web.api.reading import read_query
from web.api.telling import address, instant
from web.api.throttles import FairnessThrottle
from web.api.view import ApiView, member_of, organization_of

A_DAY, USUAL, LONGEST = timedelta(days=1), timedelta(days=28), timedelta(days=400)


class FairnessAsked(serializers.Serializer[None]):
    """The query of the load: local dates of the organization, both belong to it."""

    since = LocalDate(required=False, help_text="the first day; default: 28 days before today")
    until = LocalDate(required=False, help_text="the last day; default: 27 days after the first")


class LoadTold(Shape):
    member = serializers.CharField(help_text="e-mail address")
    name = serializers.CharField()
    hours = serializers.FloatField(help_text="on call in any schedule, in two at once counted once")
    nights = serializers.IntegerField(help_text="with any time on call from 22:00 to 06:00")
    weekend_hours = serializers.FloatField()
    holidays = serializers.IntegerField(help_text="of the organization's own, with any time on call")
    holiday_hours = serializers.FloatField()
    pages = serializers.IntegerField(help_text="texts and calls that were sent")
    woken_by_incidents = serializers.IntegerField()
    left_at = serializers.DateTimeField(allow_null=True, help_text="null: still a member")


class FairnessTold(Shape):
    since = serializers.DateField()
    until = serializers.DateField()
    members = LoadTold(many=True)


class Fairness(ApiView):
    acts = {"GET": Act.RESPOND}
    throttle = FairnessThrottle

    @extend_schema(operation_id="fairness", parameters=[FairnessAsked], responses=FairnessTold)
    def get(self, request: Request) -> Response:
        """How hours, nights, weekends, holidays and pages lie on people, who bears most first. A technician's token is told
        their own line alone.
        """
        said, organization = read_query(FairnessAsked, request), organization_of(request)
        own = zone(organization.time_zone)
        since = said.get("since") or local(now(), own).date() - USUAL
        until = said.get("until") or since + USUAL - A_DAY
        if not since <= until < since + LONGEST:
            raise ValidationError({"until": ["Must be since or later, and the two at most 400 days in all."]})
        found = lines(organization, since=first_instant(since, own), until=first_instant(until + A_DAY, own))
        return Response({
            "since": since.isoformat(), "until": until.isoformat(),
            "members": [_told(line) for line in found if _may_see(request, line)],
        })  # fmt: skip


def _may_see(request: Request, line: Line) -> bool:
    me = member_of(request)
    return me is None or may(me.role, Act.MANAGE) or line.member == me


def _told(line: Line) -> dict[str, Any]:
    return {
        "member": address(line.member), "name": str(line.member), "hours": round(line.hours, 2), "nights": line.load.nights,
        "weekend_hours": round(line.weekend_hours, 2), "holidays": line.load.holidays,
        "holiday_hours": round(line.holiday_hours, 2), "pages": line.pages, "woken_by_incidents": line.wakes,
        "left_at": instant(line.left_at),
    }  # fmt: skip
