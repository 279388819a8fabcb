"""The rows of one priority's rules: after how long, and which way to which phone."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delivery.models import ContactMethod
from oncall.actions.rules import MOST
from oncall.ways import Way
from web.phones import pretty

SPARE_ROWS = 2
SECONDS, MINUTES = "1", "60"
NOT_USED = ""


class RowForm(forms.Form):
    """One way; `way` left empty: this row is not used."""

    way = forms.ChoiceField(label=gettext_lazy("How"), required=False)
    after = forms.IntegerField(
        label=gettext_lazy("After"), min_value=0, max_value=3600, required=False, initial=0,
        widget=forms.NumberInput(attrs={"class": "input-short", "inputmode": "numeric"}),
    )  # fmt: skip
    unit = forms.ChoiceField(
        label=gettext_lazy("Unit"), required=False,
        choices=[(SECONDS, gettext_lazy("seconds")), (MINUTES, gettext_lazy("minutes"))],
    )  # fmt: skip

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = [(NOT_USED, _("not used")), *choices]  # type: ignore[attr-defined]

    def read(self) -> Way | None:
        """The way of a valid row; None where it is not used."""
        found = self.cleaned_data
        if not found["way"]:
            return None
        channel, _colon, method_id = found["way"].partition(":")
        return Way((found["after"] or 0) * int(found["unit"] or SECONDS), channel, int(method_id))


class RulesForm(forms.Form):
    """All rows of a priority, and the mark of what stood there when the page was made."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        ways: Sequence[Way],
        phones: Sequence[ContactMethod],
        seen: str,
    ) -> None:
        super().__init__(data, initial={"seen": seen})
        self.row_count = min(MOST, len(ways) + SPARE_ROWS) if data is None else MOST
        choices = _choices(phones, ways)
        self.rows = [
            RowForm(data, prefix=f"row{number}", initial=_initial(ways, number), choices=choices)
            for number in range(self.row_count)
        ]

    def clean(self) -> dict[str, Any]:
        """A row that can't be read is named above the form, too."""
        for number, row in enumerate(self.rows, start=1):
            for words in [words for errors in row.errors.values() for words in errors]:
                self.add_error(None, _("Way %(number)s: %(words)s") % {"number": number, "words": words})
        return super().clean() or {}

    def ways(self) -> list[Way]:
        return [way for row in self.rows if (way := row.read())]

    def shown(self) -> Iterator[RowForm]:
        """As many rows as are used, and some to add more."""
        used = [row for row in self.rows if row["way"].value() or row.errors]
        spare = [row for row in self.rows if row not in used][:SPARE_ROWS]
        yield from used + spare


def _initial(ways: Sequence[Way], number: int) -> dict[str, object]:
    if number >= len(ways):
        return {"after": 0, "unit": SECONDS}
    way = ways[number]
    whole = way.delay_seconds % 60 == 0 and way.delay_seconds > 0
    return {
        "after": way.delay_seconds // 60 if whole else way.delay_seconds,
        "unit": MINUTES if whole else SECONDS,
        "way": f"{way.channel}:{way.method_id}",
    }


def _choices(phones: Sequence[ContactMethod], ways: Sequence[Way]) -> list[tuple[str, str]]:
    """What each verified phone takes, and what the rules name already though it is not taken any more."""
    found = {}
    for phone in phones:
        name = {"phone": pretty(phone.address)}
        named = {way.channel for way in ways if way.method_id == phone.pk}
        if phone.can_text or "sms" in named:
            found[f"sms:{phone.pk}"] = _("Text %(phone)s") % name
        if phone.can_call or "voice" in named:
            found[f"voice:{phone.pk}"] = _("Call %(phone)s") % name
    return list(found.items())
