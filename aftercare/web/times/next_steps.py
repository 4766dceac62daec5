"""The usual next step of everything that can stand still: its button, the right it takes, and where it is done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftercare.flow.dispatching import confirm, pick
from aftercare.flow.settlement import approve_refund
from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right
from aftercare.web.kit.parts import Text


@dataclass(frozen=True)
class Next:
    """A button, the right of those for whom it waits, and the page or form that it opens.

    Without a page it has no further fields and is done by one press, after a question. `act` fills the page's own.
    """

    label: Text
    right: Right
    page: str = ""
    is_dialog: bool = False
    act: str = ""

    def address(self, source: str, row: Any, number: str) -> str:
        """Where it is done; by the number of the case or by the record's own, as the page wants it."""
        if not self.page:
            return reverse("times-step", args=[source, row.pk])
        if self.act:
            return reverse(self.page, args=[row.pk, self.act])
        if self.page in _WITHOUT:
            return reverse(self.page)
        return reverse(self.page, args=[row.pk if self.page in _BY_ID else number])


_WITHOUT = ("dock-sending",)
_BY_ID = (
    "finance-charge-paid", "finance-difference-settle", "point-here", "point-hand-over", "point-send",
    "service-decision", "find", "duty-task",
)  # fmt: skip

_REVIEW = Next(_("Review"), Right.RETURNS_REVIEW, "return-detail")
_AGAIN = Next(_("Review again"), Right.RETURNS_REVIEW, "return-detail")
_WRITE = Next(_("Write to the buyer"), Right.CONTACTS_REVEAL, "return-write", is_dialog=True)
_PAYOUT = Next(_("Look at the payout"), Right.PAYOUTS_RECORD, "finance-detail")

NEXT: Mapping[tuple[str, str], Next] = {
    ("return", "approve"): _REVIEW,
    ("return", "approve_again"): _AGAIN,
    ("return", "ship"): _WRITE,
    ("return", "receive"): Next(_("Look at the parcel"), Right.SCANS_RECORD, "return-detail"),
    ("return", "inspect"): Next(_("Count the goods"), Right.GOODS_RECEIVE, "dock-count"),
    ("return", "start_refund"): Next(_("Approve the refund"), Right.REFUNDS_APPROVE, "finance-detail"),
    ("return", "complete"): Next(_("Pay out"), Right.PAYOUTS_RECORD, "finance-detail"),
    ("return", "pick"): Next(_("Pick the goods"), Right.GOODS_SEND, "dock-sending"),
    ("return", "send_out"): Next(_("Send the goods out"), Right.GOODS_SEND, "dock-sending"),
    ("return", "confirm"): Next(_("The buyer has it"), Right.RETURNS_SHIP, "return-confirm", is_dialog=True),
    ("refund", "approve"): Next(_("Approve the refund"), Right.REFUNDS_APPROVE),
    ("refund", "ask_again"): _AGAIN,
    ("refund", "pay"): Next(_("Pay out"), Right.PAYOUTS_RECORD, "finance-detail"),
    ("payout", "send"): _PAYOUT,
    ("payout", "pay"): _PAYOUT,
    ("payout", "try_again"): _PAYOUT,
    ("payout", "ask_again"): _PAYOUT,
    ("payout", "release"): _PAYOUT,
    ("charge", "pay"): Next(_("The buyer has paid"), Right.CHARGES_RECORD, "finance-charge-paid", is_dialog=True),
    ("overpaid", "repay"): Next(_("Money came back"), Right.PAYOUTS_RECORD, "finance-came-back", is_dialog=True),
    ("overpaid", "write_off"): Next(
        _("Decide on letting it go"), Right.REFUNDS_APPROVE, "finance-decide-write-off", is_dialog=True
    ),
    ("difference", "settle"): Next(
        _("Settle the difference"), Right.STATEMENTS_SETTLE, "finance-difference-settle", is_dialog=True
    ),
    ("dispatch", "release"): Next(_("Let the goods go"), Right.RETURNS_SHIP, "return-release", is_dialog=True),
    ("dispatch", "pick"): Next(_("Pick the goods"), Right.GOODS_SEND),
    ("dispatch", "send_out"): Next(_("Send the goods out"), Right.GOODS_SEND, "dock-send"),
    ("dispatch", "confirm"): Next(_("The buyer has it"), Right.RETURNS_SHIP),
    ("fetch", "arrive"): Next(_("It has arrived"), Right.POINTS_WORK, "point-here", is_dialog=True),
    ("fetch", "hand_over"): Next(_("Hand it over"), Right.POINTS_WORK, "point-hand-over", is_dialog=True),
    ("fetch", "choose"): _WRITE,
    ("offer", "accept"): _WRITE,
    ("decision", "grant"): Next(_("Decide"), Right.DECISIONS_MAKE, "service-decision", is_dialog=True),
    ("find", "take_in"): Next(_("Decide on the parcel"), Right.FINDS_DECIDE, "find"),
    ("find", "hand_out"): Next(_("Decide on the parcel"), Right.FINDS_DECIDE, "find"),
    ("hand-in", "send_on"): Next(_("Send it on"), Right.POINTS_WORK, "point-send", is_dialog=True),
    ("task", "finish"): Next(_("Hand in"), Right.DUTIES_WORK, "duty-act", is_dialog=True, act="finish"),
    ("task", "begin"): Next(_("Answer the customer"), Right.DUTIES_WORK, "duty-act", is_dialog=True, act="answer"),
    ("task", "send"): Next(_("Send an engineer"), Right.DUTIES_WORK, "duty-act", is_dialog=True, act="send"),
    ("task", "arrive"): Next(_("On site"), Right.DUTIES_WORK, "duty-task"),
    ("task", "resume"): Next(_("Go on"), Right.DUTIES_WORK, "duty-act", is_dialog=True, act="resume"),
    ("task", "lend"): Next(_("Lend"), Right.DUTIES_WORK, "duty-act", is_dialog=True, act="lend"),
    ("task", "repaired"): Next(_("Original repaired"), Right.DUTIES_WORK, "duty-act", is_dialog=True, act="repaired"),
    ("task", "take_back"): Next(_("Take back"), Right.DUTIES_WORK, "duty-act", is_dialog=True, act="take-back"),
}
"""By the kind of record and the lifecycle's usual step."""

PRESSED: Mapping[tuple[str, str], Callable[[Any, int, Actor, datetime], object]] = {
    ("refund", "approve"): lambda row, seen, by, at: approve_refund(row, seen=seen, by=by, at=at),
    ("dispatch", "pick"): lambda row, seen, by, at: pick(row, seen=seen, by=by, at=at),
    ("dispatch", "confirm"): lambda row, _seen, by, at: confirm(row, by=by, at=at),
}
"""What one press does. The version that was seen was compared before; where the command asks for it, under the lock."""
