"""What a buyer fills in for an exchange: which goods, what for, why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftercare.catalog.models import Article, Reason
from aftercare.catalog.queries import variants_of
from aftercare.files.models import StoredFile
from aftercare.returns.commands.applying import Application
from aftercare.returns.queries.offering import Offer, OfferedLine, worth_of
from aftercare.returns.rules.exchange import Balance, price_for
from aftercare.returns.terms import Replacement, Wanted
from aftercare.web.kit.figures import money
from aftercare.web.kit.parts import Option
from aftercare.web.portal.forms import AskForm

SAME = ""


@dataclass(frozen=True)
class SwapRow:
    """A line of the order with its number of pieces and what can be had for it."""

    offered: OfferedLine
    bound: forms.BoundField
    new: forms.BoundField


class ExchangeForm(AskForm):
    """A request to have goods replaced: by the same again, or by another article of the same family."""

    def __init__(self, offer: Offer, reasons: Sequence[Reason], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(offer, reasons, data)
        order = offer.order
        self.variants = variants_of(order.merchant_id, order.currency, [line.line.sku for line in self.lines])
        for line in self.lines:
            choices = [(SAME, _("The same again")), *((one.sku, self._option(one)) for one in self.variants_for(line))]
            self.fields[f"new-{line.line.pk}"] = forms.ChoiceField(
                label=_("What would you like instead?"), choices=choices, widget=forms.RadioSelect, required=False
            )
        self.fields["is_doa"] = forms.BooleanField(label=_("It was defective when I unpacked it."), required=False)
        self.fields["deliver_on"] = forms.DateField(
            label=_("Deliver not before"),
            required=False,
            widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            help_text=_("Leave it empty to have it as soon as possible."),
        )
        self.fields.pop("not_received", None)

    def variants_for(self, line: OfferedLine) -> list[Article]:
        """What can be given for a line, besides the same again."""
        return self.variants.get(line.line.sku, [])

    def swap_rows(self) -> list[SwapRow]:
        """The lines with their fields, as the template prints them."""
        return [SwapRow(line, bound, self[f"new-{line.line.pk}"]) for line, bound in self.rows()]

    def balance(self) -> Balance:
        """What the chosen pieces count for, and what is chosen instead costs."""
        pieces = self.pieces() if self.is_bound else {}
        chosen = [(line, pieces[line.line.pk]) for line in self.lines if line.line.pk in pieces]
        worths = [worth_of([line], {line.line.pk: count}) for line, count in chosen]
        prices = [
            price_for(unit_minor=new.price_minor if (new := self._new(line)) else None, credit=worth, pieces=count)
            for (line, count), worth in zip(chosen, worths, strict=True)
        ]
        return Balance(sum(worths), sum(prices))

    def difference(self) -> str:
        """What the exchange costs or brings, in a sentence."""
        balance, currency = self.balance(), self.offer.order.currency
        if balance.surcharge:
            return gettext("You pay %(amount)s on top.") % {"amount": money(balance.surcharge, currency)}
        if balance.back:
            return gettext("You get %(amount)s back.") % {"amount": money(balance.back, currency)}
        return gettext("Nothing to pay, nothing back.")

    def application(self, photos: Sequence[StoredFile]) -> Application:
        """The request in the domain's words."""
        pieces = self.pieces()
        return Application(
            wanted=[
                Wanted(line.line.pk, pieces[line.line.pk], self._new(line))
                for line in self.lines
                if line.line.pk in pieces
            ],
            reason=self.reasons[self.cleaned_data["reason"]],
            remark=self.cleaned_data["remark"],
            photos=photos,
            is_doa=self.cleaned_data.get("is_doa", False),
            deliver_on=self.cleaned_data.get("deliver_on"),
        )

    def _new(self, line: OfferedLine) -> Replacement | None:
        sku = self.cleaned_data.get(f"new-{line.line.pk}") or SAME
        article = next((one for one in self.variants_for(line) if one.sku == sku), None)
        return Replacement(article.sku, article.name, article.price_minor) if article else None

    def _option(self, article: Article) -> Option:
        return Option(article.name, money(article.price_minor, article.currency))
