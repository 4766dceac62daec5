"""What the gallery shows: invented cases, nobody's data."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

from aftercare.web.kit.parts import (
    KV,
    Column,
    Crumb,
    FilterChip,
    Hit,
    ItemKind,
    Move,
    Option,
    OwedBar,
    Pager,
    Photo,
    Step,
    StepState,
    Tab,
    Text,
    TimelineItem,
    Tone,
    Upload,
)

NOW = datetime(2026, 3, 12, 11, 20, tzinfo=UTC)
SPRITE = Path(__file__).parent.parent / "static" / "aftercare" / "icons.svg"


class RejectForm(forms.Form):
    """The dialog's questions."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", "–"), ("seal", _("Seal broken, hygiene goods")), ("late", _("After the return window"))],
    )
    words = forms.CharField(label=_("Words for the buyer"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500)


class SampleForm(forms.Form):
    """One field of every kind."""

    tracking = forms.CharField(label=_("Tracking number"), help_text=_("It stands on the carrier's receipt."))
    amount = forms.DecimalField(label=_("Refund"), max_value=612, decimal_places=2)
    reason = forms.ChoiceField(label=_("Reason"), choices=[("size", _("Wrong size")), ("mind", _("Changed my mind"))])
    remedy = forms.ChoiceField(
        label=_("What would help?"),
        widget=forms.RadioSelect,
        choices=[
            ("refund", Option(_("Send back, money back"), _("Until 15 March, no reason needed"))),
            ("exchange", Option(_("Exchange"), _("2 in stock"))),
            ("repair", Option(_("Repair"), _("No workshop for audio"), disabled=True)),
        ],
    )
    goods = forms.MultipleChoiceField(
        label=_("Which items?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("k2", Option("K2 headphones", "1 / 1")), ("case", Option("Travel case K2", "1 / 2"))],
    )
    note = forms.CharField(
        label=_("Anything we should know?"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    sealed = forms.BooleanField(label=_("The box was never opened"), required=False)


class FilterForm(forms.Form):
    """The filters of a list."""

    merchant = forms.ChoiceField(label=_("Merchant"), required=False, choices=[("", "–"), ("1", "Kestrel Audio")])
    since = forms.DateField(
        label=_("Applied since"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )


def everything() -> dict[str, Any]:
    """The context of the gallery's pages."""
    return {
        **_case(),
        **_list(),
        **_forms(),
        "tones": [
            (Tone.GREY, _("Draft")),
            (Tone.BLUE, _("Pending review")),
            (Tone.AMBER, _("Awaiting goods")),
            (Tone.RED, _("Rejected")),
            (Tone.GREEN, _("Completed")),
        ],
        "icons": re.findall(r'symbol id="([^"]+)"', SPRITE.read_text()),
        "at": NOW,
        "earlier": NOW - timedelta(hours=3, minutes=12),
        "on": date(2026, 3, 19),
        "hits": [
            Hit("RT-0418 K2 headphones", "#", "return", _("Return")),
            Hit("Brandt, Orla", "#", "user", _("Customer")),
            Hit(_("New return"), "#", "plus", _("Act")),
        ],
        "action": Move(_("New return"), "#", "plus"),
    }


def _case() -> dict[str, Any]:
    return {
        "crumbs": [Crumb(_("Settings"), "/"), Crumb(_("Kit"))],
        "steps": [
            Step(_("Submitted"), StepState.DONE, NOW - timedelta(hours=19), _("Buyer")),
            Step(_("Operations review"), StepState.NOW, None, "Ines Varga"),
            Step(_("Finance review"), StepState.SKIPPED, note=_("not needed")),
            Step(_("Awaiting goods"), StepState.TODO),
            Step(_("Received"), StepState.TODO),
            Step(_("Completed"), StepState.TODO),
        ],
        "steps_bad": [
            Step(_("Submitted"), StepState.DONE, NOW - timedelta(days=2), _("Buyer")),
            Step(_("Awaiting goods"), StepState.WAIT, note=_("until 19 March")),
            Step(_("Refunding"), StepState.LATE),
            Step(_("Rejected"), StepState.BAD, NOW, "Tomas Okafor"),
        ],
        "items": _timeline(),
        "facts": [
            KV(_("Account"), "lin.demo", url="#"),
            KV(_("Phone"), "+44 7700 900142", mask="phone", reveal_url="#"),
            KV(_("Address"), "12 Example Road, Demo City", mask="address", reveal_url="#"),
            KV(_("After-sales"), _("3 in 12 months, 1 open"), _("2 % of 154 orders, usual is 4 %")),
            KV(_("Serial"), "D20-5521-0087", css="mono"),
            KV(_("Tracking"), ""),
        ],
        "owed": OwedBar("CNY", paid=94720, given=4000, this=73280),
        "moves": [
            Move(_("Reject…"), "dialog/", key="r", style="danger", dialog=True),
            Move(_("Ask buyer"), "#", "message", style="quiet"),
            Move(_("Pay the refund"), refused=_("Not yet: the goods have not been received.")),
        ],
        "submit": Move(_("Approve ¥732.80"), icon="check", key="a", style="primary"),
        "photos": _photos(),
    }


def _photos() -> list[Photo]:
    sample = static("aftercare/sample.svg")
    return [Photo(sample, sample, _("Headphones"), _("Headphones")), Photo(sample, sample, _("Case, sealed"), "")]


def _timeline() -> list[TimelineItem]:
    return [
        _said(28, _("Buyer"), _("Here are the pictures. The seal is closed."), _("photo answer"), photos=_photos()),
        TimelineItem(NOW - timedelta(minutes=28), ItemKind.SYSTEM, title=_("The clock runs again."), icon="clock"),
        _said(100, "Ines Varga", _("Could you send a photo of the seal?"), _("to the buyer"), ours=True),
        _said(128, "Tomas Okafor", _("The second case was a gift and stays."), _("note, colleagues only"), note=True),
        TimelineItem(
            NOW - timedelta(hours=19), ItemKind.EVENT, title=_("The buyer asked to return 2 items."), icon="return"
        ),
    ]


def _said(
    minutes: int,
    who: Text,
    body: Text,
    aside: Text,
    *,
    ours: bool = False,
    note: bool = False,
    photos: Sequence[Photo] = (),
) -> TimelineItem:
    kind = ItemKind.NOTE if note else ItemKind.MESSAGE
    at = NOW - timedelta(minutes=minutes)
    return TimelineItem(at, kind, who, body=body, aside=aside, ours=ours, photos=photos)


def _list() -> dict[str, Any]:
    return {
        "tabs": [
            Tab(_("All"), "#", 1284),
            Tab(_("Pending review"), "#", 37, current=True),
            Tab(_("Completed"), "#", 810),
        ],
        "chips": [FilterChip(_("Type"), _("Exchange"), "?"), FilterChip(_("Merchant"), "Kestrel Audio", "?")],
        "filter_form": FilterForm(),
        "columns": [
            Column("number", _("Service no."), fixed=True, sort_url="?"),
            Column("state", _("State")),
            Column("due", _("Due"), sort_url="?", sorted="ascending"),
            Column("refund", "¥", num=True),
            Column("merchant", _("Merchant")),
            Column("applied", _("Applied"), num=True, sort_url="?"),
        ],
        "rows": [
            ("RT-0418", Tone.BLUE, _("Pending review"), 73280, "Kestrel Audio", NOW - timedelta(hours=19)),
            ("RT-0391", Tone.AMBER, _("Awaiting goods"), 89900, "Northlight Home", NOW - timedelta(days=6)),
            ("RT-0376", Tone.RED, _("Rejected"), 9600, "Lumen & Oak", NOW - timedelta(days=8)),
            ("RT-0371", Tone.GREEN, _("Completed"), 164900, "Northlight Home", NOW - timedelta(days=400)),
        ],
        "pager": Pager("", "?", _("1–4 of 1,284")),
    }


def _forms() -> dict[str, Any]:
    return {
        "form": SampleForm(initial={"remedy": "refund", "goods": ["k2"], "amount": "612.40"}),
        "wrong": SampleForm({"wrong-amount": "652.40", "wrong-reason": "size"}, prefix="wrong"),
        "upload": Upload("photos", _("Add photos"), 10 * 1024 * 1024, hint=_("They help us decide faster.")),
        "upload_wrong": Upload("proof", _("Add photos"), 1024 * 1024, errors=(_("“slip.exe” is not a picture."),)),
    }
