"""What people may promise by themselves."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.org.models import ApiKey, Member
from aftercare.org.roles import Role
from aftercare.web.kit.currencies import CurrencyField
from aftercare.web.kit.money import MoneyField
from aftercare.web.words import ROLE


class LimitForm(forms.Form):
    """How much a role, one member or one key may promise a buyer on one case; empty takes the limit away."""

    who = forms.ChoiceField(
        label=_("Whose limit"),
        help_text=_(
            "A person's own limit counts before that of his role. A key without one has that of the person who made it."
        ),
    )
    currency = CurrencyField(label=_("Currency"), help_text=_("Like GBP or CNY."))
    amount = MoneyField(currency="GBP", label=_("Amount on one case"), required=False)

    def __init__(
        self,
        roles: Sequence[Role],
        members: Sequence[Member],
        keys: Sequence[ApiKey],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data)
        self.members = {f"member-{one.pk}": one for one in members}
        self.keys = {f"key-{one.pk}": one for one in keys}
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField)
        groups = [(f"role-{role}", ROLE[role]) for role in roles]
        field.choices = [
            (_("Roles"), groups),
            (_("Members"), [(name, one.name) for name, one in self.members.items()]),
            (_("Keys"), [(name, str(one)) for name, one in self.keys.items()]),
        ]
        self.fields["amount"].help_text = _("Empty: no limit is set for him, and the rule is off.")
        money = self.fields["amount"]
        assert isinstance(money, MoneyField)
        money.currency = str((data or {}).get("currency", "GBP")).upper()[:3]

    def whose(self) -> dict[str, Any]:
        """The role, the member or the key, as the command names it."""
        told = self.cleaned_data["who"]
        if told in self.keys:
            return {"key": self.keys[told]}
        return {"member": self.members[told]} if told in self.members else {"role": Role(told.removeprefix("role-"))}


class DecisionTimeForm(forms.Form):
    """Within how long a decision is owed."""

    minutes = forms.IntegerField(
        label=_("Minutes to decide"), required=False, min_value=1, max_value=100_000,
        help_text=_("Empty: not set; requests then have no time by which they are due."),
    )  # fmt: skip
