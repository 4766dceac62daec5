"""What finance and the cashier answer."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Self

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftercare.billing.models import Refund
from aftercare.billing.queries.exporting import SoughtRefunds
from aftercare.billing.terms import BY_CASHIER, BY_HAND, PayMethod, Sent
from aftercare.org.models import Merchant
from aftercare.org.queries.merchants import merchants_visible_to
from aftercare.web.requests import DeskRequest
from aftercare.web.words import PAY_METHOD


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Filter(forms.Form):
    """Which refunds to show; the answers stand in the address."""

    number = forms.CharField(label=_("Service no."), max_length=24, required=False)
    order = forms.CharField(label=_("Order no."), max_length=60, required=False)
    merchant = forms.ModelChoiceField(
        Merchant.objects.none(), label=_("Merchant"), required=False, empty_label=_("All merchants")
    )
    asked_from = forms.DateField(label=_("Asked from"), required=False, widget=_day())
    asked_to = forms.DateField(label=_("Asked to"), required=False, widget=_day())

    @classmethod
    def asked(cls, request: DeskRequest) -> Self:
        """The filter as the address asks it, read; merchants are those that the reader sees."""
        form = cls(request.GET)
        form.fields["merchant"].queryset = merchants_visible_to(request.actor)  # type: ignore[attr-defined]
        form.is_valid()
        return form

    def sought(self, state: str = "") -> SoughtRefunds:
        """The answers that are valid, in one state; a wrong one is shown, and filters nothing."""
        said = {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
        since, until, merchant = said.get("asked_from"), said.get("asked_to"), said.get("merchant")
        return SoughtRefunds(
            state=state,
            number=said.get("number", "").strip().upper(),
            order=said.get("order", "").strip(),
            merchant=merchant.pk if merchant else None,
            since=_first_moment(since) if since else None,
            before=_first_moment(until + timedelta(days=1)) if until else None,
        )


class SendBack(forms.Form):
    """Why finance does not agree."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Operations reads this when it looks again."),
    )


class Pay(forms.Form):
    """How the money was sent."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    method = forms.ChoiceField(
        label=_("Way of payment"),
        choices=[(str(method), PAY_METHOD[method]) for method in BY_CASHIER],
        initial=PayMethod.ORIGINAL,
        widget=forms.RadioSelect,
    )
    reference = forms.CharField(
        label=_("Reference"),
        max_length=80,
        help_text=_(
            "Under which the payment can be found at the bank, or the number of the new order. Each is used once."
        ),
    )

    consent = forms.CharField(
        label=_("How did the buyer agree to another way?"),
        max_length=300,
        required=False,
        help_text=_("By law this money goes back as it was paid. Another way needs his express consent."),
    )

    def sent(self) -> Sent:
        """The answers in the domain's words."""
        said = self.cleaned_data
        return Sent(PayMethod(said["method"]), said["reference"], said["consent"])


class PayBatch(forms.Form):
    """How several payments were sent; each has a reference of its own, written beside it or made from the pattern.

    `bound` are refunds that by law go back as they were paid; beside these stands how the buyer agreed to another way.
    """

    method = forms.ChoiceField(
        label=_("Way of payment"),
        choices=[(str(method), PAY_METHOD[method]) for method in BY_HAND],
        initial=PayMethod.BANK,
        widget=forms.RadioSelect,
    )
    pattern = forms.CharField(
        label=_("Reference for all"),
        max_length=60,
        required=False,
        help_text=_("{number} stands for the service number, {n} for 1, 2, 3 … A reference beside a row goes first."),
    )

    def __init__(self, *args: Any, refunds: Sequence[Refund], bound: Collection[int] = (), **named: Any) -> None:
        super().__init__(*args, **named)
        self.refunds = refunds
        for pk in (refund.pk for refund in refunds if refund.pk in bound):
            self.fields[f"consent-{pk}"] = forms.CharField(
                label=_("How did the buyer agree to another way?"),
                max_length=300,
                required=False,
                help_text=_("By law this money goes back as it was paid. Another way needs his express consent."),
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
        for refund in refunds:
            self.fields[f"reference-{refund.pk}"] = forms.CharField(
                label=_("Reference of %(number)s") % {"number": refund.number},
                max_length=80,
                required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )

    def clean(self) -> dict[str, Any]:
        """Every row needs a reference, and no two the same."""
        said: dict[str, Any] = super().clean() or {}
        pattern = said.get("pattern", "")
        without = [refund for refund in self.refunds if not said.get(f"reference-{refund.pk}")]
        if without and not pattern:
            self.add_error("pattern", _("Enter a reference beside each row, or a pattern for all."))
        elif len(without) > 1 and "{number}" not in pattern and "{n}" not in pattern:
            self.add_error("pattern", _("Write {number} or {n} into it, so that each payment has its own reference."))
        return said

    def sent(self, refund: Refund) -> Sent:
        """How the money of one of them went out."""
        place = [one.pk for one in self.refunds].index(refund.pk) + 1
        pattern = str(self.cleaned_data["pattern"]).replace("{number}", refund.number).replace("{n}", str(place))
        own = self.cleaned_data[f"reference-{refund.pk}"]
        consent = self.cleaned_data.get(f"consent-{refund.pk}", "")
        return Sent(PayMethod(self.cleaned_data["method"]), own or pattern, consent)

    def beside(self, refund: Refund) -> list[forms.BoundField]:
        """What is asked about one of them."""
        return [self[name] for name in (f"reference-{refund.pk}", f"consent-{refund.pk}") if name in self.fields]


class TakeBack(forms.Form):
    """The cashier wants to pay in another way."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class Correct(forms.Form):
    """By what the gateway finds whom to pay, put right."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    payee = forms.CharField(
        label=_("Payee reference"),
        max_length=120,
        help_text=_("By what the gateway finds whom to pay, for example the number of the original payment."),
    )


class SettleOrder(forms.Form):
    """What the gateway's people said."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reference = forms.CharField(
        label=_("Reference"), max_length=80, help_text=_("Under which the gateway made the payment.")
    )
    note = forms.CharField(
        label=_("What was cleared"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who at the gateway told you what, and when."),
    )


class TakeStatement(forms.Form):
    """A statement as a file."""

    file = forms.FileField(
        label=_("Statement, CSV"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        help_text=_("Columns: date, reference, amount, currency, direction (out or in), text."),
    )


class SettleDifference(forms.Form):
    """What it was."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("What it was"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Stays with the difference, with your name and the time."),
    )


def _first_moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
