"""The rows of the service desk's lists, made ready before the templates see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from aftercare.cases.models import Case, Note
from aftercare.kernel.actor import Actor
from aftercare.orders.models import DelayNotice, Order
from aftercare.orders.queries.promises import promised_by
from aftercare.orders.rules.promises import days_to_ship
from aftercare.web.kit.parts import Text
from aftercare.web.service.links import case_url
from aftercare.web.words import KIND, MARK, TOLD_BY, Word


@dataclass(frozen=True)
class LateRow:
    """An order that should have left: until when, and what its customer was told last."""

    order: Order
    due_at: datetime | None
    notice: DelayNotice | None
    url: str

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


def late_rows(orders: Sequence[Order], notices: Mapping[int, list[DelayNotice]]) -> list[LateRow]:
    """The rows of late orders, with one query for all promises."""
    promises = promised_by({order.merchant_id for order in orders})
    rows = []
    for order in orders:
        days = days_to_ship(promises[order.merchant_id], bought_on=timezone.localdate(order.ordered_at))
        due_at = order.paid_at + timedelta(days=days) if order.paid_at and days else None
        told = notices.get(order.pk, [])
        rows.append(LateRow(order, due_at, told[-1] if told else None, reverse("order-detail", args=[order.pk])))
    return rows


def waiting_rows(actor: Actor, cases: Sequence[Case], said: Mapping[int, Note]) -> list[WaitingRow]:
    """The rows of buyers who wait."""
    return [WaitingRow(case, said.get(case.pk), case_url(actor, case.number)) for case in cases]
