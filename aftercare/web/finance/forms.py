"""What finance and the cashier answer."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftercare.billing.models import Refund
from aftercare.billing.terms import BY_HAND, PayMethod, Sent
from aftercare.org.models import Merchant
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

    def narrow(self, rows: QuerySet[Refund]) -> QuerySet[Refund]:
        """The rows that match every answer that is valid; a wrong one is shown, and filters nothing."""
        said = {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
        if "number" in said:
            rows = rows.filter(number=said["number"].strip().upper())
        if "order" in said:
            rows = rows.filter(order_number=said["order"].strip())
        if "merchant" in said:
            rows = rows.filter(merchant=said["merchant"])
        if "asked_from" in said:
            rows = rows.filter(asked_at__gte=_first_moment(said["asked_from"]))
        if "asked_to" in said:
            rows = rows.filter(asked_at__lt=_first_moment(said["asked_to"] + timedelta(days=1)))
        return rows


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
        label=_("Sent by"),
        choices=[(str(method), PAY_METHOD[method]) for method in BY_HAND],
        initial=PayMethod.ORIGINAL,
        widget=forms.RadioSelect,
    )
    reference = forms.CharField(
        label=_("Reference"),
        max_length=80,
        help_text=_("Under which the payment can be found at the bank. Each is used once."),
    )

    def sent(self) -> Sent:
        """The answers in the domain's words."""
        return Sent(PayMethod(self.cleaned_data["method"]), self.cleaned_data["reference"])


def _first_moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
