"""Merchants, their shops, and what they decided about returns."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.returns.models import ReturnPolicy

LONGEST = 3650
"""Days; ten years, beyond which a number is a slip of the finger."""


_PLATFORM = _("The marketplace it stands on. Empty: the merchant's own shop.")


class NewMerchant(forms.Form):
    """Somebody who sells."""

    name = forms.CharField(label=_("Name"), max_length=120)
    code = forms.SlugField(
        label=_("Code"),
        max_length=40,
        help_text=_("Imports and the API call the merchant by it; it stays. Letters, digits, - and _."),
    )


class EditMerchant(forms.Form):
    """A merchant's name, and whether it still sells."""

    name = forms.CharField(label=_("Name"), max_length=120)
    is_active = forms.BooleanField(label=_("Sells"), required=False)


class NewShop(forms.Form):
    """A shop of a merchant."""

    name = forms.CharField(label=_("Name"), max_length=120)
    code = forms.SlugField(
        label=_("Code"), max_length=60, help_text=_("Orders come in under it; it stays. Letters, digits, - and _.")
    )
    platform = forms.CharField(label=_("Platform"), max_length=60, required=False, help_text=_PLATFORM)


class RenameShop(forms.Form):
    """What people call a shop, and where it stands."""

    name = forms.CharField(label=_("Name"), max_length=120)
    platform = forms.CharField(label=_("Platform"), max_length=60, required=False, help_text=_PLATFORM)


class Policy(forms.Form):
    """What a merchant decided about returns; an empty number is a decision too: the rule is off."""

    window_days = forms.IntegerField(
        label=_("Days to ask for a return"),
        required=False,
        min_value=1,
        max_value=LONGEST,
        help_text=_(
            "Counted from the day after the goods were signed for. Empty: not set, a return may always be asked for."
        ),
    )
    goods_due_days = forms.IntegerField(
        label=_("Days for the goods to come"),
        required=False,
        min_value=1,
        max_value=LONGEST,
        help_text=_("Counted from the approval; afterwards the return lapses. Empty: not set, it never lapses."),
    )
    separate_people = forms.BooleanField(
        label=_("Different people ask, review, receive, approve and pay"),
        required=False,
        help_text=_("Nobody takes two of these steps on the same return."),
    )


def policy_answers(policy: ReturnPolicy) -> dict[str, Any]:
    """What the form begins with."""
    return {name: getattr(policy, name) for name in Policy.base_fields}
