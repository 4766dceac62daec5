"""The rows of the service desk's lists, made ready before the templates see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from aftercare.cases.models import Case, Note
from aftercare.kernel.actor import Actor
from aftercare.notifications.models import Message
from aftercare.notifications.queries.facts import delay_id
from aftercare.notifications.queries.messages import told_of_delay
from aftercare.notifications.terms import MessageState
from aftercare.orders.models import DelayNotice, Order
from aftercare.orders.queries.promises import promised_by
from aftercare.orders.rules.promises import days_to_ship
from aftercare.orders.terms import ToldBy
from aftercare.web.kit.parts import Text
from aftercare.web.message_words import MESSAGE_STATE, WHY
from aftercare.web.service.links import case_url
from aftercare.web.words import KIND, MARK, TOLD_BY, Word

_GOES = (MessageState.WAITING, MessageState.SENT, MessageState.HELD, MessageState.BUNDLED)


@dataclass(frozen=True)
class LateRow:
    """An order that should have left: until when, and what its customer was told last."""

    order: Order
    due_at: datetime | None
    notice: DelayNotice | None
    url: str
    message: Message | None = None

    @property
    def message_word(self) -> Word | None:
        """What became of the message to the buyer, if one was made."""
        return MESSAGE_STATE[self.message.state] if self.message else None

    @property
    def message_why(self) -> Text:
        """Why it was not sent."""
        return WHY.get(self.message.why, "") if self.message else ""

    @property
    def is_told(self) -> bool:
        """Whether somebody spoke with him, or a message went or goes."""
        return self.notice is not None or (self.message is not None and self.message.state in _GOES)

    @property
    def told_by(self) -> Text:
        """How the customer was told last."""
        return TOLD_BY[self.notice.told_by] if self.notice else ""


@dataclass(frozen=True)
class WaitingRow:
    """A case whose buyer waits for an answer."""

    case: Case
    note: Note | None
    url: str

    @property
    def kind(self) -> Text:
        """What kind of case it is."""
        return KIND.get(self.case.kind, self.case.kind)

    @property
    def marks(self) -> list[Word]:
        """What colleagues noted about the customer."""
        return [MARK[mark] for mark in self.case.customer.marks if mark in MARK]


def _messages(orders: Sequence[Order], notices: Mapping[int, list[DelayNotice]]) -> dict[int, Message]:
    """The latest message about each order's delay, in one query: a colleague's, or the one that went by itself."""
    told = {
        delay_id(order.pk, one.noted_at if one else None): order
        for order in orders
        for one in (None, *(one for one in notices.get(order.pk, []) if one.told_by == ToldBy.MESSAGE))
    }
    found = told_of_delay({cause: order.customer_id for cause, order in told.items()})
    return {order.pk: found[cause] for cause, order in told.items() if cause in found}


def late_rows(orders: Sequence[Order], notices: Mapping[int, list[DelayNotice]]) -> list[LateRow]:
    """The rows of late orders, with one query for all promises and one for all messages."""
    promises = promised_by({order.merchant_id for order in orders})
    rows, messages = [], _messages(orders, notices)
    for order in orders:
        days = days_to_ship(promises[order.merchant_id], bought_on=timezone.localdate(order.ordered_at))
        due_at = order.paid_at + timedelta(days=days) if order.paid_at and days else None
        told = notices.get(order.pk, [])
        url = reverse("order-detail", args=[order.pk])
        rows.append(LateRow(order, due_at, told[-1] if told else None, url, messages.get(order.pk)))
    return rows


def waiting_rows(actor: Actor, cases: Sequence[Case], said: Mapping[int, Note]) -> list[WaitingRow]:
    """The rows of buyers who wait."""
    return [WaitingRow(case, said.get(case.pk), case_url(actor, case.number)) for case in cases]
