"""How somebody wants to take the list of returns out of the house."""

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.web.exports import ExportForm

EVERY = "every"


class ReturnsExportForm(ExportForm):
    """Format, columns, and whether personal data is shown in full."""

    columns = forms.ChoiceField(
        label=_("Columns"),
        choices=[("shown", _("As they stand in the list")), (EVERY, _("Every column"))],
        widget=forms.RadioSelect,
        initial="shown",
    )

    field_order = ("format", "columns", "in_full")
