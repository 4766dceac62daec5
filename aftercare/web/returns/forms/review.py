"""The review: how much goes back for each line, what else, where to, and what was agreed with the buyer."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftercare.catalog.queries import offered_articles
from aftercare.customers.terms import Mark
from aftercare.org.models import ReturnAddress
from aftercare.org.rules import REQUIRED_PARTS, missing_parts
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import ReturnLine
from aftercare.returns.queries.freight import freight_choice, freight_with_whole_order
from aftercare.returns.queries.policies import terms_of
from aftercare.returns.rules.deciding import decided_extras, locked_extras
from aftercare.returns.terms import WITHOUT_GOODS, Extra, Replacement, State
from aftercare.web.decision_words import because
from aftercare.web.kit.figures import listed, money, typed
from aftercare.web.kit.money import MoneyField
from aftercare.web.kit.parts import Option
from aftercare.web.returns.file import File
from aftercare.web.words import GRADE, Word

RADIOS_AT_MOST = 4
"""More addresses than these are a list to choose from instead of cards."""


@dataclass(frozen=True)
class GoodsLine:
    """One line of the money editor: the goods, the most that may go back and why, the box to type into."""

    line: ReturnLine
    ceiling: int
    because: str
    box: SafeString
    errors: list[str]
    error_id: str

    @property
    def grade(self) -> Word | None:
        """What the dock said of the goods, once it has."""
        return GRADE.get(self.line.grade)


class AddressSelect(forms.Select):
    """A list in which addresses that no parcel would reach cannot be chosen."""

    def create_option(self, *args: object, **kwargs: object) -> dict[str, object]:
        """An option; disabled when its label says so."""
        option: dict[str, object] = super().create_option(*args, **kwargs)  # type: ignore[arg-type]
        if getattr(option["label"], "disabled", False):
            option["attrs"]["disabled"] = True  # type: ignore[index]
            option["label"] = f"{option['label']} · {option['label'].note}"  # type: ignore[attr-defined]
        return option


class ReviewForm(forms.Form):
    """What the reviewer decides about a return; `again` is the second look after finance had sent it back."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    freight_back = forms.BooleanField(label=_("Give the outbound freight back"), required=False)
    coupon = forms.BooleanField(label=_("Give the coupon back"), required=False)
    coins = forms.BooleanField(label=_("Give coins and points back"), required=False)
    address = forms.ChoiceField(label=_("Return to"))
    consent = forms.CharField(
        label=_("How did the buyer agree to less?"),
        required=False,
        max_length=300,
        help_text=_("Less than was asked for needs the buyer's consent first. Note when and how he gave it."),
    )
    message = forms.CharField(
        label=_("Message to the buyer"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )

    why_more = forms.CharField(
        label=_("Why so much?"),
        required=False,
        max_length=1000,
        help_text=_("Above what you may promise by yourself, this goes up for a decision with these words."),
    )

    def __init__(self, file: File, data: Mapping[str, str] | None = None) -> None:
        self.file, self.again = file, file.returning.state == State.REVIEW_AGAIN
        self.has_goods = file.returning.kind not in WITHOUT_GOODS
        super().__init__(data, initial=self._initial())
        for line in file.lines:
            self.fields[f"amount-{line.pk}"] = MoneyField(currency=file.returning.currency)
        self._set_freight()
        self._set_address()
        self._lock_extras()
        self.is_exchange = file.returning.is_swap and not self.again
        self._set_swap()
        if file.limit is None or self.again:
            del self.fields["why_more"]

    @property
    def goes_up(self) -> bool:
        """Whether the amount is above what the reader may promise by himself, so that somebody else decides."""
        limit = self.file.limit
        if limit is None or self.again:
            return False
        decision = self.decision()
        total = sum(decision.amounts.values()) + (decision.freight_minor or 0)
        return total > max(limit, self.file.granted)

    def _initial(self) -> dict[str, object]:
        returning = self.file.returning
        amounts = {f"amount-{line.pk}": typed(self.begins(line), returning.currency) for line in self.file.lines}
        good = [address for address in self.file.addresses if not _lacks(address)]
        return {
            "version": returning.version,
            "freight_back": self.gives_freight,
            "freight": typed(self.most_freight, returning.currency),
            "address": str(good[0].pk) if good else "",
            **amounts,
        }

    def _set_freight(self) -> None:
        if not self.most_freight:
            del self.fields["freight_back"]
            return
        self.fields["freight"] = MoneyField(
            currency=self.file.returning.currency, label=_("Freight to give back"), required=False
        )

    def _set_address(self) -> None:
        unasked = ("address", "coupon", "coins") if self.again else () if self.has_goods else ("address",)
        for name in unasked:
            del self.fields[name]
        field = self.fields.get("address")
        if field is None:
            return
        assert isinstance(field, forms.ChoiceField)
        is_short = len(self.file.addresses) <= RADIOS_AT_MOST
        field.widget = forms.RadioSelect() if is_short else AddressSelect(attrs={"class": "input"})
        field.choices = [(str(address.pk), _option(address)) for address in self.file.addresses]

    def _set_swap(self) -> None:
        """What is given for each line, when, and whether before the old goods are back."""
        if not self.is_exchange:
            return
        found = self.file.returning
        for name in ("coupon", "coins", "freight_back", "freight"):
            self.fields.pop(name, None)
        articles = list(offered_articles(found.merchant_id, found.currency))
        self.articles = {one.sku: Replacement(one.sku, one.name, one.price_minor) for one in articles}
        told = [(one.sku, f"{one.name}, {money(one.price_minor, one.currency)}") for one in articles]
        for line in self.file.lines:
            kept = (line.new_sku, line.new_name) if line.new_sku != line.sku else (line.sku, gettext("The same again"))
            others = [(sku, label) for sku, label in told if sku not in (kept[0], line.sku)]
            same = [] if kept[0] == line.sku else [(line.sku, gettext("The same again"))]
            self.fields[f"new-{line.pk}"] = forms.ChoiceField(
                label=line.name,
                choices=[kept, *same, *others],
                required=False,
                widget=forms.Select({"class": "input"}),
            )
        self.fields["is_advance"] = forms.BooleanField(
            label=_("Send the new goods before the old ones are back"),
            required=False,
            initial=self.file.policy.advance_for_trusted and Mark.TRUSTED in found.customer.marks,
        )
        self.fields["deliver_on"] = forms.DateField(
            label=_("Delivery day agreed with the buyer"),
            required=False,
            initial=found.deliver_on,
            widget=forms.DateInput({"type": "date", "class": "input"}, format="%Y-%m-%d"),
        )

    def swap_fields(self) -> list[forms.BoundField]:
        """The fields that only an exchange has."""
        names = [*(f"new-{line.pk}" for line in self.file.lines), "is_advance", "deliver_on"]
        return [self[name] for name in names] if self.is_exchange else []

    def _chosen(self) -> dict[int, Replacement]:
        """What the reviewer wants to be given instead of what stands there."""
        told = {line: self.cleaned_data.get(f"new-{line.pk}") for line in self.file.lines}
        changed = {line: sku for line, sku in told.items() if sku and sku != line.new_sku}
        return {line.pk: self.articles.get(sku) or Replacement(line.sku, line.name) for line, sku in changed.items()}

    def _lock_extras(self) -> None:
        """Where policy or law leave no choice, the switch stands as it must and says why."""
        terms = terms_of(self.file.policy, self.file.returning.order.shop_id)
        findings = {one.about: one for one in decided_extras(terms)}
        for extra, holds in locked_extras(terms).items():
            name = {Extra.FREIGHT: "freight_back"}.get(extra, str(extra))
            if name in self.fields and not (extra == Extra.FREIGHT and not self.has_goods):
                self.fields[name].disabled, self.fields[name].initial = True, holds
                self.fields[name].help_text = because([asdict(findings[extra])])[0].rule

    def most(self, line: ReturnLine) -> int:
        """The ceiling of a line: what was promised already in a second review, else what the account still holds."""
        return line.amount_minor if self.again else min(line.asked_minor, self.file.ceilings[line.pk])

    def begins(self, line: ReturnLine) -> int:
        """What a line begins with: its ceiling, less the service fee to which the buyer agreed."""
        return min(self.most(line), line.amount_minor)

    @property
    def most_freight(self) -> int:
        """The freight that may still go back."""
        freight = self.file.freight
        if self.again:
            return self.file.returning.freight_minor
        if not self.has_goods:
            return freight_with_whole_order(self.file.returning)
        return freight.paid_minor - freight.granted_minor if freight else 0

    @property
    def gives_freight(self) -> bool:
        """Whether the switch for the freight begins on: promised before, of a whole order called off, or by policy."""
        is_locked = not self.again and freight_choice(self.file.returning) is True
        return bool(self.most_freight) and (self.again or not self.has_goods or is_locked)

    @property
    def goods(self) -> list[GoodsLine]:
        """The lines of the money editor."""
        return [self._goods_line(line) for line in self.file.lines]

    def _goods_line(self, line: ReturnLine) -> GoodsLine:
        bound, most = self[f"amount-{line.pk}"], self.most(line)
        error_id = f"{bound.auto_id}_error"
        name = gettext("Refund for %(name)s, at most %(most)s") % {
            "name": line.name,
            "most": money(most, self.file.returning.currency),
        }
        attrs: dict[str, str | bool] = {
            "aria-label": name,
            "data-asked": str(most if self.again else line.amount_minor),
        }
        if bound.errors:
            attrs |= {"aria-invalid": "true", "aria-describedby": error_id}
        box = bound.as_widget(attrs=attrs)
        return GoodsLine(line, most, self._because(line, most), box, [str(error) for error in bound.errors], error_id)

    def _because(self, line: ReturnLine, most: int) -> str:
        """Why not more: nothing to say while the ceiling is what the pieces cost."""
        currency = self.file.returning.currency
        if self.again:
            return gettext("promised before")
        if most < line.asked_minor:
            given = money(line.order_line.granted_minor, currency)
            return gettext("%(amount)s was given back before") % {"amount": given}
        return ""

    @property
    def total(self) -> int:
        """What the page begins with: goods at their ceilings less an agreed fee, and freight if it is switched on."""
        goods = sum(self.begins(line) for line in self.file.lines)
        return goods + (self.most_freight if self.gives_freight else 0)

    def decision(self) -> Decision:
        """The answers in the domain's words."""
        told = self.cleaned_data
        chosen = {str(address.pk): address for address in self.file.addresses}
        return Decision(
            address=chosen.get(told.get("address", "")),
            amounts={line.pk: told[f"amount-{line.pk}"] for line in self.file.lines},
            freight_minor=(told.get("freight") or 0) if told.get("freight_back") else 0,
            gives_back_coupon=told.get("coupon", False),
            gives_back_coins=told.get("coins", False),
            consent=told["consent"],
            new=self._chosen() if self.is_exchange else {},
            is_advance=told.get("is_advance") if self.is_exchange else None,
            deliver_on=told.get("deliver_on"),
        )


def _lacks(address: ReturnAddress) -> list[str]:
    return missing_parts({part: str(getattr(address, part)) for part in REQUIRED_PARTS})


_PARTS = {
    "contact": _("contact"),
    "phone": _("phone"),
    "country": _("country"),
    "city": _("city"),
    "street": _("street"),
}


def _option(address: ReturnAddress) -> Option:
    lacks = _lacks(address)
    if lacks:
        parts = listed(_PARTS[part] for part in lacks)
        return Option(address.name, gettext("lacks: %(parts)s") % {"parts": parts}, disabled=True)
    where = ", ".join(part for part in (address.street, address.postcode, address.city) if part)
    return Option(address.name, f"{address.contact}, {address.phone} · {where}")
