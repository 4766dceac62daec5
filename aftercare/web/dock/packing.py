"""What the packer tells: what was scanned into the parcel, and who carries it."""

from collections import Counter

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.returns.commands.dispatching import Packed


class PackForm(forms.Form):
    """A scanner types a code and presses Enter: one line per piece. Everything works from the keyboard."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    scanned = forms.CharField(
        label=_("Scan every piece"),
        help_text=_("One code per line, each piece once."),
        max_length=20000,
        widget=forms.Textarea({"rows": 4, "autocapitalize": "off", "spellcheck": "false", "autocomplete": "off"}),
    )
    carrier = forms.CharField(label=_("Carrier"), max_length=60)
    tracking_number = forms.CharField(label=_("Tracking number"), max_length=80)

    def packed(self) -> Packed:
        """The parcel in the domain's words."""
        codes = Counter(code.strip() for code in self.cleaned_data["scanned"].splitlines() if code.strip())
        return Packed(self.cleaned_data["carrier"], self.cleaned_data["tracking_number"], dict(codes))
