"""Choosing members in a form."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from delivery.queries import contact_methods

if TYPE_CHECKING:
    OneOf = forms.ModelChoiceField[Membership]
    SomeOf = forms.ModelMultipleChoiceField[Membership]
else:
    OneOf, SomeOf = forms.ModelChoiceField, forms.ModelMultipleChoiceField


class MemberChoice(OneOf):
    """One member, by name and role."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"empty_label": _("choose ..."), **kwargs})

    def label_from_instance(self, obj: Membership) -> str:
        return f"{obj} ({obj.get_role_display()})"


class MembersChoice(SomeOf):
    """Several members, to be ticked."""

    widget = forms.CheckboxSelectMultiple(attrs={"layout": "choices-in-row"})

    def label_from_instance(self, obj: Membership) -> str:
        return str(obj)


def paged_choices(people: Sequence[Membership]) -> list[tuple[str, str]]:
    """Members as the select of a row offers them; of whoever has no verified phone it says so."""
    reached = {row.member_id for row in contact_methods(people) if row.kind == "phone" and row.verified_at}
    mute = gettext("%(name)s (no verified phone)")
    return [(str(one.pk), str(one) if one.pk in reached else mute % {"name": one}) for one in people]
