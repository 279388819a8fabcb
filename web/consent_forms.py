"""What is filled in before a charge is accepted: who it is, the statement, where the code goes; then the code."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delivery.models import Channel
from routing.consent_ways import Ways
from routing.consent_words import statement, tail
from sla.models import ClientContact
from web.client_fields import OneLine, required

ASK = "ask"
CODE_GOES = {
    Channel.SMS: gettext_lazy("I am %(name)s: text a code to the number ending %(where)s"),
    Channel.VOICE: gettext_lazy("I am %(name)s: call the number ending %(where)s"),
    Channel.EMAIL: gettext_lazy("I am %(name)s: mail a code to %(where)s"),
}


def ways(people: Ways) -> Iterator[tuple[str, str]]:
    """Every way to somebody who may accept, in words that show no number; the last: ask them."""
    for person, channels in people:
        for channel in channels:
            on_file = person.email if channel is Channel.EMAIL else person.phone
            words = str(CODE_GOES[channel]) % {"name": person.name, "where": tail(on_file)}
            yield f"{channel}:{person.pk}", words
    names = ", ".join(person.name for person, _channels in people)
    yield (
        ASK,
        _("I am somebody else: ask %(names)s, who can say yes or no within 10 minutes") % {"names": names},
    )


class OrderForm(forms.Form):
    """`way`: which contact gets a code, by which channel, or that they are asked."""

    name = OneLine(
        label=gettext_lazy("Your name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        **required(gettext_lazy("Say who you are: it goes on the receipt.")),
    )
    role = OneLine(
        label=gettext_lazy("What you do there"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        **required(gettext_lazy("Say what you do there: it goes on the receipt.")),
    )
    way = forms.ChoiceField(
        label=gettext_lazy("Who says yes?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose where the code goes, or that we ask."),
            "invalid_choice": gettext_lazy("Choose where the code goes, or that we ask."),
        },
    )
    accepted = forms.BooleanField(
        error_messages={
            "required": gettext_lazy("Tick that you accept the charges, or go back and wait without charge.")
        }
    )

    def __init__(self, *args: Any, people: Ways, client: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.people = {person.pk: person for person, _channels in people}
        self.fields["way"].choices = list(ways(people))  # type: ignore[attr-defined]
        self.fields["accepted"].label = statement(client)

    @property
    def is_asked(self) -> bool:
        return bool(self.cleaned_data["way"] == ASK)

    def code_goes(self) -> tuple[ClientContact, Channel]:
        """To whom, and how; where nobody is asked."""
        channel, _colon, contact_id = self.cleaned_data["way"].partition(":")
        return self.people[int(contact_id)], Channel(channel)


class CodeForm(forms.Form):
    code = OneLine(
        label=gettext_lazy("The six digits"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        **required(gettext_lazy("Write the code that we sent.")),
    )
