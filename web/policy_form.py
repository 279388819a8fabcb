"""The form of an escalation policy: its steps, its rounds, and for which priority its forecast is shown."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.edition import edition_of
from accounts.models import Organization
from accounts.queries import responders
from oncall.actions.policies import MEMBER, MOST_ROUNDS, SCHEDULE, PolicyDraft, StepDraft, TargetDraft
from oncall.models import EscalationPolicy
from oncall.queries import schedules
from web.edit import EditForm
from web.policy_rows import StepRow, after_button, checked_step, rows_of_steps, steps_of
from web.wording import PRIORITIES


class PolicyForm(EditForm):
    """`steps` are its rows; `draft` the policy it describes, once it is valid."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    rounds = forms.IntegerField(
        label=gettext_lazy("Rounds"), min_value=1, max_value=MOST_ROUNDS,
        help_text=gettext_lazy("How often all steps are gone through before the fallback is paged."),
    )  # fmt: skip
    at_once = forms.BooleanField(label=gettext_lazy("Later rounds page everybody at once"), required=False)
    look_at = forms.ChoiceField(label=gettext_lazy("Show the forecast for"), choices=list(PRIORITIES.items()))

    def __init__(
        self, data: Any = None, *, organization: Organization, steps: Sequence[StepRow], initial: Mapping[str, Any],
        names: Mapping[TargetDraft, str] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data, initial=dict(initial))
        self.organization, self.steps = organization, list(steps)
        self.names = _names(organization) if names is None else names
        self.drafts: tuple[StepDraft, ...] = ()

    @property
    def groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """What a step may page, as options of a select."""
        labels = ((SCHEDULE, _("On call in")), (MEMBER, _("By name")))
        return [
            (label, [(f"{kind}-{pk}", name) for (kind, pk), name in self.names.items() if kind == wanted])
            for wanted, label in labels
        ]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        known = {f"{kind}-{pk}" for kind, pk in self.names}
        checked = [checked_step(row, known) for row in self.steps]
        self.steps = [row for row, _draft in checked]
        self.drafts = tuple(draft for _row, draft in checked if draft)
        for number, row in enumerate(self.steps, start=1):
            if row.error:
                self.add_error(None, _("Step %(n)s: %(words)s") % {"n": number, "words": row.error})
        if not self.steps:
            self.add_error(None, _("A policy needs at least one step."))
        return found

    @property
    def draft(self) -> PolicyDraft:
        found = self.cleaned_data
        return PolicyDraft(found["name"].strip(), found["rounds"], found["at_once"], self.drafts)

    @property
    def priority(self) -> str:
        return str(self.cleaned_data["look_at"])


def _names(organization: Organization) -> dict[TargetDraft, str]:
    on_schedules = {(SCHEDULE, row.pk): row.name for row in schedules(organization)}
    return on_schedules | {(MEMBER, row.pk): str(row) for row in responders(organization)}


def blank_form(organization: Organization) -> PolicyForm:
    initial = {"rounds": 2, "at_once": True, "look_at": "P1"}
    return PolicyForm(organization=organization, steps=[StepRow(0), StepRow(1)], initial=initial)


def form_of_policy(policy: EscalationPolicy) -> PolicyForm:
    draft = PolicyDraft.of(policy)
    initial = {
        "name": draft.name, "rounds": draft.rounds, "at_once": draft.at_once, "look_at": "P1",
        "edition": edition_of(draft.as_json()),
    }  # fmt: skip
    return PolicyForm(organization=policy.organization, steps=rows_of_steps(draft.steps), initial=initial)


def sent_form(data: QueryDict, organization: Organization) -> PolicyForm:
    return PolicyForm(data, organization=organization, steps=steps_of(data), initial={})


def form_after(deed: str, data: QueryDict, organization: Organization) -> PolicyForm:
    """What was sent, with one of its small buttons pressed: nothing is checked yet, nothing typed is lost."""
    initial = {name: data.get(name, "") for name in PolicyForm.base_fields}
    return PolicyForm(
        organization=organization, steps=after_button(deed, steps_of(data)), initial=initial | {"at_once": "at_once" in data}
    )  # fmt: skip
