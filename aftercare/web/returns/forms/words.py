"""Answers that are mostly words: why not, and what to tell."""

from django import forms
from django.utils.translation import gettext_lazy as _

FOR_BUYER, FOR_COLLEAGUES = "buyer", "colleagues"


class RejectForm(forms.Form):
    """Why the return is rejected."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason for the buyer"),
        help_text=_("The buyer reads this word for word on his page."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say why: the buyer reads this.")},
    )


class LoseForm(forms.Form):
    """Why nobody expects the parcel any more."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("What the carrier said, and under which number. Finance reads it."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class WriteForm(forms.Form):
    """A message to the buyer, or a note that only colleagues see; the pressed button says which."""

    text = forms.CharField(
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write something first.")},
    )
    to = forms.ChoiceField(choices=[(FOR_BUYER, FOR_BUYER), (FOR_COLLEAGUES, FOR_COLLEAGUES)])

    @property
    def for_buyer(self) -> bool:
        """Whether the buyer is to read it."""
        return bool(self.cleaned_data["to"] == FOR_BUYER)
