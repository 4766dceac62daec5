"""States and kinds of what is paid, owed and matched, in the language of whoever reads."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from aftercare.billing.terms import (
    ChargePurpose,
    ChargeState,
    Debtor,
    DifferenceKind,
    DifferenceState,
    GatewayKind,
    OrderState,
    OverpaidCause,
    OverpaidState,
)
from aftercare.web.kit.parts import Text, Tone
from aftercare.web.words import Word

CHARGE_STATE: Mapping[str, Word] = {
    ChargeState.DUE: Word(_("Due"), Tone.AMBER),
    ChargeState.PAID: Word(_("Paid"), Tone.GREEN),
    ChargeState.WAIVED: Word(_("Waived"), Tone.GREY, glyph="s-done"),
    ChargeState.VOID: Word(_("Void"), Tone.GREY, glyph="s-bad"),
}

CHARGE_PURPOSE: Mapping[str, Text] = {
    ChargePurpose.SURCHARGE: _("Surcharge for the new goods"),
    ChargePurpose.GOODS_KEPT: _("Old goods that did not come back"),
}

ORDER_STATE: Mapping[str, Word] = {
    OrderState.DUE: Word(_("Goes out next"), Tone.BLUE),
    OrderState.SENDING: Word(_("Being sent"), Tone.BLUE),
    OrderState.UNCLEAR: Word(_("Unclear"), Tone.AMBER),
    OrderState.FAILED: Word(_("Refused by the gateway"), Tone.RED),
    OrderState.DIFFERS: Word(_("Paid differently"), Tone.RED),
    OrderState.WITHDRAWING: Word(_("Being taken back"), Tone.AMBER),
    OrderState.WITHDRAWN: Word(_("Taken back"), Tone.GREY, glyph="s-bad"),
    OrderState.PAID: Word(_("Paid by the gateway"), Tone.GREEN),
}

DIFFERENCE_STATE: Mapping[str, Word] = {
    DifferenceState.OPEN: Word(_("To settle"), Tone.AMBER),
    DifferenceState.SETTLED: Word(_("Settled"), Tone.GREEN),
    DifferenceState.CLEARED: Word(_("Cleared by itself"), Tone.GREY, glyph="s-done"),
}

DIFFERENCE_KIND: Mapping[str, Text] = {
    DifferenceKind.AMOUNT: _("Amount differs"),
    DifferenceKind.UNKNOWN: _("Only in the statement"),
    DifferenceKind.TWICE: _("Sent more often than recorded"),
    DifferenceKind.CAME_BACK: _("Came back"),
    DifferenceKind.MISSING: _("Only in our books"),
}

GATEWAY_KIND: Mapping[str, Text] = {
    GatewayKind.CASHIER: _("The cashier, by hand"),
    GatewayKind.HTTP: _("A payout service over HTTP"),
}

OVERPAID_STATE: Mapping[str, Word] = {
    OverpaidState.OPEN: Word(_("Owed"), Tone.RED),
    OverpaidState.WRITE_OFF_ASKED: Word(_("To be let go?"), Tone.AMBER),
    OverpaidState.REPAID: Word(_("Paid back"), Tone.GREEN),
    OverpaidState.CAME: Word(_("Goods came after all"), Tone.GREEN),
    OverpaidState.WRITTEN_OFF: Word(_("Let go"), Tone.GREY, glyph="s-bad"),
}

OVERPAID_CAUSE: Mapping[str, Text] = {
    OverpaidCause.FEWER: _("The dock accepted less than was paid for"),
    OverpaidCause.REFUSED: _("The goods were refused"),
    OverpaidCause.NEVER_CAME: _("The goods never came"),
    OverpaidCause.LOST: _("The parcel was lost on its way"),
}

DEBTOR: Mapping[str, Text] = {
    Debtor.BUYER: _("Buyer"),
    Debtor.CARRIER: _("Carrier"),
    Debtor.COMPANY: _("Our company"),
}
