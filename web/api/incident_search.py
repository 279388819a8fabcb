"""The list of incidents by the words of the page's address; instants instead of dates, people by e-mail address."""

from typing import Any

from django.db.models import Q, QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from accounts.models import Membership, Organization
from accounts.queries import seat_called
from routing.models import Incident
from routing.queries import sources
from routing.search import OPEN, Wanted, found, with_promise
from sla.models import Client
from sla.queries import clients_ever
from web.api import asked, telling
from web.api.pagination import Slice, link, one_page
from web.api.reading import checked
from web.api.view import member_of, organization_of
from web.incident_filters import CHANNELS as WAYS_IN
from web.incident_filters import STATES, WITHOUT_PROMISE
from web.keyset import BadMark, Order, one_slice

PER_PAGE = 50
Said = dict[str, Any]


def searched(request: Request) -> Slice[Incident]:
    """The page of incidents that is asked for. Raises ValidationError for a word that is not understood."""
    said = checked(asked.IncidentsAsked, asked_of(request))
    refuse_nonsense(said)
    rows = telling.with_all_told(found(organization_of(request), wanted(said, request)))
    if said["sort"] == "due":
        return by_promise(rows, request)
    return one_page(rows, request, key="number")


def asked_of(request: Request) -> Said:
    """The query string; `priority` may stand in it several times."""
    several = request.query_params.getlist("priority")
    return request.query_params.dict() | ({"priority": several} if several else {})


def wanted(said: Said, request: Request) -> Wanted:
    organization, who, source = organization_of(request), said.get("who", ""), said.get("source", "")
    return Wanted(
        q=said["q"], states=states(said), priorities=tuple(said["priority"]), service_line=said.get("line", ""),
        client=client_ever(organization, said.get("client")), nobody_has_it=who == "nobody",
        has_it=None if who in ("", "nobody") else holder(request, who),
        channel=source if source in WAYS_IN else "",
        integration_id=None if source in ("", *WAYS_IN) else source_meant(organization, source),
        since=said.get("since"), until=said.get("until"),
    )  # fmt: skip


def states(said: Said) -> Q:
    """A word of the page, or an incident's own status; without one everything, or what is open where promises sort."""
    status = said.get("status")
    if status in STATES:
        return STATES[status][1]
    if status:
        return Q(status=status)
    return OPEN if said["sort"] == "due" else Q()


def client_ever(organization: Organization, code: str | None) -> Client | None:
    """Archived ones too. Raises ValidationError."""
    if not code:
        return None
    client = clients_ever(organization).filter(code__iexact=code).first()
    if client is None:
        raise ValidationError({"client": [f"There is no client with the code {code!r}."]})
    return client


def holder(request: Request, who: str) -> Membership:
    """Whoever left is still there to be looked for. Raises ValidationError."""
    if who == "me":
        own = member_of(request)
        if own is None:
            raise ValidationError({"who": ["This token is nobody's own: send an e-mail address, or nobody."]})
        return own
    try:
        return seat_called(organization_of(request), who)
    except Membership.DoesNotExist:
        words = f"Nobody has the address {who!r}: send me, nobody, a member's, or partner:7."
        raise ValidationError({"who": [words]}) from None


def source_meant(organization: Organization, name: str) -> int:
    """`source-7`: the source with the id 7. Raises ValidationError."""
    keys = {f"source-{pk}": pk for pk in sources(organization).values_list("pk", flat=True)}
    if name not in keys:
        words = f"Must be one of {', '.join(WAYS_IN)}, or source-ID with the id of a source."
        raise ValidationError({"source": [words]})
    return keys[name]


def by_promise(rows: QuerySet[Incident], request: Request) -> Slice[Incident]:
    """What is due next first, and then the newest. Raises ValidationError for a cursor we never gave."""
    mark = request.query_params.get("cursor", "")
    try:
        page = one_slice(with_promise(rows), Order(by_promise=True), mark, size=PER_PAGE)
    except BadMark:
        raise ValidationError({"cursor": ["Must be taken from `next` or `previous`."]}) from None
    return Slice(
        rows=page.rows,
        next=link(request, page.next) if page.next else None,
        previous=link(request, page.previous) if page.previous else None,
    )


def refuse_nonsense(said: Said) -> None:
    """Raises ValidationError for words that don't go together."""
    if said["sort"] == "due" and said.get("status") in WITHOUT_PROMISE:
        words = "Only what is open has a promise to keep: leave `status` out, or sort by newest."
        raise ValidationError({"sort": [words]})
    if "since" in said and "until" in said and said["until"] <= said["since"]:
        raise ValidationError({"until": ["Must be later than since."]})
