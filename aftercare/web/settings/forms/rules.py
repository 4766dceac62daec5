"""A merchant's return policy as one form: times, law, when the money goes and to whom earlier, extras, freight."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from aftercare.cases.terms import Kind
from aftercare.catalog.queries import reasons
from aftercare.customers.terms import Mark
from aftercare.kernel.money import digits, from_minor, to_minor
from aftercare.org.models import Shop
from aftercare.returns.models import ReturnPolicy
from aftercare.returns.rules.fees import FeeRule, fees_from, fees_to
from aftercare.returns.rules.laws import LAWS
from aftercare.returns.rules.triggers import Trust, trusts_from, trusts_to
from aftercare.returns.terms import Choice, FeeKind, Payer, RefundTrigger
from aftercare.web.decision_words import CHOICE, FEE_KIND, LAW, PAYER
from aftercare.web.kit.currencies import CurrencyField
from aftercare.web.settings.forms.merchants import LONGEST
from aftercare.web.words import MARK, PAYS_OUT

FEES, TRUSTS = 3, 3
"""Rules for service fees, and for trusted buyers, that the form has room for."""
SAME, NONE = "", "none"
_TRIGGERS = [(str(one), PAYS_OUT[one]) for one in RefundTrigger]
_EARLIER = [("", "–"), *_TRIGGERS[:-1]]
_PAYERS = [(str(one), PAYER[one]) for one in (Payer.SHOP, Payer.BUYER)]
_CHOICES = [(str(one), CHOICE[one]) for one in Choice]
_FEES = [("", "–"), *((str(one), FEE_KIND[one]) for one in FeeKind)]
_LAWS = [(one, LAW[one]) for one in LAWS]


def _days(label: Any, help_text: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=1, max_value=LONGEST, help_text=help_text)


def _choice(label: Any, choices: Sequence[Any], help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=choices, help_text=help_text)


class Rules(forms.Form):
    """The answers; what is left out stays as it is, an empty number is a decision too: the rule is off."""

    window_days = _days(
        _("Days to ask for a return"),
        _("Counted from the day after the goods were signed for. Empty: not set, a return may always be asked for."),
    )
    goods_due_days = _days(
        _("Days for the goods to come"),
        _("Counted from the approval; afterwards the return lapses. Empty: not set, it never lapses."),
    )
    repair_months = forms.IntegerField(
        label=_("Months of guarantee"),
        required=False,
        min_value=1,
        max_value=240,
        help_text=_("From the delivery; goods with a fault are repaired. Empty: not set, buyers are told to ask."),
    )
    separate_people = forms.BooleanField(
        label=_("Different people ask, review, receive, approve and pay"),
        required=False,
        help_text=_("Nobody takes two of these steps on the same return."),
    )
    law = _choice(
        _("Law above this policy"),
        [("", _("None")), *_LAWS],
        _("Where the law gives the buyer more, it decides; the return then names it."),
    )
    refund_trigger = _choice(
        _("Money goes back"), _TRIGGERS, _("Earlier than inspection: what turns out too much is owed by the buyer.")
    )
    coupon_back = _choice(_("Coupon goes back"), _CHOICES)
    coins_back = _choice(_("Coins and points go back"), _CHOICES)
    freight_back = _choice(
        _("Freight of the delivery goes back"),
        _CHOICES,
        _("Always: all of it that is left, with the first return of the order."),
    )
    freight_of_faults = _choice(_("Way back paid, goods with a fault"), _PAYERS)
    freight_of_minds = _choice(_("Way back paid, change of mind"), _PAYERS)

    def __init__(self, policy: ReturnPolicy, shops: Sequence[Shop], data: Any = None) -> None:
        self.policy, self.shops = policy, shops
        super().__init__(data, initial=_answers(policy, shops))
        for shop in shops if len(shops) > 1 else ():
            self.fields[f"law-{shop.pk}"] = _choice(
                gettext("Law for %(shop)s") % {"shop": shop.name},
                [(SAME, _("As for the merchant")), (NONE, _("None")), *_LAWS],
            )
        for number in range(1, TRUSTS + 1):
            self._add_trust(number)
        for number in range(1, FEES + 1):
            self._add_fee(number)

    def _add_fee(self, number: int) -> None:
        marks = [("", _("any")), *((str(mark), MARK[mark].label) for mark in Mark)]
        reasons = [("", _("any")), *fee_reasons()]
        self.fields[f"fee-{number}-kind"] = _choice(_("Service fee"), _FEES)
        self.fields[f"fee-{number}-value"] = forms.DecimalField(
            label=_("Amount or per cent"), required=False, min_value=0, max_digits=13, decimal_places=3
        )
        self.fields[f"fee-{number}-currency"] = _currency()
        self.fields[f"fee-{number}-reason"] = _choice(_("Reason"), reasons)
        self.fields[f"fee-{number}-mark"] = _choice(_("Mark"), marks)
        self.fields[f"fee-{number}-level"] = forms.CharField(label=_("Level"), max_length=30, required=False)

    def _add_trust(self, number: int) -> None:
        marks = [("", _("any")), *((str(mark), MARK[mark].label) for mark in Mark)]
        text = {"max_length": 30, "required": False}
        self.fields[f"trust-{number}-trigger"] = _choice(_("Then money goes back"), _EARLIER)
        self.fields[f"trust-{number}-mark"] = _choice(_("Mark"), marks)
        self.fields[f"trust-{number}-level"] = forms.CharField(label=_("Level"), **text)  # type: ignore[arg-type]
        self.fields[f"trust-{number}-below"] = forms.DecimalField(
            label=_("Below"), required=False, min_value=0, max_digits=13, decimal_places=3
        )
        self.fields[f"trust-{number}-currency"] = _currency()

    def clean(self) -> dict[str, Any]:
        """A limit has a currency, and a rule something by which it knows whom to trust."""
        said: dict[str, Any] = super().clean() or {}
        for number in range(1, TRUSTS + 1):
            part = {name: said.get(f"trust-{number}-{name}") for name in ("trigger", "mark", "level", "below")}
            currency = said.get(f"trust-{number}-currency")
            if part["trigger"] and not any(part[name] for name in ("mark", "level", "below")):
                self.add_error(f"trust-{number}-mark", _("Say which buyers: a mark, a level or an amount."))
            if part["below"] and not currency:
                self.add_error(f"trust-{number}-currency", _("An amount needs a currency like GBP."))
        for number in range(1, FEES + 1):
            self._check_fee(number, said)
        return said

    def _check_fee(self, number: int, said: dict[str, Any]) -> None:
        kind, value = said.get(f"fee-{number}-kind"), said.get(f"fee-{number}-value")
        if kind in (FeeKind.FIXED, FeeKind.PERCENT) and not value and f"fee-{number}-value" not in self.errors:
            self.add_error(f"fee-{number}-value", _("Say how much."))
        if kind == FeeKind.FIXED and not said.get(f"fee-{number}-currency"):
            self.add_error(f"fee-{number}-currency", _("An amount needs a currency like GBP."))
        if kind == FeeKind.PERCENT and value and (value > 100 or value * 100 % 1):
            self.add_error(f"fee-{number}-value", _("Per cent: up to 100, with at most 2 decimals."))
        currency = said.get(f"fee-{number}-currency")
        if kind == FeeKind.FIXED and value and currency and round(value, digits(currency)) != value:
            self.add_error(f"fee-{number}-value", _("Use at most %(places)d decimals.") % {"places": digits(currency)})

    def told(self) -> dict[str, object]:
        """The answers as the policy keeps them."""
        said, names = self.cleaned_data, set(self.data)
        kept = {name: said[name] for name in ("window_days", "goods_due_days", "separate_people")}
        kept |= {"repair_months": said["repair_months"]} if "repair_months" in names else {}
        kept |= {name: said[name] for name in _PLAIN if name in names}
        if any(name.startswith("trust-") for name in names):
            kept["trust_rules"] = trusts_to(self._trusts())
        if any(name.startswith("fee-") for name in names):
            kept["fee_rules"] = fees_to(self._fees())
        if any(name.startswith("law-") for name in names):
            kept["shop_laws"] = self._shop_laws()
        return kept

    @property
    def trusts(self) -> list[list[forms.BoundField]]:
        """The fields of each rule for trusted buyers, in their order."""
        parts = ("mark", "level", "below", "currency", "trigger")
        return [[self[f"trust-{number}-{part}"] for part in parts] for number in range(1, TRUSTS + 1)]

    @property
    def fees(self) -> list[list[forms.BoundField]]:
        """The fields of each rule for service fees, in their order."""
        parts = ("kind", "value", "currency", "reason", "mark", "level")
        return [[self[f"fee-{number}-{part}"] for part in parts] for number in range(1, FEES + 1)]

    @property
    def law_fields(self) -> list[forms.BoundField]:
        """The law of the merchant, and of each of its shops where there are several."""
        return [self["law"], *(self[name] for name in self.fields if name.startswith("law-"))]

    def _trusts(self) -> list[Trust]:
        said, found = self.cleaned_data, []
        for number in range(1, TRUSTS + 1):
            part = {name: said[f"trust-{number}-{name}"] for name in ("trigger", "mark", "level", "below", "currency")}
            if not part["trigger"]:
                continue
            currency = part["currency"] if part["below"] else ""
            below = to_minor(part["below"], currency) if currency else 0
            trigger = RefundTrigger(part["trigger"])
            found.append(Trust(trigger, part["mark"], part["level"].strip(), below, currency))
        return found

    def _fees(self) -> list[FeeRule]:
        told = [
            {name: self.cleaned_data[f"fee-{number}-{name}"] for name in ("kind", "value", *_FEE_PLAIN)}
            for number in range(1, FEES + 1)
        ]
        return [_fee_of(one) for one in told if one["kind"]]

    def _shop_laws(self) -> dict[str, str]:
        chosen = {str(shop.pk): self.cleaned_data.get(f"law-{shop.pk}", SAME) for shop in self.shops}
        return {pk: "" if law == NONE else law for pk, law in chosen.items() if law != SAME}


_PLAIN = (
    "law",
    "refund_trigger",
    "coupon_back",
    "coins_back",
    "freight_back",
    "freight_of_faults",
    "freight_of_minds",
)


_FEE_PLAIN = ("currency", "reason", "mark", "level")


def fee_reasons() -> list[tuple[str, str]]:
    """The reasons for which goods come back, by code."""
    language = get_language() or "en"
    return [(one.code, one.label_in(language)) for one in reasons(Kind.RETURN_REFUND)]


def _currency() -> CurrencyField:
    return CurrencyField(label=_("Currency"), required=False)


def _fee_of(told: dict[str, Any]) -> FeeRule:
    kind, plain = FeeKind(told["kind"]), {name: told[name].strip() for name in _FEE_PLAIN}
    if kind == FeeKind.FIXED:
        return FeeRule(kind, minor=to_minor(told["value"], plain["currency"]), **plain)
    basis_points = int(told["value"] * 100) if kind == FeeKind.PERCENT else 0
    return FeeRule(kind, basis_points=basis_points, **{**plain, "currency": ""})


def _fee_answers(policy: ReturnPolicy) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for number, fee in enumerate(fees_from(policy.fee_rules), start=1):
        told |= {f"fee-{number}-{name}": getattr(fee, name) for name in _FEE_PLAIN}
        told[f"fee-{number}-kind"] = str(fee.kind)
        if fee.kind == FeeKind.FIXED:
            told[f"fee-{number}-value"] = from_minor(fee.minor, fee.currency)
        elif fee.kind == FeeKind.PERCENT:
            told[f"fee-{number}-value"] = Decimal(fee.basis_points) / 100
    return told


def _answers(policy: ReturnPolicy, shops: Sequence[Shop]) -> dict[str, Any]:
    plain = {name: getattr(policy, name) for name in Rules.base_fields}
    own = {shop.pk: policy.shop_laws.get(str(shop.pk)) for shop in shops}
    laws = {f"law-{pk}": SAME if law is None else law or NONE for pk, law in own.items()}
    return {**plain, **laws, **_trust_answers(policy), **_fee_answers(policy)}


def _trust_answers(policy: ReturnPolicy) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for number, trust in enumerate(trusts_from(policy.trust_rules), start=1):
        told[f"trust-{number}-trigger"] = str(trust.trigger)
        told[f"trust-{number}-mark"], told[f"trust-{number}-level"] = trust.mark, trust.level
        told[f"trust-{number}-currency"] = trust.currency
        told[f"trust-{number}-below"] = from_minor(trust.below_minor, trust.currency) if trust.currency else None
    return told
