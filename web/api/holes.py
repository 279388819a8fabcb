"""Promised time without people behind it."""

from datetime import timedelta

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Act
from hours.clock import now
from routing.backed import Missing
from routing.holes import find_holes
from web.api.answers import Shape
from web.api.hole_told import hole_told, slow_told
from web.api.reading import read_query
from web.api.throttles import HolesThrottle
from web.api.view import ApiView, organization_of

MOST_DAYS = 400


class HolesAsked(serializers.Serializer[None]):
    """The query of the holes."""

    days = serializers.IntegerField(
        min_value=1,
        max_value=MOST_DAYS,
        required=False,
        default=60,
        help_text="how far to look ahead from now",
    )


class HoleTold(Shape):
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    missing = serializers.CharField(help_text=f"{Missing.FIRST} or {Missing.BEHIND}")
    policy = serializers.CharField(
        allow_null=True, help_text="null: no route fits, the fallback alone is paged"
    )
    schedules = serializers.ListField(
        child=serializers.CharField(), help_text="those of the steps that lack somebody"
    )
    clients = serializers.ListField(
        child=serializers.CharField(), help_text="whoever is promised a page then, by name"
    )
    text = serializers.CharField()


class TooSlowTold(Shape):
    missing = serializers.CharField(help_text=f"{Missing.BACKUP_IN_TIME} or {Missing.OWNER_IN_TIME}")
    policy = serializers.CharField(allow_null=True)
    priority = serializers.CharField()
    tier = serializers.CharField()
    after_seconds = serializers.IntegerField(help_text="from the start of paging")
    target_seconds = serializers.IntegerField()
    clients = serializers.ListField(child=serializers.CharField())
    text = serializers.CharField()


class HolesTold(Shape):
    since = serializers.DateTimeField()
    until = serializers.DateTimeField()
    holes = HoleTold(many=True)
    too_slow = TooSlowTold(many=True)


class Holes(ApiView):
    acts = {"GET": Act.VIEW}
    throttle = HolesThrottle

    @extend_schema(operation_id="holes", parameters=[HolesAsked], responses=HolesTold)
    def get(self, request: Request) -> Response:
        """Where a client is promised a page and nobody who can be reached comes first, or nobody else behind; and policies
        that ask the backup or the owner later than was promised.
        """
        since = now()
        until = since + timedelta(days=read_query(HolesAsked, request)["days"])
        found = find_holes(organization_of(request), since=since, until=until)
        return Response({
            "since": since, "until": until, "holes": [hole_told(hole) for hole in found.holes],
            "too_slow": [slow_told(slow) for slow in found.too_slow],
        })  # fmt: skip
