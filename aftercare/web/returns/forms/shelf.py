"""What a saved view is called, who sees it, and whether the list opens with it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.kernel.actor import Actor
from aftercare.lists.commands.views import Label
from aftercare.lists.models import View
from aftercare.org.rights import Right
from aftercare.org.roles import ROLE_RIGHTS
from aftercare.web.words import ROLE

READERS = [role for role, rights in ROLE_RIGHTS.items() if Right.RETURNS_SEE in rights]
"""Roles that see the list at all."""


class ViewForm(forms.Form):
    """A view. Only its owner and those who share views name it; everybody chooses what the list opens with for him."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=60)
    roles = forms.MultipleChoiceField(
        label=_("Also seen by"),
        choices=[(str(role), ROLE[role]) for role in READERS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    takes_over = forms.BooleanField(
        label=_("Keep the filters and columns as they stand now"), required=False, initial=True
    )
    opens = forms.BooleanField(label=_("Open the list with this view"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        actor: Actor,
        *,
        view: View | None = None,
        opens: bool = False,
        may_edit: bool = True,
    ) -> None:
        initial = {"name": view.name, "roles": view.roles, "takes_over": False} if view else {}
        super().__init__(data, initial={**initial, "opens": opens}, auto_id="dialog_%s")
        self._kept = tuple(view.roles) if view else ()
        if view is None:
            del self.fields["takes_over"]
        if not may_edit:
            del self.fields["name"], self.fields["takes_over"]
        if not may_edit or not actor.may(Right.VIEWS_SHARE):
            del self.fields["roles"]

    @property
    def label(self) -> Label:
        """The answers in the domain's words; roles stay as they are for who may not share."""
        return Label(self.cleaned_data["name"], tuple(self.cleaned_data.get("roles", self._kept)))
