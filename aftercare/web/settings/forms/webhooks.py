"""Other systems that are told what happens."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.notifications.commands.endpoints import EndpointChoice
from aftercare.notifications.models import Endpoint
from aftercare.notifications.rules.outside import NAMES, VERSIONS
from aftercare.org.models import Merchant


class EndpointForm(forms.Form):
    """Where, what, for which merchant."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=80)
    url = forms.CharField(label=_("Address"), max_length=500, help_text=_("With https://. Events are posted there."))
    merchant = forms.ChoiceField(label=_("Merchant"), required=False)
    events = forms.MultipleChoiceField(
        label=_("Events"),
        required=False,
        choices=[(name, name) for name in sorted(NAMES)],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all of them."),
    )
    version = forms.TypedChoiceField(
        label=_("Version of the payload"), coerce=int, choices=[(each, str(each)) for each in VERSIONS]
    )
    timeout_seconds = forms.IntegerField(
        label=_("Seconds to wait for an answer"), min_value=1, max_value=30, initial=10
    )
    is_enabled = forms.BooleanField(label=_("Switched on"), required=False, initial=True)

    def __init__(
        self, *args: Any, merchants: Iterable[Merchant], is_new: bool, all_allowed: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["merchant"]
            return
        field = self.fields["merchant"]
        assert isinstance(field, forms.ChoiceField)
        everybody = [("", _("All merchants"))] if all_allowed else []
        field.choices = [*everybody, *((str(one.pk), one.name) for one in merchants)]

    def choice(self) -> EndpointChoice:
        """The answers in the domain's words."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "merchant"}
        return EndpointChoice(**{**said, "events": tuple(said["events"])})


def endpoint_answers(endpoint: Endpoint) -> dict[str, Any]:
    """What the form begins with."""
    names = "name url events version timeout_seconds is_enabled"
    return {name: getattr(endpoint, name) for name in names.split()}
