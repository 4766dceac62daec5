"""Who pays a merchant's refunds."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.billing.commands.gateways import GatewayChoice
from aftercare.billing.models import Gateway
from aftercare.billing.terms import GatewayKind
from aftercare.web.kit.parts import Option
from aftercare.web.money_words import GATEWAY_KIND

_NOTES = {
    GatewayKind.CASHIER: _("He sends the money at the bank and records it here."),
    GatewayKind.HTTP: _("Approved refunds are sent to its address, signed, each under a key of its own."),
}


class GatewayForm(forms.Form):
    """The answers; the secret is asked for, never shown."""

    kind = forms.ChoiceField(
        label=_("Refunds are paid by"),
        choices=[(str(kind), Option(GATEWAY_KIND[kind], _NOTES[kind])) for kind in GatewayKind],
        widget=forms.RadioSelect,
    )
    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        required=False,
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
        help_text=_("Of a payout service, with https://. Payments are posted there."),
    )
    secret = forms.CharField(
        label=_("Secret"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Signs every question. Empty: the one that is kept stays. It is never shown again."),
    )
    timeout_seconds = forms.IntegerField(
        label=_("Seconds to wait for an answer"), min_value=1, max_value=60, initial=10
    )
    is_enabled = forms.BooleanField(
        label=_("Switched on"),
        required=False,
        initial=True,
        help_text=_("Switched off, it is told to pay nothing new; refunds wait for the cashier."),
    )

    def choice(self) -> GatewayChoice:
        """The answers in the domain's words."""
        said = self.cleaned_data
        return GatewayChoice(
            GatewayKind(said["kind"]), said["url"], said["secret"], said["timeout_seconds"], said["is_enabled"]
        )


def gateway_answers(gateway: Gateway | None) -> dict[str, Any]:
    """What the form begins with; of the secret nothing."""
    if gateway is None:
        return {"kind": str(GatewayKind.CASHIER)}
    return {name: getattr(gateway, name) for name in ("kind", "url", "timeout_seconds", "is_enabled")}
