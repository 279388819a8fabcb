"""Who shadows a schedule."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.edition import edition_of
from accounts.models import Membership, Organization
from accounts.permissions import Act
from accounts.queries import members
from oncall.actions.shadows import set_shadows, shadow_state, shadows_of
from oncall.models import Schedule
from web.edit import Crumb, EditForm, data_of, form_page, saved
from web.member_choice import MembersChoice
from web.schedules import found_schedule
from web.visit import Visit, members_only


class ShadowsForm(EditForm):
    people = MembersChoice(
        queryset=Membership.objects.none(), required=False, label=gettext_lazy("Who follows along"),
        help_text=gettext_lazy(
            "They get a text when a page goes to whoever is on call here. They are never rung, nobody waits for them, and "
            "they count for no gap and no promise."
        ),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, organization: Organization, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["people"].queryset = members(organization)  # type: ignore[attr-defined]


@members_only(Act.MANAGE)
def shadows_edit(request: HttpRequest, visit: Visit, schedule_id: int) -> HttpResponse:
    schedule = found_schedule(visit, schedule_id)
    there = shadows_of(schedule)
    initial: dict[str, Any] = {
        "people": [person.pk for person in there],
        "edition": edition_of(shadow_state(there)),
    }
    form = ShadowsForm(data_of(request), organization=visit.organization, initial=initial)
    if saved(form, lambda: _set(visit, schedule, form)):
        messages.success(request, _("Saved."))
        return redirect("schedule", schedule_id=schedule.pk)
    here = reverse("schedule", args=[schedule.pk])
    crumbs = [Crumb(_("Schedules"), reverse("schedules")), Crumb(schedule.name, here)]
    title = _("Who shadows %(name)s") % {"name": schedule}
    return form_page(request, visit, form, title=title, crumbs=crumbs, leave=here, room="schedules")


def _set(visit: Visit, schedule: Schedule, form: ShadowsForm) -> None:
    set_shadows(
        schedule=schedule, people=form.cleaned_data["people"], seen=form.cleaned_data["edition"], actor=visit.actor,
        now=visit.now,
    )  # fmt: skip
