"""How somebody wants to take the list out of the house."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.kernel.actor import Actor
from aftercare.lists.terms import Format
from aftercare.org.rights import Right
from aftercare.web.kit.parts import Option

EVERY = "every"


class ExportForm(forms.Form):
    """Format, columns, and whether personal data is shown in full, which needs the right to reveal it."""

    format = forms.ChoiceField(
        label=_("Format"),
        choices=[
            (str(Format.XLSX), Option(_("Excel workbook"), _("XLSX, with real numbers and dates"))),
            (str(Format.CSV), Option(_("Text table"), _("CSV, for other programs"))),
        ],
        widget=forms.RadioSelect,
        initial=str(Format.XLSX),
    )
    columns = forms.ChoiceField(
        label=_("Columns"),
        choices=[("shown", _("As they stand in the list")), (EVERY, _("Every column"))],
        widget=forms.RadioSelect,
        initial="shown",
    )
    in_full = forms.BooleanField(
        label=_("Names and phone numbers in full"),
        help_text=_("Otherwise they are masked. The journal keeps who took them out."),
        required=False,
    )

    def __init__(self, data: Mapping[str, Any] | None, actor: Actor) -> None:
        super().__init__(data, auto_id="dialog_%s")
        if not actor.may(Right.CONTACTS_REVEAL):
            del self.fields["in_full"]
