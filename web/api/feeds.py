"""Calendar feeds of a member: seen, made, given another address, ended. A manager sees and ends others'."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Membership, Organization
from accounts.permissions import Act
from accounts.refusal import Refused
from hours.clock import now
from oncall.actions.feeds import make_feed, revoke_feed, rotate_feed
from oncall.calendar_feed import CalendarFeed
from oncall.feeds import feeds_of, get_feed
from oncall.models import Schedule
from oncall.queries import get_schedule
from web.api import feed_shapes as shapes
from web.api.contact_methods import whose
from web.api.idempotency import ShownOnce, answered_once
from web.api.members import EMAIL
from web.api.pagination import one_page
from web.api.people_shapes import PagesAsked
from web.api.reading import read_query, read_question, refused_as_it_stands
from web.api.telling import instant
from web.api.view import ApiView, actor_of, member_of
from web.my_feeds import address_of_feed

FEED = OpenApiParameter("feed_id", int, OpenApiParameter.PATH)


def told(row: CalendarFeed) -> dict[str, Any]:
    return {
        "id": row.pk, "name": row.name, "schedule": row.schedule_id, "prefix": row.prefix,
        "created_at": instant(row.created_at), "last_fetched_at": instant(row.last_fetched_at),
    }  # fmt: skip


def only_mine(request: Request, email: str) -> Membership:
    """Whoever reads an address once has it: nobody makes one in another's name. Raises PermissionDenied."""
    member, me = whose(request, email), member_of(request)
    if me is None or me.pk != member.pk:
        raise PermissionDenied("Its address is its owner's alone: use a token of their own.")
    return member


def feed_of(member: Membership, feed_id: str) -> CalendarFeed:
    """Raises DoesNotExist, also for another member's and one that has ended."""
    row = get_feed(member.organization, int(feed_id))
    if row.member_id != member.pk:
        raise CalendarFeed.DoesNotExist
    return row


def schedule_in(organization: Organization, schedule_id: int | None) -> Schedule | None:
    """Raises Refused for an id that means none of the organization's."""
    try:
        return None if schedule_id is None else get_schedule(organization, schedule_id)
    except Schedule.DoesNotExist:
        raise Refused(schedule="There is no such schedule.") from None


class Feeds(ApiView):
    acts = {"GET": Act.VIEW, "POST": Act.VIEW}

    @extend_schema(
        operation_id="calendar_feeds_list", parameters=[EMAIL, PagesAsked], responses=shapes.FeedsTold
    )
    def get(self, request: Request, email: str) -> Response:
        """Feeds that work, the newest first."""
        member = whose(request, email)
        read_query(PagesAsked, request)
        return Response(one_page(feeds_of(member), request).told(told))

    @extend_schema(
        operation_id="calendar_feeds_make", parameters=[EMAIL], request=shapes.FeedNew, responses={201: shapes.FeedMade},
    )  # fmt: skip
    @answered_once
    def post(self, request: Request, email: str) -> Response:
        """A new feed, with a token of the member's own. Its address is in this answer alone."""
        member = only_mine(request, email)
        said = read_question(shapes.FeedNew, request)
        schedule = schedule_in(member.organization, said["schedule"])
        row, secret = make_feed(
            member=member, schedule=schedule, name=said["name"], actor=actor_of(request), now=now()
        )
        where = {"Location": f"{request.path}{row.pk}/"}
        return ShownOnce(told(row), secrets={"address": address_of_feed(secret)}, status=201, headers=where)


class OneFeed(ApiView):
    acts = {"DELETE": Act.VIEW}

    @extend_schema(operation_id="calendar_feeds_end", parameters=[EMAIL, FEED], responses={204: None})
    def delete(self, request: Request, email: str, feed_id: str) -> Response:
        """Whatever reads it gets no more shifts, for good."""
        revoke_feed(feed=feed_of(whose(request, email), feed_id), actor=actor_of(request), now=now())
        return Response(status=204)


class Rotation(ApiView):
    acts = {"POST": Act.VIEW}

    @extend_schema(
        operation_id="calendar_feeds_rotate",
        parameters=[EMAIL, FEED],
        request=None,
        responses=shapes.FeedMade,
    )
    @answered_once
    def post(self, request: Request, email: str, feed_id: str) -> Response:
        """Another address, shown in this answer alone; the old one ends at once."""
        row = feed_of(only_mine(request, email), feed_id)
        with refused_as_it_stands():
            secret = rotate_feed(feed=row, actor=actor_of(request), now=now())
        renewed = get_feed(row.organization, row.pk)
        return ShownOnce(told(renewed), secrets={"address": address_of_feed(secret)})
