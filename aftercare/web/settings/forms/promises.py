"""What a merchant promises in writing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.orders.commands.promises import NewPromise
from aftercare.orders.terms import PromiseKind
from aftercare.web.settings.forms.merchants import LONGEST
from aftercare.web.words import PROMISE

SHIPPING_DAYS = 2
"""The fifteen standards' own number for shipping after payment; a template to begin with, not a rule."""


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class PromiseForm(forms.Form):
    """A new promise; it is never changed afterwards, only ended."""

    kind = forms.ChoiceField(label=_("What is promised"), choices=[(str(kind), PROMISE[kind]) for kind in PromiseKind])
    words = forms.CharField(
        label=_("The promise in writing"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("As buyers read it in the shop."),
    )
    days = forms.IntegerField(
        label=_("Days"),
        required=False,
        min_value=1,
        max_value=LONGEST,
        help_text=_("To return: from the day after signing; empty means without end. To ship: from payment."),
    )
    sku = forms.CharField(
        label=_("Article"), max_length=60, required=False, help_text=_("Its SKU. Empty: everything the merchant sells.")
    )
    begins_on = _day(_("Holds for purchases from"))
    ends_on = _day(_("Until"), required=False, help_text=_("Empty: until it is ended."))

    def promise(self) -> NewPromise:
        """What was promised."""
        said = dict(self.cleaned_data)
        return NewPromise(**{**said, "kind": PromiseKind(said["kind"])})


class EndPromiseForm(forms.Form):
    """The last day on which purchases fall under a promise."""

    ends_on = _day(_("Last day of purchase"))
