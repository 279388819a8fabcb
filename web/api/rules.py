"""Notification rules of a member: how pages of a priority come. One's own, or anybody's for a manager."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Act
from hours.clock import now
from oncall.actions.rules import set_rules, use_shipped_rules
from oncall.queries import ways_of
from oncall.ways import Way, mark_of
from routing.models.choices import PRIORITIES
from web.api import contact_shapes as shapes
from web.api.contact_methods import whose
from web.api.members import EMAIL
from web.api.reading import read_question
from web.api.view import ApiView, actor_of

PRIORITY = OpenApiParameter("priority", str, OpenApiParameter.PATH, enum=list(PRIORITIES))


def told(priority: str, ways: Sequence[Way]) -> dict[str, Any]:
    lines = [
        {"after_seconds": way.delay_seconds, "channel": way.channel, "contact_method": way.method_id}
        for way in ways
    ]
    return {"priority": priority, "as_shipped": not lines, "ways": lines, "edition": mark_of(ways)}


class Rules(ApiView):
    acts = {"GET": Act.VIEW}

    @extend_schema(operation_id="notification_rules_list", parameters=[EMAIL], responses=shapes.AllRulesTold)
    def get(self, request: Request, email: str) -> Response:
        """How pages come, by priority; there is always one page."""
        ways = ways_of(whose(request, email))
        rows = [told(priority, ways.get(priority, ())) for priority in PRIORITIES]
        return Response({"results": rows, "next": None, "previous": None})


class RulesOfPriority(ApiView):
    acts = {"PUT": Act.RESPOND}

    @extend_schema(
        operation_id="notification_rules_set", parameters=[EMAIL, PRIORITY], request=shapes.RulesWanted,
        responses=shapes.RulesTold,
    )  # fmt: skip
    def put(self, request: Request, email: str, priority: str) -> Response:
        """All ways of this priority as they are to be."""
        member = whose(request, email)
        said = read_question(shapes.RulesWanted, request)
        ways = [Way(one["after_seconds"], one["channel"], one["contact_method"]) for one in said["ways"]]
        seen = said["edition"] or mark_of(ways_of(member).get(priority, ()))
        who: dict[str, Any] = {
            "member": member,
            "priority": priority,
            "seen": seen,
            "actor": actor_of(request),
            "now": now(),
        }
        if ways:
            set_rules(ways=ways, **who)
        else:
            use_shipped_rules(**who)
        return Response(told(priority, ways_of(member).get(priority, ())))
