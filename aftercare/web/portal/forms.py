"""What buyers fill in."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from aftercare.catalog.models import Reason
from aftercare.files.models import StoredFile
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.sending import Parcel
from aftercare.returns.queries.offering import Offer, OfferedLine
from aftercare.returns.terms import Method, Wanted
from aftercare.web.fees import BuyersFee
from aftercare.web.kit.pieces import PiecesField


class GoodsForm(forms.Form):
    """How many pieces of which goods; one number per line that has pieces left."""

    def __init__(self, lines: Iterable[OfferedLine], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.lines = [line for line in lines if line.left]
        for line in self.lines:
            self.fields[name_of(line)] = PiecesField(label=line.line.name, most=line.left, required=False)

    def pieces(self) -> dict[int, int]:
        """Pieces by order line id, for those lines that were answered with a sensible number."""
        told = {line.line.pk: self.cleaned_data.get(name_of(line)) or 0 for line in self.lines}
        return {pk: count for pk, count in told.items() if count}

    def rows(self) -> list[tuple[OfferedLine, forms.BoundField]]:
        """Each line with its field."""
        return [(line, self[name_of(line)]) for line in self.lines]


class AskForm(GoodsForm, BuyersFee):
    """A request to send goods back."""

    def __init__(self, offer: Offer, reasons: Sequence[Reason], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(offer.lines, data)
        self.offer = offer
        self.add_fee()
        self.reasons = {str(reason.pk): reason for reason in reasons}
        self.fields["reason"] = forms.ChoiceField(
            label=_("Why?"),
            widget=forms.RadioSelect,
            choices=[(pk, reason.label_in(get_language() or "en")) for pk, reason in self.reasons.items()],
            error_messages={"required": _("Choose a reason.")},
        )
        self.fields["remark"] = forms.CharField(
            label=_("Anything we should know?"), required=False, max_length=1000, widget=forms.Textarea({"rows": 3})
        )
        self.fields["despite"] = forms.CharField(
            label=_("What is different this time?"), required=False, max_length=300
        )
        if offer.order.shipped_at and offer.order.signed_at is None:
            self.fields["not_received"] = forms.BooleanField(
                label=_("I have not received it yet, and will refuse the parcel."), required=False
            )

    def clean(self) -> dict[str, Any]:
        """At least one piece; a wrong number beside its line is enough said."""
        misread = any(name_of(line) in self.errors for line in self.lines)
        if not misread and not self.pieces():
            missing = (
                _("Choose at least one piece.")
                if self.offer.is_unsent
                else _("Choose at least one piece to send back.")
            )
            self.add_error(None, missing)
        return self.cleaned_data

    def application(self, photos: Sequence[StoredFile]) -> Application:
        """The request in the domain's words."""
        return Application(
            wanted=[Wanted(pk, count) for pk, count in self.pieces().items()],
            reason=self.reasons[self.cleaned_data["reason"]],
            remark=self.cleaned_data["remark"],
            not_received=self.cleaned_data.get("not_received", False),
            photos=photos,
            fee_consent=self.consent(),
        )


class RepairForm(forms.Form):
    """Which article shall be repaired, and what is wrong with it."""

    line = forms.ChoiceField(
        label=_("Which item?"), widget=forms.RadioSelect, error_messages={"required": _("Choose an item.")}
    )
    quantity = forms.IntegerField(label=_("How many pieces?"), min_value=1, max_value=9_999, initial=1)
    remark = forms.CharField(label=_("What is wrong with it?"), max_length=1000, widget=forms.Textarea({"rows": 3}))

    def __init__(self, offer: Offer, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.choices = [(str(one.line.pk), one.line.name) for one in offer.repairable]
        field = self.fields["line"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = self.choices
        if len(self.choices) == 1:
            field.initial = self.choices[0][0]


class ParcelForm(forms.Form):
    """Who carries the parcel, under which number."""

    carrier = forms.CharField(label=_("Carrier"), max_length=60)
    tracking_number = forms.CharField(
        label=_("Tracking number"), max_length=60, help_text=_("It stands on the carrier's receipt or label.")
    )

    def parcel(self, method: Method = Method.OWN) -> Parcel:
        """The parcel in the domain's words."""
        return Parcel(self.cleaned_data["carrier"], self.cleaned_data["tracking_number"], method)


class CancelForm(forms.Form):
    """A confirmation; there is nothing to fill in."""


class MessageForm(forms.Form):
    """Words to the shop."""

    text = forms.CharField(label=_("Message"), max_length=4000, widget=forms.Textarea({"rows": 3}))


class FindForm(forms.Form):
    """What a buyer without account or link knows of his order."""

    number = forms.CharField(label=_("Order number"), max_length=60)
    digits = forms.RegexField(
        r"^\s*\d{4}\s*$",
        label=_("Last four digits of the phone number you gave with the order"),
        error_messages={"invalid": _("Four digits, please.")},
    )


def name_of(line: OfferedLine) -> str:
    """The name of a line's field."""
    return f"pieces-{line.line.pk}"
