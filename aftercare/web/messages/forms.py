"""What to look for among messages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.notifications.terms import ChannelKind
from aftercare.web.message_words import CHANNEL_KIND, EVENT

_ALL = [("", _("All"))]


class MessageFilter(forms.Form):
    """Which channel, which event, which case or address."""

    channel = forms.ChoiceField(
        label=_("Channel"),
        required=False,
        choices=[*_ALL, *((str(kind), CHANNEL_KIND[kind]) for kind in ChannelKind if kind != ChannelKind.BELL)],
    )
    event = forms.ChoiceField(label=_("Event"), required=False, choices=[*_ALL, *EVENT.items()])
    q = forms.CharField(
        label=_("Service no. or address"),
        required=False,
        max_length=200,
        help_text=_("An address is found when it is written in full."),
    )
    state = forms.CharField(required=False, widget=forms.HiddenInput)
