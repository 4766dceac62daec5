"""Opening a return for somebody: which order, which pieces, why."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from aftercare.catalog.models import Reason
from aftercare.files.models import StoredFile
from aftercare.returns.commands.applying import Application
from aftercare.returns.queries.offering import Offer, OfferedLine, worth_of
from aftercare.returns.terms import Wanted
from aftercare.web.fees import ToldFee
from aftercare.web.kit.pieces import PiecesField


class FindOrderForm(forms.Form):
    """The number that the buyer reads out."""

    order = forms.CharField(label=_("Order no."), max_length=60)


class OpenForm(ToldFee):
    """A request written down for a buyer. Late ones ask for the reason to let them in."""

    reason = forms.ChoiceField(label=_("Reason"), error_messages={"required": _("Choose a reason.")})
    remark = forms.CharField(
        label=_("What the buyer says"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    not_received = forms.BooleanField(
        label=_("The buyer has not received the goods and will refuse them"), required=False
    )
    despite = forms.CharField(
        label=_("Why is this another matter?"), required=False, max_length=300, help_text=_("Colleagues read it.")
    )
    override = forms.CharField(
        label=_("Why is this late request accepted?"), max_length=300, help_text=_("Stands in the file for everybody.")
    )

    def __init__(
        self, offer: Offer, reasons: Sequence[Reason], data: Mapping[str, Any] | None = None, *, lets_in: bool = False
    ) -> None:
        self.offer = offer
        self.reasons = {str(reason.pk): reason for reason in reasons}
        super().__init__(data)
        for line in offer.lines:
            self.fields[_name(line)] = PiecesField(label=line.line.name, most=line.left, required=False)
        self._set_choices()
        self.add_fee()
        if offer.window.is_open and lets_in and any(line.barred for line in offer.lines):
            self.fields["override"].required = False
            self.fields["override"].label = _("Why are goods taken back that the law excludes?")
        elif offer.window.is_open:
            del self.fields["override"]
        if offer.order.signed_at or offer.is_unsent:
            del self.fields["not_received"]

    def _set_choices(self) -> None:
        field, language = self.fields["reason"], get_language() or "en"
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "–"), *((pk, reason.label_in(language)) for pk, reason in self.reasons.items())]

    def clean(self) -> dict[str, Any]:
        """At least one piece."""
        if not self.errors and not self.pieces:
            self.add_error(None, _("Choose at least one piece to send back."))
        return self.cleaned_data

    @property
    def pieces(self) -> dict[int, int]:
        """Pieces by order line id, where a sensible number was given."""
        told = {line.line.pk: self.cleaned_data.get(_name(line)) or 0 for line in self.offer.lines}
        return {pk: count for pk, count in told.items() if count}

    @property
    def rows(self) -> list[tuple[OfferedLine, BoundField]]:
        """Each line of the order with its field."""
        return [(line, self[_name(line)]) for line in self.offer.lines]

    @property
    def worth(self) -> int:
        """What the chosen pieces would give, in minor units."""
        chosen = self.pieces if hasattr(self, "cleaned_data") else {}
        return worth_of(self.offer.lines, chosen)

    def application(self, photos: Sequence[StoredFile]) -> Application:
        """The request in the domain's words."""
        told = self.cleaned_data
        return Application(
            wanted=[Wanted(pk, count) for pk, count in self.pieces.items()],
            reason=self.reasons[told["reason"]],
            remark=told["remark"],
            not_received=told.get("not_received", False),
            photos=photos,
            window_override=told.get("override", ""),
            fee_consent=self.consent(),
        )


def _name(line: OfferedLine) -> str:
    return f"pieces-{line.line.pk}"
