"""The forms of routes: which policy serves which case, and who answers for one."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from oncall.models import EscalationPolicy
from routing.actions.routes import Case
from sla.models import Client
from sla.queries import clients
from web.edit import EditForm
from web.wording import LINES, PRIORITIES

if TYPE_CHECKING:
    OneClient = forms.ModelChoiceField[Client]
    OnePolicy = forms.ModelChoiceField[EscalationPolicy]
else:
    OneClient = OnePolicy = forms.ModelChoiceField


class RouteForm(EditForm):
    client = OneClient(
        queryset=Client.objects.none(), label=_("Client"), required=False, empty_label=_("all")
    )
    service_line = forms.ChoiceField(
        label=_("Service line"), choices=[("", _("all")), *LINES.items()], required=False
    )
    priority = forms.ChoiceField(
        label=_("Priority"), choices=[("", _("all")), *PRIORITIES.items()], required=False
    )
    policy = OnePolicy(
        queryset=EscalationPolicy.objects.none(), label=_("Escalation policy"), empty_label=_("choose ...")
    )

    def __init__(self, data: Any = None, *, organization: Organization, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["client"].queryset = clients(organization).order_by("name")  # type: ignore[attr-defined]
        rows = EscalationPolicy.objects.filter(organization=organization, archived_at=None)
        self.fields["policy"].queryset = rows.order_by("name")  # type: ignore[attr-defined]

    @property
    def case(self) -> Case:
        found = self.cleaned_data
        return Case(found["client"], found["service_line"], found["priority"])


class QuestionForm(forms.Form):
    """Who answers for ...?"""

    client = OneClient(
        queryset=Client.objects.none(), label=_("Client"), required=False, empty_label=_("any")
    )
    service_line = forms.ChoiceField(label=_("Service line"), choices=list(LINES.items()))
    priority = forms.ChoiceField(label=_("Priority"), choices=list(PRIORITIES.items()))

    def __init__(self, data: Any = None, *, organization: Organization) -> None:
        super().__init__(data, initial={"service_line": "help_desk", "priority": "P1"})
        self.fields["client"].queryset = clients(organization).order_by("name")  # type: ignore[attr-defined]
