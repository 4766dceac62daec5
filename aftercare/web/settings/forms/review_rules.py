"""What makes a request before shipping wait for a person: one form for each kind of rule, and the two switches."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from aftercare.cases.terms import Kind
from aftercare.catalog.queries import reasons
from aftercare.customers.terms import Mark
from aftercare.kernel.money import from_minor
from aftercare.returns.models import ReviewRule
from aftercare.returns.rules.auto_review import Doubt
from aftercare.returns.terms import Condition
from aftercare.web.kit.currencies import CurrencyField
from aftercare.web.kit.money import MoneyField
from aftercare.web.words import MARK

LONGEST = 365
"""Days back that a rule may count; a year, since the review looks at a customer's latest cases only."""


class ReviewSwitches(forms.Form):
    """Whether requests before shipping need nobody, and whether finance looks all the same."""

    approves_refund_only = forms.BooleanField(
        label=_("Approve requests before shipping at once"),
        required=False,
        help_text=_("Unless a rule below doubts the request. Off: a person looks at each."),
    )
    finance_sees_refund_only = forms.BooleanField(
        label=_("Finance looks at the amount before it is paid"),
        required=False,
        help_text=_("Off: the amount is approved by itself, and the cashier pays it."),
    )


class DoubtForm(forms.Form):
    """The part of a rule that is asked for; each kind of rule has its own questions."""

    condition: Condition

    def doubt(self) -> Doubt:
        """The rule as the review reads it."""
        return Doubt(self.condition, **self.cleaned_data)


class AmountForm(DoubtForm):
    """An amount in a currency."""

    condition = Condition.AMOUNT
    currency = CurrencyField(label=_("Currency"), help_text=_("Requests in other currencies are not concerned."))
    limit = MoneyField(currency="GBP", label=_("Waits above"))

    def __init__(self, data: Mapping[str, Any] | None = None, **more: Any) -> None:
        super().__init__(data, **more)
        field = self.fields["limit"]
        assert isinstance(field, MoneyField)
        field.currency = str((data or {}).get("currency", "GBP"))[:3]


class OftenForm(DoubtForm):
    """A number of other cases within days."""

    condition = Condition.OFTEN
    limit = forms.IntegerField(
        label=_("Other cases of the customer"),
        min_value=1,
        max_value=100,
        help_text=_("With so many or more it waits."),
    )
    days = forms.IntegerField(label=_("Within how many days"), min_value=1, max_value=LONGEST)


class MarkForm(DoubtForm):
    """A mark of the customer."""

    condition = Condition.MARK
    word = forms.ChoiceField(label=_("Mark"), choices=[(str(mark), MARK[mark].label) for mark in Mark])


class ReasonForm(DoubtForm):
    """A reason of the request."""

    condition = Condition.REASON
    word = forms.ChoiceField(label=_("Reason"))

    def __init__(self, data: Mapping[str, Any] | None = None, **more: Any) -> None:
        super().__init__(data, **more)
        field = self.fields["word"]
        assert isinstance(field, forms.ChoiceField)
        language = get_language() or "en"
        field.choices = [(one.code, one.label_in(language)) for one in reasons(Kind.REFUND_ONLY)]


FORMS: Mapping[str, type[DoubtForm]] = {
    form.condition: form for form in (AmountForm, MarkForm, ReasonForm, OftenForm)
}  # fmt: skip


def answers_of(rule: ReviewRule) -> dict[str, object]:
    """What the form begins with."""
    amount = rule.condition == Condition.AMOUNT
    limit = from_minor(rule.limit, rule.currency) if amount else rule.limit
    return {"limit": limit, "days": rule.days, "word": rule.word, "currency": rule.currency}
