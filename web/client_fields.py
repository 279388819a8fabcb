"""The fields of the client's form: lenient where a person is in trouble, and plain about what is missing."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delivery.segments import plain
from sla.models import Site
from web.client_promise import Effect
from web.client_words import EFFECTS, doubt_words
from web.phones import Doubt, Phone, example, read_phone

NOT_LISTED = "other"
PHONE_LENGTH = 40


class TidyText(forms.CharField):
    """Text in NFC without control, bidirectional and half characters (hostile-inputs C1, C5, U9, U10)."""

    default_error_messages = {
        "min_length": gettext_lazy("“%(value)s” says too little. Use at least %(limit_value)d characters."),
        "max_length": gettext_lazy(
            "This is too long: %(show_value)d characters. Use at most %(limit_value)d."
        ),
    }

    def to_python(self, value: Any) -> str:
        return plain(str(value or "")).strip()


class OneLine(TidyText):
    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


def required(words: str | Lazy) -> dict[str, Any]:
    """Options of a field that must be filled, with the words for when it is not."""
    return {"required": True, "error_messages": {"required": words}}


def read_back(form: forms.Form, found: dict[str, Any], *, country: str) -> Doubt | None:
    """Put the number to ring into `found["phone_written"]`. One that can't be rung is an error the first time
    (`phone_checked` is not set) and is then taken as typed; the doubt is returned both times."""
    read = read_phone(found["phone"], country=country)
    if isinstance(read, Phone):
        found["phone_written"] = str(read)[:PHONE_LENGTH]
        return None
    if found.get("phone_checked"):
        found["phone_written"] = found["phone"][:PHONE_LENGTH]
    else:
        form.add_error("phone", doubt_words(read, country))
    return read


class ClientForm(forms.Form):
    """`phone_checked`: the number was explained once, so that it is now taken as typed, whatever it is."""

    impact = forms.ChoiceField(
        label=gettext_lazy("What is the effect?"),
        choices=[(effect.value, words) for effect, words in EFFECTS.items()],
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose how bad it is."),
            "invalid_choice": gettext_lazy("Choose how bad it is."),
        },
    )
    summary = OneLine(
        label=gettext_lazy("What is wrong, in a few words?"),
        min_length=5,
        max_length=140,
        **required(gettext_lazy("Say in a few words what is wrong, like: Phones are dead.")),
    )
    details = TidyText(
        label=gettext_lazy("What happened?"),
        help_text=gettext_lazy("Since when, what you see on the screen, what you tried."),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    site = forms.ChoiceField(label=gettext_lazy("Where?"), required=False)
    name = OneLine(
        label=gettext_lazy("Your name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        **required(gettext_lazy("Say who you are, so that we know whom to ask for.")),
    )
    phone = OneLine(
        label=gettext_lazy("Phone number to call you back"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        error_messages={
            "invalid": gettext_lazy("This is not an e-mail address. Write it like dana@example.com.")
        },
    )
    copy = forms.BooleanField(
        label=gettext_lazy("Send me the link to this request, by text or e-mail"), required=False
    )
    callback_ok = forms.BooleanField(
        label=gettext_lazy("You may phone me at any hour, at night too"), required=False, initial=True
    )
    best_time = OneLine(
        label=gettext_lazy("Otherwise, when can we reach you?"), max_length=120, required=False
    )
    device = OneLine(
        label=gettext_lazy("Which device or person is affected?"), max_length=120, required=False
    )
    phone_checked = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sites: list[Site], country: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.sites, self.country = sites, country
        self.doubt: Doubt | None = None
        self.fields["phone"].help_text = _(
            "Needed when everyone or a team has stopped. Like %(sample)s; from abroad with + and the country's code."
        ) % {"sample": example(country)}
        self._offer_sites()

    def _offer_sites(self) -> None:
        if len(self.sites) < 2:
            del self.fields["site"]
            return
        places = [(str(site.pk), site.name) for site in self.sites]
        choices = [("", _("Choose a place")), *places, (NOT_LISTED, _("It is not listed"))]
        field = self.fields["site"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = self.cleaned_data
        self._need_a_way_back(found)
        if found.get("phone"):
            self.doubt = read_back(self, found, country=self.country)
        return found

    def _need_a_way_back(self, found: dict[str, Any]) -> None:
        if found.get("phone") or "phone" in self.errors:
            return
        if found.get("impact") in (Effect.EVERYONE, Effect.TEAM):
            self.add_error("phone", _("Leave a phone number: somebody will call you back."))
        elif not found.get("email") and "email" not in self.errors:
            self.add_error("email", _("Leave a phone number or an e-mail address, so that we can answer."))

    @classmethod
    def begun(cls, typed: QueryDict, sites: list[Site], country: str) -> "ClientForm":
        """A form that is not sent yet, with what was typed so far."""
        said: dict[str, Any] = {name: typed.get(name, "") for name in cls.base_fields}
        said |= {each: each in typed for each in ("copy", "callback_ok")}
        return cls(initial=said, sites=sites, country=country)

    def _chosen(self, name: str) -> str:
        return str((self.data if self.is_bound else self.initial).get(name, ""))

    @property
    def effect(self) -> Effect | None:
        """What was chosen, if anything known was."""
        chosen = self._chosen("impact")
        return next((effect for effect in Effect if effect.value == chosen), None)

    def chosen_site(self) -> Site | None:
        """The client's only site, the chosen one, or None where it is not listed or not chosen."""
        if len(self.sites) == 1:
            return self.sites[0]
        chosen = self._chosen("site")
        return next((site for site in self.sites if str(site.pk) == chosen), None)


class SharedForm(ClientForm):
    """For whoever does not know their company's own address: they say which it is. The link is sent to nobody unknown."""

    copy = None  # type: ignore[assignment]  # takes the field away
    company = OneLine(
        label=gettext_lazy("Your company, or the code we gave it"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        **required(gettext_lazy("Say which company you are with, as its name is written on your door.")),
    )
    field_order = ("impact", "summary", "details", "company")
