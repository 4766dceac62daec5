"""What is taken out of the list: which columns, under which words, in the language of who asks."""

from collections.abc import Mapping, Sequence

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from aftercare.lists.terms import Arrangement, Format, Heading, Wanted
from aftercare.returns.queries.exporting import plain_of
from aftercare.web.kit.parts import Text
from aftercare.web.returns.columns import COLUMNS
from aftercare.web.returns.forms.filtering import Filters
from aftercare.web.returns.shelf import LIST
from aftercare.web.words import CHANNEL, FAULT, HANDLING, KIND, MARK, SHOWN, TURN

MORE: Mapping[str, Text] = {
    "currency": _("Currency"),
    "asked": _("Amount asked"),
    "goods_amount": _("Refund for goods"),
    "freight": _("Freight given back"),
    "account": _("Buyer's account"),
    "contact": _("Contact"),
    "phone": _("Phone"),
    "carrier": _("Carrier"),
    "shipped": _("Shipped"),
    "received": _("Received"),
    "inspected": _("Inspected"),
    "completed": _("Completed at"),
    "reviewer": _("Reviewed by"),
}
"""Columns that only a file has, behind those of the list."""


def headings(arrangement: Arrangement, *, every: bool) -> list[Heading]:
    """The list's columns as they stand, the currency beside the amount; or every column there is."""
    keys = list(arrangement.order if every else arrangement.shown)
    if every:
        keys += [key for key in MORE if key != "currency"]
    if "refund" in keys:
        keys.insert(keys.index("refund") + 1, "currency")
    return [Heading(key, str(COLUMNS[key].label if key in COLUMNS else MORE[key])) for key in keys]


def wanted(
    filters: Filters, columns: Sequence[Heading], kind: Format, *, picked: Sequence[int] = (), in_full: bool = False
) -> Wanted:
    """The list under these filters, or what was picked in it, as a file."""
    return Wanted(
        list=LIST,
        format=kind,
        sought=plain_of(filters.sought, filters.sequence, picked),
        headings=columns,
        words=_words(),
        language=get_language() or "en",
        in_full=in_full,
    )


def _words() -> dict[str, dict[str, str]]:
    """What values are called; a state by the trade's name."""
    return {
        "state": {str(shown): str(word) for shown, word in SHOWN.items()},
        "turn": {str(turn): str(word) for turn, word in TURN.items()},
        "kind": {str(kind): str(word) for kind, word in KIND.items()},
        "outcome": {str(one): str(word) for one, word in HANDLING.items()},
        "fault": {str(fault): str(word) for fault, word in FAULT.items()},
        "marks": {str(mark): str(word) for mark, word in MARK.items()},
        "business": {"yes": str(gettext("Wholesale"))},
        "late": {"yes": str(gettext("Shipped late"))},
        "channel": {str(channel): str(word) for channel, word in CHANNEL.items()},
    }
