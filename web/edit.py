"""What all editors share: a form's page, a page that asks before something breaks, an action's no on the form."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.edition import Stale
from accounts.refusal import Refused
from web.visit import Visit, show

Words = str | Promise
Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Crumb:
    """A link on the way back: what it is called and where it is."""

    words: Words
    address: str


def either(*fields: forms.Field) -> None:
    """None of these is called optional: one of them is needed, whichever."""
    for field in fields:
        field.one_of_two = True  # type: ignore[attr-defined]


class EditForm(forms.Form):
    """A form that remembers which `edition` of a row it was opened on, so that who saves second is told."""

    edition = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


def data_of(request: HttpRequest) -> QueryDict | None:
    """What was sent, for a form: None where the page was only opened."""
    return request.POST if request.method == "POST" else None


def result_of(form: forms.BaseForm, deed: Callable[[], Done]) -> Done | None:
    """What the action gave; None where the form was not sent or is wrong, or the action said no: that is put on the form."""
    if form.is_valid():
        try:
            return deed()
        except Refused as refused:
            refuse(form, refused)
    return None


def saved(form: forms.BaseForm, deed: Callable[[], object]) -> bool:
    """Whether the form was sent, is right, and the action did it; the action's no is put on the form."""
    result_of(form, deed)
    return form.is_valid()


def form_page(
    request: HttpRequest,
    visit: Visit,
    form: forms.BaseForm,
    *,
    title: Words,
    leave: str,
    crumbs: Sequence[Crumb] = (),
    intro: Words = "",
    save: Words = "",
    room: str = "setup",
    template: str = "edit/form.html",
    **more: object,
) -> HttpResponse:
    """One form, everything typed kept: 422 where it has errors. `template` extends edit/form.html; `leave` goes back."""
    context = {
        "room": room, "form": form, "title": title, "leave": leave, "crumbs": crumbs, "intro": intro,
        "save": save or _("Save"), **more,
    }  # fmt: skip
    return show(request, visit, template, context, status=422 if form.errors else 200)


def confirm_page(
    request: HttpRequest,
    visit: Visit,
    *,
    title: Words,
    breaks: Sequence[Words],
    deed: Words,
    leave: str,
    crumbs: Sequence[Crumb] = (),
    form: forms.BaseForm | None = None,
    room: str = "setup",
    template: str = "edit/confirm.html",
    **more: object,
) -> HttpResponse:
    """Says what a destructive act will break (`breaks`, a sentence each) and asks; a POST to the same address does it."""
    context = {
        "room": room, "title": title, "breaks": breaks, "deed": deed, "leave": leave, "crumbs": crumbs,
        "form": form, **more,
    }  # fmt: skip
    return show(request, visit, template, context, status=422 if form is not None and form.errors else 200)


def asked(
    request: HttpRequest,
    visit: Visit,
    act: Callable[[], bool],
    *,
    done: Words,
    leave: str,
    onward: str = "",
    **page: Any,
) -> HttpResponse:
    """Ask by GET with `confirm_page(..., **page)`, do it by POST and go `onward` (else back to `leave`).

    `act` gives False where somebody else was quicker; it may say no.
    """
    form = forms.Form(data_of(request))
    if form.is_valid():
        try:
            messages.success(request, str(done) if act() else _("It was so already."))
            return redirect(onward or leave)
        except Refused as refused:
            refuse(form, refused)
    return confirm_page(request, visit, leave=leave, form=form, **page)


def shown_once(
    request: HttpRequest, visit: Visit, template: str, context: Mapping[str, object], *, about: str
) -> HttpResponse:
    """A page with a secret that nobody sees again: nothing keeps it, no cache either. `about`: where its owner stays."""
    answer = show(request, visit, template, context)
    answer["Content-Location"] = about
    add_never_cache_headers(answer)
    return answer


def refuse(form: forms.BaseForm, refused: Refused) -> None:
    """Put an action's no where it belongs: beside its field, or above the form where it has none of that name.

    Who was told that somebody else saved first and saves again replaces what is stored by then.
    """
    if isinstance(refused, Stale) and isinstance(form.data, QueryDict):
        data = form.data.copy()
        data["edition"] = refused.edition
        form.data = data
    for name, words in refused.errors.items():
        form.add_error(name if name in form.fields else None, words)
