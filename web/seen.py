"""A form that knows what its reader saw, so that the second of two editors is told (accounts.edits)."""

from typing import Any

from django import forms

from accounts.edits import State, stamp_of
from accounts.refusal import Refused
from web.edit import refuse


class SeenForm(forms.Form):
    """Carries the stamp of the row as it was when the form was opened."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)


def opened(form_class: type[SeenForm], state: State, **more: Any) -> Any:
    """The form of a row, filled with what it is now."""
    return form_class(initial={**state, "seen": stamp_of(state)}, **more)


def refuse_edit(form: SeenForm, refused: Refused, state: State) -> None:
    """Put the action's no onto the form; after a look at what the other one changed, saving again counts."""
    refuse(form, refused)
    if "changed" in refused.errors:
        form.data = {**{name: form.data[name] for name in form.data}, "seen": stamp_of(state)}
