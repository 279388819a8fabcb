"""Runbooks: made, edited, archived. An edit makes a new row: who works through an open incident keeps its steps."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.audit import Actor, record, record_edit
from accounts.edition import Stale, edition_of, refuse_stale
from accounts.models import Organization
from accounts.refusal import Refused
from sla.actions.archiving import archive_once
from sla.actions.turns import wait_for_turn
from sla.models import LINES, Client, Runbook, RunbookStep

LONGEST_TEXT, LONGEST_NAME, LONGEST_LINK, MOST_STEPS = 255, 80, 200, 40
LONGEST_DEADLINE = 60 * 24 * 30  # minutes


@dataclass(frozen=True, slots=True)
class Step:
    """What, who, until when (minutes after taking), and where it is written."""

    text: str
    responsible: str = ""
    deadline_minutes: int | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class RunbookDetails:
    """Without a client it is for all, without a service line for every one."""

    title: str
    client: Client | None = None
    service_line: str = ""
    link: str = ""
    steps: tuple[Step, ...] = ()


def create_runbook(
    *, organization: Organization, details: RunbookDetails, actor: Actor, now: datetime
) -> Runbook:
    """Raises Refused, naming the field; a step's number is in the words."""
    _refuse_bad(details)
    with transaction.atomic():
        wait_for_turn(organization)
        _refuse_twin(organization, details)
        row = _written(organization, details)
        record(
            organization=organization, actor=actor, verb="runbook.created", object_kind="runbook",
            object_id=row.pk, after=runbook_state(row), now=now,
        )  # fmt: skip
    return row


def _refuse_twin(organization: Organization, details: RunbookDetails) -> None:
    """Two with one title for the same case: nobody knows which one is followed. The caller has the turn."""
    same = Runbook.objects.filter(
        organization=organization, archived_at=None, title__iexact=details.title, client=details.client,
        service_line=details.service_line,
    )  # fmt: skip
    if same.exists():
        raise Refused(
            title=_("There is a runbook of that title for the same client and service line: change that one.")
        )


def edit_runbook(
    *, runbook: Runbook, details: RunbookDetails, actor: Actor, now: datetime, seen: str | None = None
) -> Runbook:
    """What holds for new incidents, a new row unless nothing differs. Raises Refused and Stale."""
    _refuse_bad(details)
    with transaction.atomic():
        row = (
            Runbook.objects.select_for_update(no_key=True, of=("self",))
            .select_related("organization")
            .get(pk=runbook.pk)
        )
        before = runbook_state(row)
        refuse_stale(
            organization=row.organization, object_kind="runbook", object_id=row.pk, state=before, seen=seen
        )
        if row.archived_at is not None:
            raise Stale(edition_of(before), _("Somebody else saved or archived it."), _("Open it again."))
        if before == details_state(details):
            return row
        new = _written(row.organization, details)
        Runbook.objects.filter(Q(pk=row.pk) | Q(replaced_by=row)).update(replaced_by=new, archived_at=now)
        record_edit(
            organization=row.organization, actor=actor, verb="runbook.edited", object_kind="runbook",
            object_id=new.pk, before=before, after=runbook_state(new), now=now,
        )  # fmt: skip
    return new


def archive_runbook(*, runbook: Runbook, actor: Actor, now: datetime) -> bool:
    """Use it no more for new incidents. False: archived before."""
    return archive_once(row=runbook, kind="runbook", actor=actor, now=now)


def details_of(row: Runbook) -> RunbookDetails:
    """What is stored."""
    steps = row.steps.all()
    return RunbookDetails(
        title=row.title,
        client=row.client,
        service_line=row.service_line,
        link=row.link,
        steps=tuple(Step(each.text, each.responsible, each.deadline_minutes, each.link) for each in steps),
    )


def runbook_state(row: Runbook) -> dict[str, object]:
    """What the audit and a form's edition tell of a runbook."""
    return details_state(details_of(row))


def details_state(details: RunbookDetails) -> dict[str, object]:
    return {
        "title": details.title,
        "client": details.client.pk if details.client else None,
        "service_line": details.service_line,
        "link": details.link,
        "steps": [[each.text, each.responsible, each.deadline_minutes, each.link] for each in details.steps],
    }


def _written(organization: Organization, details: RunbookDetails) -> Runbook:
    row = Runbook.objects.create(
        organization=organization, client=details.client, service_line=details.service_line,
        title=details.title, link=details.link,
    )  # fmt: skip
    RunbookStep.objects.bulk_create(
        RunbookStep(
            runbook=row, position=position, text=step.text, responsible=step.responsible,
            deadline_minutes=step.deadline_minutes, link=step.link,
        )
        for position, step in enumerate(details.steps, start=1)
    )  # fmt: skip
    return row


def _refuse_bad(details: RunbookDetails) -> None:
    if not details.title or len(details.title) > 120:
        raise Refused(title=_("A title has 1 to %(most)s characters.") % {"most": 120})
    if details.service_line not in ("", *LINES):
        raise Refused(service_line=_("There is no such service line."))
    if not _is_link(details.link):
        raise Refused(link=_("A link begins with https:// and has at most 200 characters."))
    if len(details.steps) > MOST_STEPS:
        raise Refused(steps=_("At most %(most)s steps: split it in two.") % {"most": MOST_STEPS})
    for number, step in enumerate(details.steps, start=1):
        if words := _wrong(step):
            raise Refused(steps=_("Step %(number)s: %(words)s") % {"number": number, "words": words})


def _wrong(step: Step) -> str:
    if not step.text or len(step.text) > LONGEST_TEXT:
        return _("say what is to be done, in 1 to %(most)s characters.") % {"most": LONGEST_TEXT}
    if len(step.responsible) > LONGEST_NAME:
        return _("who does it has at most %(most)s characters.") % {"most": LONGEST_NAME}
    if step.deadline_minutes is not None and not 1 <= step.deadline_minutes <= LONGEST_DEADLINE:
        return _("the minutes are between 1 and %(most)s.") % {"most": LONGEST_DEADLINE}
    return "" if _is_link(step.link) else _("a link begins with https:// and has at most 200 characters.")


def _is_link(link: str) -> bool:
    if not link:
        return True
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return len(link) <= LONGEST_LINK and parts.scheme in ("http", "https") and bool(parts.netloc)
