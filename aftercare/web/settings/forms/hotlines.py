"""A hotline's answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.clocks.commands.hotlines import HotlineChoice
from aftercare.clocks.models import Calendar, Hotline
from aftercare.org.models import Merchant


class HotlineForm(forms.Form):
    """Which number, and when somebody answers."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=80)
    number = forms.CharField(label=_("Phone number"), max_length=40)
    is_toll_free = forms.BooleanField(label=_("Toll-free for who rings"), required=False)
    calendar = forms.ModelChoiceField(
        label=_("Somebody answers"),
        queryset=Calendar.objects.none(),
        required=False,
        empty_label=_("Day and night, 365 days a year"),
    )
    merchant = forms.ModelChoiceField(
        label=_("Merchant"),
        queryset=Merchant.objects.none(),
        required=False,
        empty_label=pgettext_lazy("filter", "Any"),
    )
    contacts = forms.CharField(
        label=_("Technicians behind it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One on each line: who, and how to reach them. Buyers see them below the number."),
    )
    is_shown = forms.BooleanField(label=_("Shown to buyers"), required=False, initial=True)

    def __init__(self, *args: Any, calendars: Any, merchants: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("calendar", calendars), ("merchant", merchants)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows

    def choice(self) -> HotlineChoice:
        """The answers in the domain's words."""
        said = self.cleaned_data
        return HotlineChoice(
            name=said["name"],
            number=said["number"],
            is_toll_free=said["is_toll_free"],
            calendar_id=said["calendar"].pk if said["calendar"] else None,
            merchant_id=said["merchant"].pk if said["merchant"] else None,
            contacts=said["contacts"],
            is_shown=said["is_shown"],
        )


def hotline_answers(hotline: Hotline | None) -> dict[str, Any]:
    """What the form begins with."""
    names = ("name", "number", "is_toll_free", "calendar", "merchant", "contacts", "is_shown")
    return {name: getattr(hotline, name) for name in names} if hotline else {}
