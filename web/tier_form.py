"""The form of a tier: a grid of 48 choices, targets, and what a call-out costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.forms import BoundField
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hours.calendar import Band
from sla.actions.tiers import Promise
from sla.facts import CallOut, Cell, Outcome, Rule, Runs, ServiceLine, Targets
from sla.grid import ALL_CELLS
from sla.priority import Priority
from web.client_fields import OneLine
from web.edit import EditForm
from web.spans import UnreadableSpan, read_span, span_text
from web.target_faults import target_faults
from web.tier_grid import RUNS
from web.wording import BANDS, LINES

CHOICES = {
    "page": (Rule(Outcome.PAGE), gettext_lazy("Page")),
    "contain": (Rule(Outcome.PAGE, contain_only=True), gettext_lazy("Page, contain only")),
    "queue": (Rule(Outcome.QUEUE), gettext_lazy("Desk")),
    "consent": (Rule(Outcome.CONSENT), gettext_lazy("Not covered: ask consent")),
}
WORD_OF = {rule: word for word, (rule, _words) in CHOICES.items()}
OPTIONS = [(word, words) for word, (_rule, words) in CHOICES.items()]
TARGETS = {
    "acknowledge": gettext_lazy("Taken within"),
    "response": gettext_lazy("Client answered within"),
    "update": gettext_lazy("News every"),
    "resolution": gettext_lazy("Solved within"),
}
CENTS = 100
PERCENTS = {f"{band}_percent": words for band, words in BANDS.items()}
TERMS = ("terms_url", "terms_version")


def currency_field() -> forms.RegexField:
    return forms.RegexField(
        r"^[A-Z]{3}$",
        label=gettext_lazy("Currency"),
        required=False,
        initial="USD",
        error_messages={"invalid": gettext_lazy("Three capital letters: USD.")},
    )


def percent_field(band: Any, *, least: int, required: bool = True) -> forms.IntegerField:
    """How much of a rate counts in a band."""
    return forms.IntegerField(
        label=format_lazy("{band}, %", band=band),
        required=required,
        min_value=least,
        max_value=1000,
        initial=100,
    )


class SpanField(forms.CharField):
    """Cleans to a length of time."""

    def clean(self, value: Any) -> timedelta:
        try:
            return read_span(super().clean(value))
        except UnreadableSpan as error:
            raise forms.ValidationError(str(error)) from error


@dataclass(frozen=True)
class BandFields:
    """One band of the grid: for each service line its four choices."""

    band: str
    lines: Sequence[tuple[str, Sequence[BoundField]]]


@dataclass(frozen=True)
class TargetFields:
    """One priority's targets."""

    priority: str
    fields: Sequence[BoundField]


