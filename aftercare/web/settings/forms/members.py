"""Who may sign in, and as what."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.org.models import Member, Merchant, ReturnAddress, ServicePoint
from aftercare.org.roles import CONFINED_ROLES, POINT_ROLES, STATION_ROLES, Role
from aftercare.web.kit.parts import Option
from aftercare.web.people import ROLE_NOTES
from aftercare.web.words import ROLE


class _MemberForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        required=False,
        choices=[(str(role), Option(ROLE[role], ROLE_NOTES[role])) for role in Role],
        widget=forms.CheckboxSelectMultiple,
    )
    merchants = forms.ModelMultipleChoiceField(
        Merchant.objects.none(),
        label=_("Merchants"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Who is “Merchant” and nothing else sees these merchants only."),
    )

    stations = forms.ModelMultipleChoiceField(
        ReturnAddress.objects.select_related("merchant").order_by("merchant__name", "name"),
        label=_("Docks"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A logistics partner sees the goods that go to these docks, and no others."),
    )
    points = forms.ModelMultipleChoiceField(
        ServicePoint.objects.order_by("city", "name"),
        label=_("Service points"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Where somebody at a service point works."),
    )

    def __init__(self, *args: Any, merchants: Iterable[Merchant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = [merchant.pk for merchant in merchants]
        self.fields["merchants"].queryset = Merchant.objects.filter(pk__in=wanted).order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Somebody who is confined to merchants needs one."""
        said = super().clean() or self.cleaned_data
        roles = {Role(role) for role in said.get("roles", [])}
        if roles and roles <= CONFINED_ROLES and not said.get("merchants"):
            self.add_error("merchants", _("Choose at least one merchant, or this person sees nothing."))
        if roles & STATION_ROLES and not said.get("stations"):
            self.add_error("stations", _("Choose at least one dock, or this person sees nothing."))
        if roles & POINT_ROLES and not said.get("points"):
            self.add_error("points", _("Choose at least one service point, or this person sees nothing."))
        return said


class NewMember(_MemberForm):
    """Somebody new."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("Signs in with it; a password is set by “Forgot your password?”."),
    )
    field_order = ("name", "email", "roles", "merchants", "stations", "points")


class EditMember(_MemberForm):
    """What somebody may do from now on."""

    is_active = forms.BooleanField(label=_("May sign in"), required=False)


class Search(forms.Form):
    """Part of a name or an address."""

    q = forms.CharField(label=_("Name or e-mail"), max_length=120, required=False)


def member_answers(member: Member) -> dict[str, Any]:
    """What the form begins with."""
    merchants = list(member.merchants.values_list("pk", flat=True))
    return {
        "name": member.name,
        "roles": member.roles,
        "merchants": merchants,
        "stations": list(member.stations.values_list("pk", flat=True)),
        "points": list(member.points.values_list("pk", flat=True)),
        "is_active": member.is_active,
    }
