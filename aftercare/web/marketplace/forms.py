"""What the marketplace desk asks for."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.cases.terms import Ruling
from aftercare.reporting.commands.definitions import LONGEST_LAG, Chosen
from aftercare.reporting.models import Trade
from aftercare.reporting.terms.scores import VARIANTS, Kpi, Span, Variant
from aftercare.web.marketplace.words import KPI, VARIANT, trade_name
from aftercare.web.words import RULING

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
LONGEST = 366


def _day(label: object, *, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label,  # type: ignore[arg-type]
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class AsOf(forms.Form):
    """The day whose score is shown; without one, or with one to come, it is today."""

    on = _day(_("Score of"))

    def day(self, today: date) -> date:
        """The day to show."""
        asked = self.cleaned_data.get("on") if self.is_valid() else None
        return min(max(asked, EARLIEST), today) if asked else today


class Overview(AsOf):
    """The day, and whose merchants."""

    trade = forms.ChoiceField(label=_("Trade"), required=False)

    def __init__(self, *args: Any, trades: Iterable[Trade], **named: Any) -> None:
        super().__init__(*args, **named)
        choices = [(trade.code, trade_name(trade)) for trade in trades]
        self.fields["trade"].choices = [("", _("Every merchant")), *choices]  # type: ignore[attr-defined]


class Periods(forms.Form):
    """Two periods to compare."""

    before_from = _day(_("Before, from"))
    before_to = _day(_("Before, to"))
    after_from = _day(_("After, from"))
    after_to = _day(_("After, to"))

    def spans(self, today: date) -> tuple[Span, Span]:
        """Both periods; what was left out or makes no sense becomes the last 28 days and the 28 before them."""
        said = self.cleaned_data if self.is_valid() else {}
        usual = today - timedelta(days=27)
        after = _span(said.get("after_from"), said.get("after_to")) or Span(usual, today)
        earlier = after.first - timedelta(days=28)
        before = _span(said.get("before_from"), said.get("before_to")) or Span(earlier, after.first - timedelta(days=1))
        return before, after


def _span(first: date | None, last: date | None) -> Span | None:
    if not first or not last or not EARLIEST <= first <= last <= LATEST:
        return None
    return Span(first, min(last, first + timedelta(days=LONGEST - 1)))


class TradeField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of trades, under the names that people know."""

    def label_from_instance(self, obj: Trade) -> str:
        """The trade's name in the reader's language."""
        return str(trade_name(obj))


class NewBenchmark(forms.Form):
    """What a trade is measured by from a day on."""

    trade = TradeField(Trade.objects.none(), label=_("Trade"), empty_label=None)
    kpi = forms.ChoiceField(label=_("KPI"), choices=[(str(kpi), KPI[kpi].label) for kpi in Kpi])
    valid_from = _day(_("Valid from"), required=True)
    average = forms.DecimalField(label=_("Average"), max_digits=8, decimal_places=4, min_value=0)
    platinum = forms.DecimalField(label=_("Platinum"), max_digits=8, decimal_places=4, min_value=0)
    source = forms.CharField(
        label=_("Source"), max_length=200, required=False, help_text=_("Where the values were published.")
    )


class Define(forms.Form):
    """How a KPI is counted and graded from a day on."""

    variant = forms.ChoiceField(label=pgettext_lazy("how a KPI is counted", "Counted"), widget=forms.RadioSelect)
    window_days = forms.IntegerField(label=_("Days that count together"), min_value=1, max_value=LONGEST)
    lag_days = forms.IntegerField(
        label=_("Days that they lag behind"),
        min_value=0,
        max_value=LONGEST_LAG,
        help_text=_("0: they end on the day that is judged."),
    )
    middling_from = forms.IntegerField(
        label=_("Middling from, points"),
        min_value=1,
        max_value=99,
        help_text=_("50 points stand at the average of the trade, 100 at its platinum value."),
    )
    excellent_from = forms.IntegerField(label=_("Excellent from, points"), min_value=2, max_value=100)
    valid_from = _day(_("Valid from"), required=True)
    source = forms.CharField(
        label=_("Source"), max_length=200, required=False, help_text=_("Where the marketplace says so.")
    )

    def __init__(self, kpi: Kpi, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        choices = [(str(one), VARIANT[one]) for one in VARIANTS[kpi]]
        self.fields["variant"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> Chosen:
        """The answers in the domain's words."""
        said = {name: self.cleaned_data[name] for name in self.fields if name not in ("variant", "valid_from")}
        return Chosen(Variant(self.cleaned_data["variant"]), **said)


class NewTrade(forms.Form):
    """A line of business."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=120)
    code = forms.SlugField(label=_("Code"), max_length=40, help_text=_("It stays. Letters, digits, - and _."))


class IntoTrade(forms.Form):
    """Which trade a merchant is compared with."""

    trade = TradeField(Trade.objects.none(), label=_("Trade"), empty_label=None)


class StepIn(forms.Form):
    """That the platform stepped in, and for whom it judged."""

    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    ruling = forms.ChoiceField(
        label=_("Ruling"),
        choices=[(str(ruling), RULING[ruling]) for ruling in (Ruling.BUYER, Ruling.MERCHANT, Ruling.NONE)],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Buyer and merchant read it. A ruling needs one."),
    )