class TierForm(EditForm):
    """`promise()` is what was chosen; the fields of the grid are named by their cell."""

    name = OneLine(label=gettext_lazy("Name"), max_length=80)
    call_out_sold = forms.BooleanField(
        label=gettext_lazy("A call-out outside the agreement can be ordered"), required=False
    )
    rate = forms.DecimalField(
        label=gettext_lazy("Rate per hour"),
        required=False,
        min_value=Decimal("0.01"),
        max_value=Decimal(100_000),
        decimal_places=2,
    )
    currency = currency_field()
    minimum_minutes = forms.IntegerField(
        label=gettext_lazy("Charged at least, minutes"),
        required=False,
        min_value=0,
        max_value=1440,
        initial=60,
    )
    increment_minutes = forms.IntegerField(
        label=gettext_lazy("Then per, minutes"), required=False, min_value=1, max_value=1440, initial=15
    )
    terms_url = forms.URLField(
        label=gettext_lazy("Terms, their address"),
        help_text=gettext_lazy("Whoever orders a call-out reads them first; they stand on the receipt."),
        required=False,
        max_length=300,
        assume_scheme="https",
        validators=[URLValidator(schemes=["https", "http"])],
    )
    terms_version = OneLine(
        label=gettext_lazy("Terms, their version"),
        help_text=gettext_lazy("As it stands on them, like 2026-01."),
        required=False,
        max_length=40,
    )

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        for share, words in PERCENTS.items():
            self.fields[share] = percent_field(words, least=10, required=False)
        for cell in ALL_CELLS:
            line, band, priority = cell
            self.fields[name_of(cell)] = forms.ChoiceField(
                choices=OPTIONS, label=f"{BANDS[band]}, {LINES[line]}, {priority}"
            )
        for priority in Priority:
            for target, words in TARGETS.items():
                self.fields[f"{priority}_{target}"] = SpanField(label=f"{priority} {words}", max_length=40)
            self.fields[f"{priority}_runs"] = forms.ChoiceField(
                choices=[(each.value, words) for each, words in RUNS.items()],
                label=_("%(priority)s counted") % {"priority": priority},
            )

    def grid(self) -> list[BandFields]:
        return [
            BandFields(
                band,
                [(line, [self[name_of((line, band, each))] for each in Priority]) for line in ServiceLine],
            )
            for band in Band
        ]

    def target_rows(self) -> list[TargetFields]:
        names = (*TARGETS, "runs")
        return [TargetFields(each, [self[f"{each}_{name}"] for name in names]) for each in Priority]

    def price(self) -> list[BoundField]:
        return [
            self[name]
            for name in (
                "call_out_sold",
                "rate",
                "currency",
                "minimum_minutes",
                "increment_minutes",
                *PERCENTS,
                *TERMS,
            )
        ]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for priority in Priority:
            self._clean_targets(found, priority)
        if found.get("call_out_sold") and not found.get("rate") and "rate" not in self.errors:
            self.add_error("rate", _("Say what an hour costs, or take the tick away."))
        if found.get("terms_version") and not found.get("terms_url") and "terms_url" not in self.errors:
            self.add_error("terms_url", _("Say where the terms are to be read, or leave their version out."))
        return found

    def _clean_targets(self, found: dict[str, Any], priority: str) -> None:
        spans: dict[str, timedelta] = {
            name: found[f"{priority}_{name}"] for name in TARGETS if found.get(f"{priority}_{name}")
        }
        if len(spans) < len(TARGETS):
            return
        for name, words in target_faults(spans, str(found.get(f"{priority}_runs"))):
            self.add_error(f"{priority}_{name}", words)

    def promise(self) -> Promise:
        found = self.cleaned_data
        rules = {cell: CHOICES[found[name_of(cell)]][0] for cell in ALL_CELLS}
        return Promise(rules, {each: self._targets(each) for each in Priority}, self._call_out())

    def _targets(self, priority: str) -> Targets:
        acknowledge, response, update, resolution = (
            self.cleaned_data[f"{priority}_{name}"] for name in TARGETS
        )
        runs = Runs(self.cleaned_data[f"{priority}_runs"])
        return Targets(acknowledge, response, update, resolution, runs)

    def _call_out(self) -> CallOut | None:
        found = self.cleaned_data
        if not found["call_out_sold"]:
            return None
        return CallOut(
            rate_cents=int(found["rate"] * CENTS),
            currency=found["currency"] or "USD",
            minimum_minutes=found["minimum_minutes"] or 0,
            increment_minutes=found["increment_minutes"] or 15,
            terms_url=found["terms_url"],
            terms_version=found["terms_version"],
            **{name: found[name] or 100 for name in PERCENTS},
        )


def name_of(cell: Cell) -> str:
    return "-".join(cell)


def tier_initial(name: str, promise: Promise) -> dict[str, object]:
    """The form as the newest version fills it."""
    sold = promise.call_out
    price: dict[str, object] = {"call_out_sold": sold is not None}
    if sold:
        price |= {
            "rate": f"{Decimal(sold.rate_cents) / CENTS:.2f}",
            "currency": sold.currency,
            "minimum_minutes": sold.minimum_minutes,
            "increment_minutes": sold.increment_minutes,
            "terms_url": sold.terms_url,
            "terms_version": sold.terms_version,
            **{name: getattr(sold, name) for name in PERCENTS},
        }
    cells = {name_of(cell): WORD_OF[rule] for cell, rule in promise.rules.items()}
    targets = {
        f"{priority}_{target}": span_text(getattr(each, target))
        for priority, each in promise.targets.items()
        for target in TARGETS
    }
    runs = {f"{priority}_runs": each.runs.value for priority, each in promise.targets.items()}
    return {"name": name, **price, **cells, **targets, **runs}
