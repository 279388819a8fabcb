"""The form of a runbook: its steps are lines that can be moved, added and taken away without JavaScript."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sla.actions.runbooks import MOST_STEPS, RunbookDetails, Step
from sla.alert_classes import LONGEST_CLASS
from sla.models import Client
from sla.queries import clients
from web.client_fields import OneLine
from web.edit import EditForm
from web.wording import LINES, STEP_ROLES

if TYPE_CHECKING:
    OneClient = forms.ModelChoiceField[Client]
else:
    OneClient = forms.ModelChoiceField

PARTS = ("text", "role", "responsible", "minutes", "link")
MOVE = re.compile(r"(up|down|remove)-([0-9]{1,2})|add|save")
EMPTY_LINES = 3  # in a new runbook
Line = dict[str, str]


class RunbookForm(EditForm):
    title = OneLine(label=_("Title"), max_length=120)
    client = OneClient(
        queryset=Client.objects.none(), label=_("For"), required=False, empty_label=_("Every client")
    )
    service_line = forms.ChoiceField(
        label=_("When it is about"), required=False, choices=[("", _("Anything")), *LINES.items()]
    )
    alert_class = OneLine(
        label=_("Only alerts of the class"), required=False, max_length=LONGEST_CLASS,
        widget=forms.TextInput(attrs={"list": "classes", "autocomplete": "off"}),
        help_text=_("The word your tool sends, such as offline or ups. What people report has no class."),
    )  # fmt: skip
    link = forms.URLField(
        label=_("Link to the whole document"), required=False, max_length=200, assume_scheme="https"
    )

    def __init__(self, data: Any = None, *, organization: Any, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["client"].queryset = clients(organization)  # type: ignore[attr-defined]


class StepForm(forms.Form):
    """One step; one without any text is left out."""

    text = OneLine(label=_("What is to be done"), max_length=255, required=False)
    role = forms.ChoiceField(
        label=_("Who"), required=False, choices=[("", _("Whoever has it")), *STEP_ROLES.items()]
    )
    responsible = OneLine(label=_("By name"), max_length=80, required=False)
    minutes = forms.IntegerField(
        label=_("Within minutes of taking it"), required=False, min_value=1, max_value=43_200
    )
    link = forms.URLField(label=_("Link"), required=False, max_length=200, assume_scheme="https")

    def step(self) -> Step | None:
        found = self.cleaned_data
        if not any(found.get(name) for name in PARTS):
            return None
        return Step(found["text"], found["role"], found["responsible"], found["minutes"], found["link"])


def lines_in(data: Mapping[str, Any]) -> list[Line]:
    """The steps as they were typed."""
    count = str(data.get("count", ""))
    number = int(count) if count.isascii() and count.isdigit() and len(count) < 4 else 0
    return [
        {part: str(data.get(f"{index}-{part}", "")) for part in PARTS}
        for index in range(min(number, MOST_STEPS))
    ]


def moved(lines: list[Line], asked: str) -> list[Line] | None:
    """The steps after a button other than Save; None for Save."""
    found = MOVE.fullmatch(asked)
    if not found or asked == "save":
        return None
    if asked == "add":
        return [*lines, dict.fromkeys(PARTS, "")] if len(lines) < MOST_STEPS else lines
    index = int(found[2])
    if index >= len(lines):
        return lines
    rest = [*lines[:index], *lines[index + 1 :]]
    if found[1] == "remove":
        return rest
    to = max(index - 1, 0) if found[1] == "up" else index + 1
    return [*rest[:to], lines[index], *rest[to:]]


def step_forms(lines: list[Line], *, bound: bool) -> list[StepForm]:
    """A form for each line; bound ones can be asked what is wrong."""
    if not bound:
        return [StepForm(prefix=str(index), initial=line) for index, line in enumerate(lines)]
    return [
        StepForm({f"{index}-{part}": text for part, text in line.items()}, prefix=str(index))
        for index, line in enumerate(lines)
    ]


def details_from(form: RunbookForm, steps: list[StepForm]) -> RunbookDetails:
    found = form.cleaned_data
    return RunbookDetails(
        title=found["title"],
        client=found["client"],
        service_line=found["service_line"],
        alert_class=found["alert_class"],
        link=found["link"],
        steps=tuple(step for each in steps if (step := each.step())),
    )


def runbook_initial(details: RunbookDetails) -> tuple[dict[str, object], list[Line]]:
    """What the form and its lines begin with."""
    first: dict[str, object] = {
        "title": details.title, "client": details.client.pk if details.client else None,
        "service_line": details.service_line, "alert_class": details.alert_class, "link": details.link,
    }  # fmt: skip
    lines = [
        {
            "text": each.text, "role": each.role, "responsible": each.responsible, "link": each.link,
            "minutes": str(each.deadline_minutes or ""),
        }
        for each in details.steps
    ]  # fmt: skip
    return first, lines or [dict.fromkeys(PARTS, "") for _number in range(EMPTY_LINES)]
