"""What tools call a client in their own records: kept by hand, by an import, or learnt from an alert nobody knew."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit import Actor, record_edit
from accounts.edition import refuse_stale
from accounts.refusal import Refused
from routing.models import Alert, ExternalId, Incident
from routing.source_ids import Tools, external_ids_of, ids_state
from sla.external_ids import BETWEEN, BadId, KnownAs, read_id
from sla.models import Client

MOST_IDS = 50


def set_external_ids(
    *, client: Client, written: Iterable[str], actor: Actor, now: datetime, seen: str | None = None
) -> None:
    """All of a client's ids as they are to be, each `source: id`. Raises Refused, on `external_ids`; Stale."""
    tools = Tools(client.organization)
    wanted = _read(written, tools)
    with _one_client_each(), transaction.atomic():
        row = Client.objects.select_for_update(no_key=True).select_related("organization").get(pk=client.pk)
        before = ids_state(row)
        refuse_stale(
            organization=row.organization, object_kind="client", object_id=row.pk, state=before, seen=seen
        )
        had = {tools.read(each): each.pk for each in external_ids_of(row)}
        ExternalId.objects.filter(pk__in=[pk for each, pk in had.items() if each not in wanted]).delete()
        _add(row, wanted - set(had), tools)
        _told(row, before, actor, now)


def learn_external_ids(*, client: Client, ids: Iterable[KnownAs], actor: Actor, now: datetime) -> None:
    """Keep these beside those it has. Raises Refused, on `external_ids`, where one is another client's."""
    with _one_client_each(), transaction.atomic():
        row = Client.objects.select_for_update(no_key=True).select_related("organization").get(pk=client.pk)
        before, tools = ids_state(row), Tools(row.organization)
        had = {tools.read(each) for each in external_ids_of(row)}
        _add(row, set(ids) - had, tools)
        _told(row, before, actor, now)


class Learning(Tools):
    """The tools of an organization, for an import."""

    def learn(self, *, client_id: int, ids: Iterable[KnownAs], actor: Actor, now: datetime) -> None:
        client = Client.objects.get(pk=client_id)
        learn_external_ids(client=client, ids=ids, actor=actor, now=now)


def learnable(incident: Incident) -> tuple[KnownAs, ...]:
    """What the alerts of an incident called its client, by the tools' own ids, else by their words."""
    alerts = Alert.objects.filter(incident=incident).select_related("integration")
    names = Tools(incident.organization).by_source()
    found = {
        KnownAs(names[each.integration_id], word)
        for each in alerts
        if each.integration_id in names and (word := _word(each))
    }
    return tuple(sorted(found))


def _word(alert: Alert) -> str:
    """An id that can be kept; words that were cut are none."""
    word = alert.client_key or alert.client_hint
    return "" if BETWEEN in word or word.endswith("…") else word


def _read(written: Iterable[str], tools: Tools) -> set[KnownAs]:
    try:
        found = {read_id(" ".join(each.split()), tools.names()) for each in written if each.strip()}
    except BadId as error:
        raise Refused(external_ids=str(error)) from error
    if len(found) > MOST_IDS:
        raise Refused(external_ids=_("At most %(most)s ids.") % {"most": MOST_IDS})
    return found


def _add(client: Client, new: set[KnownAs], tools: Tools) -> None:
    """An archived client lets go of its own."""
    sources: Mapping[str, int] = {name: pk for pk, name in tools.by_source().items()}
    for each in sorted(new):
        same = ExternalId.objects.filter(
            organization=client.organization, integration=sources[each.source], word=each.word
        )
        same.filter(client__archived_at__isnull=False).delete()
        if other := same.exclude(client=client).select_related("client").first():
            raise Refused(external_ids=_taken(other.client.name, each))
        ExternalId.objects.create(
            organization=client.organization,
            integration_id=sources[each.source],
            client=client,
            word=each.word,
        )


def _taken(name: str, external_id: KnownAs) -> str:
    return _("%(client)s is “%(id)s” in %(source)s: one id stands for one client.") % {
        "client": name, "id": external_id.word, "source": external_id.source,
    }  # fmt: skip


def _told(client: Client, before: dict[str, list[str]], actor: Actor, now: datetime) -> None:
    record_edit(
        organization=client.organization, actor=actor, verb="client.ids_edited", object_kind="client",
        object_id=client.pk, before=before, after=ids_state(client), now=now,
    )  # fmt: skip


@contextmanager
def _one_client_each() -> Iterator[None]:
    """The database's no to an id that somebody else gave to another client just now, in words."""
    try:
        yield
    except IntegrityError as error:
        if "one_client_per_external_id" not in str(error):
            raise
        raise Refused(external_ids=_("Another client has one of these ids: look again.")) from error
