"""Runbooks: made, edited, archived. An edit makes a new row: who works through an open incident keeps its steps."""

from dataclasses import dataclass, replace
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
from sla.alert_classes import LONGEST_CLASS, class_word
from sla.models import LINES, STEP_ROLES, Client, Runbook, RunbookStep

LONGEST_TEXT, LONGEST_NAME, LONGEST_LINK, MOST_STEPS = 255, 80, 200, 40
LONGEST_DEADLINE = 60 * 24 * 30  # minutes


@dataclass(frozen=True, slots=True)
class Step:
    """What, who (a role, in words, or both), until when (minutes after taking), and where it is written."""

    text: str
    role: str = ""
    responsible: str = ""
    deadline_minutes: int | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class RunbookDetails:
    """Without a client it is for all, without a service line or a class of alert for every one."""

    title: str
    client: Client | None = None
    service_line: str = ""
    alert_class: str = ""
    link: str = ""
    steps: tuple[Step, ...] = ()


def create_runbook(
    *, organization: Organization, details: RunbookDetails, actor: Actor, now: datetime
) -> Runbook:
    """Raises Refused, naming the field; a step's number is in the words."""
    details = _refuse_bad(details)
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
    """Two for the same case: only one of them would ever be followed. The caller has the turn."""
    same = Runbook.objects.filter(
        organization=organization, archived_at=None, client=details.client, service_line=details.service_line,
        alert_class=details.alert_class,
    )  # fmt: skip
    if (other := same.first()) is not None:
        words = _(
            "%(title)s is for the same client, service line and class: only one of them would be followed."
            " Change that one, or give this one a class."
        )
        raise Refused(alert_class=words % {"title": other.title})


def edit_runbook(
    *, runbook: Runbook, details: RunbookDetails, actor: Actor, now: datetime, seen: str | None = None
) -> Runbook:
    """What holds for new incidents, a new row unless nothing differs. Raises Refused and Stale."""
    details = _refuse_bad(details)
    with transaction.atomic():
        wait_for_turn(runbook.organization)
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
        if _case(details) != _case(details_of(row)):
            _refuse_twin(row.organization, details)
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
        alert_class=row.alert_class,
        link=row.link,
        steps=tuple(
            Step(each.text, each.role, each.responsible, each.deadline_minutes, each.link) for each in steps
        ),
    )


def runbook_state(row: Runbook) -> dict[str, object]:
    """What the audit and a form's edition tell of a runbook."""
    return details_state(details_of(row))


def details_state(details: RunbookDetails) -> dict[str, object]:
    return {
        "title": details.title,
        "client": details.client.pk if details.client else None,
        "service_line": details.service_line,
        "alert_class": details.alert_class,
        "link": details.link,
        "steps": [
            [each.text, each.role, each.responsible, each.deadline_minutes, each.link]
            for each in details.steps
        ],
    }


def _case(details: RunbookDetails) -> tuple[Client | None, str, str]:
    return details.client, details.service_line, details.alert_class


def _written(organization: Organization, details: RunbookDetails) -> Runbook:
    row = Runbook.objects.create(
        organization=organization, client=details.client, service_line=details.service_line,
        alert_class=details.alert_class, title=details.title, link=details.link,
    )  # fmt: skip
    RunbookStep.objects.bulk_create(
        RunbookStep(
            runbook=row, position=position, text=step.text, role=step.role, responsible=step.responsible,
            deadline_minutes=step.deadline_minutes, link=step.link,
        )
        for position, step in enumerate(details.steps, start=1)
    )  # fmt: skip
    return row


def _refuse_bad(details: RunbookDetails) -> RunbookDetails:
    """The same with its class as alerts are compared with it."""
    details = replace(details, alert_class=class_word(details.alert_class))
    if not details.title or len(details.title) > 120:
        raise Refused(title=_("A title has 1 to %(most)s characters.") % {"most": 120})
    if details.service_line not in ("", *LINES):
        raise Refused(service_line=_("There is no such service line."))
    if len(details.alert_class) > LONGEST_CLASS:
        raise Refused(alert_class=_("A class has at most %(most)s characters.") % {"most": LONGEST_CLASS})
    if not _is_link(details.link):
        raise Refused(link=_("A link begins with https:// and has at most 200 characters."))
    if len(details.steps) > MOST_STEPS:
        raise Refused(steps=_("At most %(most)s steps: split it in two.") % {"most": MOST_STEPS})
    for number, step in enumerate(details.steps, start=1):
        if words := _wrong(step):
            raise Refused(steps=_("Step %(number)s: %(words)s") % {"number": number, "words": words})
    return details


def _wrong(step: Step) -> str:
    if not step.text or len(step.text) > LONGEST_TEXT:
        return _("say what is to be done, in 1 to %(most)s characters.") % {"most": LONGEST_TEXT}
    if step.role not in ("", *STEP_ROLES):
        return _("there is no such role.")
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
    return len(link) <= LONGEST_LINK and parts.scheme == "https" and bool(parts.netloc)
