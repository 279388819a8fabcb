"""How a client's form is shown, edited; told in the audit."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import Actor, record_edit
from accounts.edition import refuse_stale
from accounts.refusal import Refused
from sla.models import Client, FormSettings
from sla.origins import MOST, origin_of


def form_state(settings: FormSettings) -> dict[str, object]:
    """What the audit tells of it."""
    return {"language": settings.language, "framed_by": settings.framed_by}


def edit_form_settings(
    *,
    client: Client,
    language: str,
    framed_by: list[str],
    actor: Actor,
    now: datetime,
    seen: str | None = None,
) -> FormSettings:
    """Raises Refused, naming the field; Stale where it is not any more as it was `seen`."""
    origins = _origins(framed_by)
    with transaction.atomic():
        Client.objects.select_for_update(no_key=True).get(pk=client.pk)
        row = FormSettings.objects.filter(client=client).first()
        row = row or FormSettings(organization=client.organization, client=client)
        before = form_state(row)
        refuse_stale(
            organization=client.organization,
            object_kind="client_form",
            object_id=client.pk,
            state=before,
            seen=seen,
        )
        row.language, row.framed_by = language, origins
        row.save()
        record_edit(
            organization=client.organization, actor=actor, verb="client_form.edited", object_kind="client_form",
            object_id=client.pk, before=before, after=form_state(row), now=now,
        )  # fmt: skip
    return row


def _origins(lines: list[str]) -> list[str]:
    found = [(line, origin_of(line)) for line in lines if line.strip()]
    wrong = [line for line, origin in found if origin is None]
    if wrong:
        said = _(
            "“%(line)s” is not the start of an address. Write it like https://intranet.example.com, one a line."
        )
        raise Refused(framed_by=said % {"line": wrong[0].strip()[:80]})
    origins = list(dict.fromkeys(origin for _line, origin in found if origin))
    if len(origins) > MOST:
        raise Refused(framed_by=_("At most %(most)s addresses.") % {"most": MOST})
    return origins
