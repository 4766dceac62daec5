"""A merchant's return policy as one form: times, law, when the money goes and to whom earlier, extras, freight."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftercare.customers.terms import Mark
from aftercare.kernel.money import from_minor, to_minor
from aftercare.org.models import Shop
from aftercare.returns.models import ReturnPolicy
from aftercare.returns.rules.laws import LAWS
from aftercare.returns.rules.triggers import Trust, trusts_from, trusts_to
from aftercare.returns.terms import Choice, Payer, RefundTrigger
from aftercare.web.decision_words import CHOICE, LAW, PAYER
from aftercare.web.settings.forms.merchants import LONGEST
from aftercare.web.words import MARK, PAYS_OUT

TRUSTS = 3
"""Rules for trusted buyers that the form has room for."""
SAME, NONE = "", "none"
_TRIGGERS = [(str(one), PAYS_OUT[one]) for one in RefundTrigger]
_EARLIER = [("", "–"), *_TRIGGERS[:-1]]
_PAYERS = [(str(one), PAYER[one]) for one in (Payer.SHOP, Payer.BUYER)]
_CHOICES = [(str(one), CHOICE[one]) for one in Choice]
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
    freight_back = _choice(_("Freight of the delivery goes back"), _CHOICES[:2])
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

    def _add_trust(self, number: int) -> None:
        marks = [("", _("any")), *((str(mark), MARK[mark].label) for mark in Mark)]
        text = {"max_length": 30, "required": False}
        self.fields[f"trust-{number}-trigger"] = _choice(_("Then money goes back"), _EARLIER)
        self.fields[f"trust-{number}-mark"] = _choice(_("Mark"), marks)
        self.fields[f"trust-{number}-level"] = forms.CharField(label=_("Level"), **text)  # type: ignore[arg-type]
        self.fields[f"trust-{number}-below"] = forms.DecimalField(
            label=_("Below"), required=False, min_value=0, max_digits=13, decimal_places=3
        )
        self.fields[f"trust-{number}-currency"] = forms.RegexField(
            r"^[A-Z]{3}$", label=_("Currency"), required=False, max_length=3
        )

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
        return said

    def told(self) -> dict[str, object]:
        """The answers as the policy keeps them."""
        said, names = self.cleaned_data, set(self.data)
        kept = {name: said[name] for name in ("window_days", "goods_due_days", "separate_people")}
        kept |= {name: said[name] for name in _PLAIN if name in names}
        if any(name.startswith("trust-") for name in names):
            kept["trust_rules"] = trusts_to(self._trusts())
        if any(name.startswith("law-") for name in names):
            kept["shop_laws"] = self._shop_laws()
        return kept

    @property
    def trusts(self) -> list[list[forms.BoundField]]:
        """The fields of each rule for trusted buyers, in their order."""
        parts = ("mark", "level", "below", "currency", "trigger")
        return [[self[f"trust-{number}-{part}"] for part in parts] for number in range(1, TRUSTS + 1)]

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


def _answers(policy: ReturnPolicy, shops: Sequence[Shop]) -> dict[str, Any]:
    plain = {name: getattr(policy, name) for name in Rules.base_fields}
    own = {shop.pk: policy.shop_laws.get(str(shop.pk)) for shop in shops}
    laws = {f"law-{pk}": SAME if law is None else law or NONE for pk, law in own.items()}
    return {**plain, **laws, **_trust_answers(policy)}


def _trust_answers(policy: ReturnPolicy) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for number, trust in enumerate(trusts_from(policy.trust_rules), start=1):
        told[f"trust-{number}-trigger"] = str(trust.trigger)
        told[f"trust-{number}-mark"], told[f"trust-{number}-level"] = trust.mark, trust.level
        told[f"trust-{number}-currency"] = trust.currency
        told[f"trust-{number}-below"] = from_minor(trust.below_minor, trust.currency) if trust.currency else None
    return told
