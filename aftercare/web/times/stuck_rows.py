"""What stands still, as the list says it: number, page and words of each kind of record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right
from aftercare.reporting.queries.stuck import Stuck
from aftercare.web.duty_words import TASK_STATE
from aftercare.web.kit import dates
from aftercare.web.kit.parts import Text
from aftercare.web.money_words import CHARGE_STATE, DIFFERENCE_STATE, ORDER_STATE, OVERPAID_STATE
from aftercare.web.promise_words import OWNER
from aftercare.web.times.next_steps import NEXT
from aftercare.web.tracking import FETCH_STATE, FIND_STATE, HAND_IN_STATE
from aftercare.web.words import DISPATCH_STATE, OFFER_STATE, REFERRAL_STATE, REFUND_STATE, Word, states_of

_BY_NUMBER = ("return-detail", "finance-detail", "dock-send")


@dataclass(frozen=True)
class Shown:
    """A kind of record: what it is called, its states, its number and merchant, the page that shows it and to whom."""

    label: Text
    states: Mapping[str, Word]
    number: Callable[[Any], str]
    merchant: Callable[[Any], object]
    page: str
    right: Right

    def url(self, row: Any, actor: Actor) -> str:
        """The page of the record, or that of its case; empty where the reader may open neither."""
        if not actor.may(self.right):
            is_readable = actor.may(Right.RETURNS_SEE) and getattr(row, "case", None)
            return reverse("return-detail", args=[_of_case(row)]) if is_readable else ""
        if self.page in _WHOLE:
            return reverse(self.page)
        return reverse(self.page, args=[self.number(row) if self.page in _BY_NUMBER else row.pk])


_WHOLE = ("finance-charges", "finance-overpaid", "finance-statements", "service-decisions", "points", "dock-sending")


def _of_case(row: Any) -> str:
    return str(row.case.number)


SHOWN: Mapping[str, Shown] = {
    "return": Shown(_("Return"), {}, lambda row: row.number, lambda row: row.merchant, "return-detail",
                    Right.RETURNS_SEE),
    "refund": Shown(_("Refund"), REFUND_STATE, lambda row: row.number, lambda row: row.merchant, "finance-detail",
                    Right.REFUNDS_SEE),
    "payout": Shown(_("Payout by a gateway"), ORDER_STATE, lambda row: row.refund.number,
                    lambda row: row.refund.merchant, "finance-detail", Right.REFUNDS_SEE),
    "charge": Shown(_("Payment of a buyer"), CHARGE_STATE, lambda row: row.number, lambda row: row.merchant,
                    "finance-charges", Right.REFUNDS_SEE),
    "overpaid": Shown(_("Paid too much"), OVERPAID_STATE, lambda row: row.number, lambda row: row.merchant,
                      "finance-overpaid", Right.REFUNDS_SEE),
    "difference": Shown(_("Difference with the bank"), DIFFERENCE_STATE,
                        lambda row: row.payout.refund.number if row.payout else row.line.reference or "–",
                        lambda row: row.payout.refund.merchant if row.payout else "", "finance-statements",
                        Right.STATEMENTS_SEE),
    "dispatch": Shown(_("Goods to be sent"), DISPATCH_STATE, lambda row: row.number, lambda row: row.merchant,
                      "dock-send", Right.GOODS_SEE),
    "fetch": Shown(_("Goods to be fetched"), FETCH_STATE, _of_case, lambda row: row.case.merchant, "points",
                   Right.POINTS_WORK),
    "offer": Shown(_("Offer of a compensation"), OFFER_STATE, lambda row: row.returning.number,
                   lambda row: row.returning.merchant, "return-detail", Right.RETURNS_SEE),
    "decision": Shown(_("Request for a decision"), REFERRAL_STATE, _of_case, lambda row: row.case.merchant,
                      "service-decisions", Right.DECISIONS_MAKE),
    "find": Shown(_("Found parcel"), FIND_STATE, lambda row: row.number, lambda row: row.merchant or "", "find",
                  Right.PARCELS_SEE),
    "hand-in": Shown(_("Goods handed in"), HAND_IN_STATE, lambda row: row.number, lambda row: row.case.merchant,
                     "points", Right.POINTS_WORK),
    "task": Shown(_("Task"), TASK_STATE, lambda row: row.number, lambda row: row.title, "duty-task",
                  Right.DUTIES_WORK),
}  # fmt: skip
"""By the word in addresses."""

_BY_CASE = ("return-release", "return-write")
"""Steps that are done on the case of what is shown."""


@dataclass(frozen=True)
class StuckRow:
    """A record that does not move. `act_url` is empty where the reader may not take the step."""

    source: str
    pk: int
    number: str
    url: str
    kind: Text
    about: str
    state: Word
    owner: Text
    since: datetime
    usual: str
    over: str
    measured_on: int
    act: Text
    act_url: str
    is_dialog: bool


def row_of(one: Stuck, actor: Actor) -> StuckRow:
    """A line of the list for its reader."""
    shown, found = SHOWN[one.source], NEXT[one.source, one.act]
    states = states_of(is_swap=one.row.is_swap) if one.source == "return" else shown.states
    number = shown.number(one.row)
    asked_for = number_for_step(one, found.page, number)
    return StuckRow(
        source=one.source,
        pk=one.row.pk,
        number=number,
        url=shown.url(one.row, actor),
        kind=shown.label,
        about=str(shown.merchant(one.row)),
        state=states[one.row.state],
        owner=OWNER[one.owner],
        since=one.row.state_since,
        usual=dates.span(one.dwell.usual),
        over=dates.span(one.over),
        measured_on=one.dwell.measured_on,
        act=found.label,
        act_url=found.address(one.source, one.row, asked_for) if actor.may(found.right) else "",
        is_dialog=found.is_dialog or not found.page,
    )


def number_for_step(one: Stuck, page: str, number: str) -> str:
    """The number that a step's page asks for: goods leave under one of their own, cases are written to by theirs."""
    return _of_case(one.row) if page in _BY_CASE and hasattr(one.row, "case") else number
