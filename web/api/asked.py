"""What the API may be asked: the shapes of bodies and query strings.

A deed ignores fields that are not named here: a report is never refused for saying too much. A question refuses them.
"""

from enum import StrEnum

from rest_framework import serializers

from routing.states import IncidentStatus
from sla.facts import ServiceLine
from sla.priority import Impact, Priority, Urgency
from web.api.fields import Instant, OneOf, Text, Truth, Whole
from web.incident_filters import CHANNELS as WAYS_IN
from web.incident_filters import SORTS, STATES

CHANNELS = {
    "alert": "alert",
    "webhook": "alert",
    "form": "form",
    "member": "member",
    "api": "member",
    "phone": "phone",
    "call": "phone",
    "voice": "phone",
    "text": "text",
    "sms": "text",
    "email": "email",
}  # what callers say: what the oracle reads


def words(kind: type[StrEnum]) -> list[str]:
    """The plain words of an enumeration."""
    return [one.value for one in kind]


class IncidentsAsked(serializers.Serializer[None]):
    """The query of the list, in the words of the page's address."""

    q = Text(
        max_length=200, required=False, allow_blank=True, default="",
        help_text="words of the reference, the summary, the client or the contact; all must be there",
    )  # fmt: skip
    status = OneOf(
        list(dict.fromkeys([*STATES, *words(IncidentStatus)])), required=False,
        help_text="a view of the page, or an incident's own status; without it all",
    )  # fmt: skip
    priority = serializers.ListField(
        child=OneOf(words(Priority)),
        max_length=20,
        required=False,
        default=list,
        help_text="may be sent several times",
    )
    client = Text(max_length=60, required=False, help_text="a client's code; archived ones too")
    line = OneOf(words(ServiceLine), required=False, help_text="the service line")
    who = Text(
        max_length=254, required=False, help_text="who has it: me, nobody, an e-mail address, or partner:7"
    )
    source = Text(  # type: ignore[assignment]  # DRF takes it out of the class before it could hide its own
        max_length=40, required=False,
        help_text=f"how it came: {', '.join(WAYS_IN)}, or source-ID with the id of a source",
    )  # fmt: skip
    since = Instant(required=False, help_text="received at or after")
    until = Instant(required=False, help_text="received before")
    sort = OneOf(
        list(SORTS), required=False, default="newest",
        help_text="due: what has a promise to keep next comes first; of what is open",
    )  # fmt: skip
    cursor = serializers.CharField(required=False, help_text="from `next` or `previous`")


class Urgent(serializers.Serializer[None]):
    """How urgent it is: `priority`, or `impact` and `urgency` together."""

    priority = OneOf(words(Priority), required=False)
    impact = OneOf(words(Impact), required=False)
    urgency = OneOf(words(Urgency), required=False)


class Report(Urgent):
    """A report for a client, by a person or a program. `client` null: not identified."""

    client = Text(max_length=60, allow_null=True, help_text="a client's code")
    summary = Text(max_length=1024)
    service_line = OneOf(words(ServiceLine), required=False, default=ServiceLine.HELP_DESK.value)
    details = Text(max_length=5_000, required=False, default="", allow_blank=True)
    site = Text(
        max_length=120, required=False, allow_null=True, default=None, help_text="a site's name or id"
    )
    contact_name = Text(max_length=80, required=False, default="", allow_blank=True)
    contact_phone = Text(
        max_length=40,
        required=False,
        default="",
        allow_blank=True,
        help_text="kept as typed where it cannot be read",
    )
    contact_email = serializers.EmailField(max_length=254, required=False, allow_blank=True)


class Acknowledge(serializers.Serializer[None]):
    """`member`: the e-mail address of whoever takes it; not needed where the token is a member's."""

    member = Text(max_length=254, required=False, allow_null=True, default=None)


class Resolve(serializers.Serializer[None]):
    """What was done, how long it took, whether it is billed."""

    reason = Text(max_length=5_000)
    minutes = Whole(min_value=0, max_value=100_000, required=False, allow_null=True, default=None)
    billable = Truth(required=False, allow_null=True, default=None)
    member = Text(max_length=254, required=False, allow_null=True, default=None)


class Escalate(serializers.Serializer[None]):
    """Nothing needs to be said."""


class Reassign(serializers.Serializer[None]):
    """`to`: the e-mail address of the member who gets it, or partner:7."""

    to = Text(max_length=254)


class Snooze(serializers.Serializer[None]):
    """Until when it sleeps."""

    until = Instant()
    member = Text(max_length=254, required=False, allow_null=True, default=None)


class Responded(serializers.Serializer[None]):
    """How the client heard from one of ours."""

    how = OneOf(["called", "wrote"])
    member = Text(max_length=254, required=False, allow_null=True, default=None)


class OnCallAsked(serializers.Serializer[None]):
    """The query of who is on call; without `at`, now."""

    at = Instant(required=False)


class Decide(Urgent):
    """A request that might come. `client` null: not identified."""

    client = Text(max_length=60, allow_null=True, help_text="a client's code")
    service_line = OneOf(words(ServiceLine))
    channel = OneOf(list(CHANNELS))
    at = Instant(required=False, help_text="when it would be received; without it, now")
    site = Text(
        max_length=120, required=False, allow_null=True, default=None, help_text="a site's name or id"
    )
    contact = Text(max_length=254, required=False, allow_null=True, default=None)
