"""Choosing members in a form."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership

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
