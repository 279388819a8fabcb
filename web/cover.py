"""An edit that would leave promised time without people: what would be missing, and the three ways on."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, TypeVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Act
from accounts.refusal import Refused
from routing.actions.cover import (
    LONGEST_REASON,
    Answer,
    Ask,
    Asking,
    Fill,
    Keep,
    NewHoles,
    with_cover,
    with_promises_covered,
)
from routing.hole_groups import Group, groups_of
from routing.hole_words import too_slow_words
from routing.holes import AHEAD
from web.visit import Visit, show

Done = TypeVar("Done")
A_WEEK = timedelta(days=7)  # whatever is missing that late in what is looked at goes on after it
OURS = {"csrfmiddlewaretoken", "holes", "hole_reason"}


class KeepForm(forms.Form):
    """Why the holes stay."""

    hole_reason = forms.CharField(
        max_length=LONGEST_REASON, label=gettext_lazy("Why it stays so"),
        help_text=gettext_lazy("Stands in the audit with your name."),
    )  # fmt: skip


def goes_back(request: HttpRequest) -> bool:
    """Whether somebody who was asked would rather change what they typed."""
    return request.POST.get("holes") == "back"


type_of_page = Callable[Concatenate[HttpRequest, Visit, ...], HttpResponse]


def asks_first_in(room: str) -> Callable[[type_of_page], type_of_page]:
    """For a page whose edit goes through `covered` or `promises_covered`. It stands below `members_only` and above `once`."""

    def asks(page: type_of_page) -> type_of_page:
        @wraps(page)
        def asking(request: HttpRequest, visit: Visit, *parts: Any, **named: Any) -> HttpResponse:
            try:
                return page(request, visit, *parts, **named)
            except NewHoles as new:
                return ask_page(request, visit, new, room=room)

        return asking

    return asks


asks_first = asks_first_in("schedules")


def covered(
    request: HttpRequest, visit: Visit, edit: Callable[[], Done], *, start_at: datetime | None = None,
    end_at: datetime | None = None, policies: Collection[int] | None = None,
) -> Done:  # fmt: skip
    """Run the edit by what was answered. Raises NewHoles: see `asks_first`; PermissionDenied; Refused for who goes back."""
    return with_cover(edit, asking_of(request, visit), start_at=start_at, end_at=end_at, policies=policies)


def promises_covered(request: HttpRequest, visit: Visit, edit: Callable[[], Done]) -> Done:
    """The same for an edit of what is promised, to whom, or which policy keeps it."""
    return with_promises_covered(edit, asking_of(request, visit))


def asking_of(request: HttpRequest, visit: Visit) -> Asking:
    """Raises Refused for who goes back, PermissionDenied."""
    if goes_back(request):
        raise Refused(holes=_("Nothing is saved yet. Change it, or save it again."))
    return Asking(visit.organization, _answer(request, visit), visit.actor, visit.now, by=visit.membership)


def _answer(request: HttpRequest, visit: Visit) -> Answer:
    if request.POST.get("holes") == "fill":
        if not visit.may(Act.OVERRIDE_OTHERS):
            raise PermissionDenied(_("Only an owner or manager puts somebody else on call."))
        return Fill()
    return kept_or_asked(request)


def kept_or_asked(request: HttpRequest) -> Keep | Ask:
    """Whoever keeps a hole without a reason is asked again."""
    form = keep_form(request)
    return Keep(form.cleaned_data["hole_reason"]) if form.is_valid() else Ask()


def keep_form(request: HttpRequest) -> KeepForm:
    return KeepForm(request.POST if request.POST.get("holes") == "keep" else None)


def ask_page(request: HttpRequest, visit: Visit, new: NewHoles, *, room: str = "schedules") -> HttpResponse:
    """409: nothing is saved yet. All three ways send what was typed to the same address again."""
    groups, soon_over = groups_of(new.found.holes), visit.now + AHEAD - A_WEEK
    context = {
        "room": room, "title": _title(groups), "groups": groups,
        "goes_on": any(each.end > soon_over for each in new.found.holes),
        "slow": [too_slow_words(each) for each in new.found.too_slow],
        "typed": list(_typed(request)), "form": keep_form(request), "back": request.get_full_path(),
        "filler": new.filler if visit.may(Act.OVERRIDE_OTHERS) else None,
        "may_fill": visit.may(Act.OVERRIDE_OTHERS), "chose_fill": request.POST.get("holes") == "fill",
    }  # fmt: skip
    return show(request, visit, "holes/ask.html", context, status=409)


def _title(groups: Sequence[Group]) -> str:
    if not groups:
        return _("Somebody would be asked too late")
    return _("Nobody would be there") if groups[0].is_first else _("Nobody would stand behind")


def _typed(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, values in request.POST.lists():
        if name not in OURS:
            for value in values:
                yield name, str(value)
