"""How a buyer rates, and what of it is read."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

STARS = {5: _("Very good"), 4: _("Good"), 3: _("Fair"), 2: _("Poor"), 1: _("Very poor")}
DAYS = {30: _("Last 30 days"), 90: _("Last 90 days"), 365: _("Last 365 days")}


class RateForm(forms.Form):
    """Stars, and words if one likes."""

    stars = forms.TypedChoiceField(
        label=_("Your rating"),
        coerce=int,
        choices=[(stars, format_lazy("{} {}", "★" * stars, word)) for stars, word in STARS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one to five stars.")},
    )
    words = forms.CharField(
        label=_("What was good, what was not?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("As you like. People read it."),
    )


class Period(forms.Form):
    """Of which days, and of which stars."""

    days = forms.TypedChoiceField(label=_("Period"), required=False, coerce=int, choices=DAYS.items())
    stars = forms.TypedChoiceField(
        label=_("Stars"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("All")), *((stars, format_lazy("{} – {}", stars, word)) for stars, word in STARS.items())],
    )
