"""What to look for in the journal."""

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.journal.queries.history import SETTINGS

KINDS = (
    ("", _("Everything")),
    (SETTINGS, _("Settings")),
    ("cases.", _("Cases")),
    ("returns.return.", _("Returns")),
    ("billing.", _("Refunds and payouts")),
    ("cases.contact.reveal", _("Personal data looked at")),
    ("lists.export.", _("Exports of lists")),
    ("orders.", _("Orders")),
)


class JournalFilter(forms.Form):
    """Who, what, on which case."""

    kind = forms.ChoiceField(label=_("What"), choices=KINDS, required=False)
    actor = forms.CharField(
        label=_("Who"), max_length=60, required=False, help_text=_("As the journal names them, for example member:7.")
    )
    case = forms.CharField(label=_("Service no."), max_length=24, required=False)
