"""Merchants, their shops, and what they decided about returns."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LONGEST = 3650
"""Days; ten years, beyond which a number is a slip of the finger."""


_PLATFORM = _("The marketplace it stands on. Empty: the merchant's own shop.")


class NewMerchant(forms.Form):
    """Somebody who sells."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=120)
    code = forms.SlugField(
        label=_("Code"),
        max_length=40,
        help_text=_("Imports and the API call the merchant by it; it stays. Letters, digits, - and _."),
    )


class EditMerchant(forms.Form):
    """A merchant's name, and whether it still sells."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=120)
    is_active = forms.BooleanField(label=_("Sells"), required=False)


class NewShop(forms.Form):
    """A shop of a merchant."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=120)
    code = forms.SlugField(
        label=_("Code"), max_length=60, help_text=_("Orders come in under it; it stays. Letters, digits, - and _.")
    )
    platform = forms.CharField(label=_("Platform"), max_length=60, required=False, help_text=_PLATFORM)


class RenameShop(forms.Form):
    """What people call a shop, and where it stands."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=120)
    platform = forms.CharField(label=_("Platform"), max_length=60, required=False, help_text=_PLATFORM)
