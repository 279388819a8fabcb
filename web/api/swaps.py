"""Cover that is asked for: the list of it, asking, and what its people answer."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Membership, Organization
from accounts.permissions import Act
from hours.clock import now
from hours.interval import Interval
from oncall.models import Schedule, Swap
from oncall.queries import get_schedule
from oncall.swap_queries import get_swap, swaps
from oncall.swapping import SWAP_OPEN
from routing.actions.swap_answer import decline
from routing.actions.swap_ask import Question, ask
from routing.actions.swap_cover import accept, approve
from routing.actions.swap_end import withdraw
from routing.actions.swap_settle import refuse
from web.api import swap_shapes as shapes
from web.api.covering import HolesAnswered, asking
from web.api.idempotency import answered_once
from web.api.incident_shapes import InNameOf
from web.api.pagination import one_page
from web.api.reading import member_named, read_query, read_question, who_decides, who_swaps
from web.api.telling import instant
from web.api.view import ApiView, actor_of, member_of, organization_of
from web.swap_rights import may_withdraw


def told(row: Swap) -> dict[str, Any]:
    return {
        "id": row.pk, "schedule": row.schedule_id, "asker": row.asker.handle,
        "start": instant(row.start_at), "end": instant(row.end_at),
        "back": _told_back(row),
        "note": row.note, "audience": row.audience,
        "asked": [{"member": each.member.handle, "declined_at": instant(each.declined_at)} for each in row.asked.all()],
        "state": row.status, "taker": _email(row.taker), "taken_at": instant(row.taken_at),
        "settled_by": _email(row.settled_by), "created_at": instant(row.created_at),
        "expires_at": instant(row.expires_at), "ended_at": instant(row.ended_at),
    }  # fmt: skip


def _told_back(row: Swap) -> dict[str, Any] | None:
    if row.back_start_at is None:
        return None
    return {
        "schedule": row.back_schedule_id,
        "start": instant(row.back_start_at),
        "end": instant(row.back_end_at),
    }


def _email(member: Membership | None) -> str | None:
    return member.handle if member else None


def fresh(row: Swap) -> dict[str, Any]:
    return told(get_swap(row.organization, row.pk))


class Swaps(ApiView):
    acts = {"POST": Act.OVERRIDE_SELF}

    @extend_schema(operation_id="swaps_list", parameters=[shapes.SwapsAsked], responses=shapes.SwapsTold)
    def get(self, request: Request) -> Response:
        """Cover that was asked for, the newest first."""
        found = swaps(organization_of(request))
        if read_query(shapes.SwapsAsked, request)["state"] == "open":
            found = found.filter(status__in=SWAP_OPEN)
        return Response(one_page(found, request).told(told))

    @extend_schema(operation_id="swaps_ask", request=shapes.SwapWanted, responses={201: shapes.SwapTold})
    @answered_once
    def post(self, request: Request) -> Response:
        """Ask one person, everybody in the schedule or everyone to be on call instead. They are told by mail and text."""
        said = read_question(shapes.SwapWanted, request)
        asker = who_swaps(request, said["member"])
        row = ask(asker=asker, question=_question(request, said), actor=actor_of(request), now=now())
        return Response(fresh(row), status=201, headers={"Location": f"{request.path}{row.pk}/"})


def _question(request: Request, said: dict[str, Any]) -> Question:
    """Raises ValidationError."""
    here = organization_of(request)
    people = [
        member_named(here, email, field=f"people[{at}]") for at, email in enumerate(said.get("people", []))
    ]
    return Question(
        schedule=_schedule(here, said["schedule"]), start_at=said["start"], end_at=said["end"], audience=said["audience"],
        people=people, note=said["note"], expires_at=said.get("expires"), back=_back(said["back"]),
        back_in=_back_in(here, said["back"]),
    )  # fmt: skip


def _schedule(here: Organization, schedule_id: int, field: str = "schedule") -> Schedule:
    try:
        return get_schedule(here, schedule_id)
    except Schedule.DoesNotExist as error:
        raise ValidationError({field: ["There is no schedule with this id."]}) from error


def _back_in(here: Organization, back: dict[str, Any] | None) -> Schedule | None:
    return _schedule(here, back["schedule"], "back.schedule") if back and back.get("schedule") else None


def _back(time: dict[str, Any] | None) -> Interval | None:
    if time is None:
        return None
    if time["end"] <= time["start"]:
        raise ValidationError({"back.end": ["Must be later than back.start."]})
    return Interval(time["start"], time["end"])


class OneSwap(ApiView):
    @extend_schema(operation_id="swaps_read", responses=shapes.SwapTold)
    def get(self, request: Request, swap_id: int) -> Response:
        """How it stands."""
        return Response(told(get_swap(organization_of(request), swap_id)))


Deed = Callable[[Request, Swap, dict[str, Any], datetime], object]


def _deed(
    name: str, words: str, act: Act, deed: Deed, *, body: Any = InNameOf, query: Sequence[Any] = ()
) -> type[ApiView]:
    """A view for one deed; done twice it is done."""

    def post(self: ApiView, request: Request, swap_id: int) -> Response:
        swap = get_swap(organization_of(request), swap_id)
        deed(request, swap, read_question(body, request), now())
        return Response(fresh(swap))

    post.__doc__ = words
    said = extend_schema(
        operation_id=f"swaps_{name}", parameters=[*query], request=body, responses=shapes.SwapTold
    )(answered_once(post))
    return type(f"{name.title()}Swap", (ApiView,), {"acts": {"POST": act}, "post": said})


def _accept(request: Request, swap: Swap, said: dict[str, Any], at: datetime) -> object:
    return accept(swap=swap, by=who_swaps(request, said["member"]), asking=asking(request))


def _decline(request: Request, swap: Swap, said: dict[str, Any], at: datetime) -> object:
    return decline(swap=swap, by=who_swaps(request, said["member"]), actor=actor_of(request), now=at)


def _withdraw(request: Request, swap: Swap, said: dict[str, Any], at: datetime) -> object:
    by, me = who_decides(request, said["member"]), member_of(request)
    if me and not may_withdraw(me, swap):
        raise PermissionDenied("You can withdraw what you asked for yourself. For others ask a manager.")
    return withdraw(swap=swap, by=by, actor=actor_of(request), now=at)


def _approve(request: Request, swap: Swap, said: dict[str, Any], at: datetime) -> object:
    return approve(swap=swap, by=who_decides(request, said["member"]), asking=asking(request))


def _refuse(request: Request, swap: Swap, said: dict[str, Any], at: datetime) -> object:
    return refuse(
        swap=swap,
        by=who_decides(request, said["member"]),
        reason=said["reason"],
        actor=actor_of(request),
        now=at,
    )


Accept = _deed(
    "accept",
    "Yes: the first has it. 409 `too-late` says who was faster.",
    Act.OVERRIDE_SELF,
    _accept,
    query=[HolesAnswered],
)
Decline = _deed("decline", "No. The last no of those who were asked ends it.", Act.OVERRIDE_SELF, _decline)
Withdraw = _deed("withdraw", "It is not needed any more.", Act.OVERRIDE_SELF, _withdraw)
Approve = _deed(
    "approve",
    "A manager's yes: the schedule changes now.",
    Act.OVERRIDE_OTHERS,
    _approve,
    query=[HolesAnswered],
)
Refuse = _deed(
    "refuse",
    "A manager's no: who asked stays on call.",
    Act.OVERRIDE_OTHERS,
    _refuse,
    body=shapes.SwapRefusal,
)
