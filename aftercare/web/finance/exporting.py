"""The refund list as a file."""

from collections.abc import Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from aftercare.billing.queries.exporting import SoughtRefunds
from aftercare.lists.terms import Format, Heading, Wanted
from aftercare.web.kit.parts import Text
from aftercare.web.words import PAY_METHOD, REFUND_STATE

LIST = "refunds"
HEADS: Mapping[str, Text] = {
    "number": _("Service no."),
    "state": _("State"),
    "order": _("Order no."),
    "merchant": _("Merchant"),
    "buyer": _("Buyer"),
    "applied": _("Applied"),
    "reviewed": _("Reviewed"),
    "asked": _("Waiting since"),
    "total": _("Total"),
    "currency": _("Currency"),
    "approved": _("Approved"),
    "approver": _("Approved by"),
    "method": _("Way of payment"),
    "reference": _("Reference"),
    "paid": _("Paid"),
    "payer": _("Recorded by"),
}


def wanted(sought: SoughtRefunds, kind: Format, *, in_full: bool) -> Wanted:
    """The refunds that are sought, one row each."""
    return Wanted(
        list=LIST,
        format=kind,
        sought=sought.as_plain(),
        headings=[Heading(key, str(label)) for key, label in HEADS.items()],
        words={
            "state": {str(state): str(word.label) for state, word in REFUND_STATE.items()},
            "method": {str(method): str(word) for method, word in PAY_METHOD.items()},
        },
        language=get_language() or "en",
        in_full=in_full,
    )
