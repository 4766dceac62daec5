"""What one decides for oneself."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class Profile(forms.Form):
    """How one is called, and the language one reads in."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("Colleagues and buyers see it beside what you do.")
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("As the browser asks")), *settings.LANGUAGES]
    )
