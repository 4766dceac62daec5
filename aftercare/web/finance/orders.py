"""Payout orders as the refund's page tells of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from aftercare.billing.lifecycle import PAYOUT_ORDER
from aftercare.billing.models import PayoutAttempt, PayoutOrder, Refund
from aftercare.billing.queries.orders import orders_of
from aftercare.billing.terms import OrderState
from aftercare.web.finance.words import ATTEMPT, ATTEMPTED
from aftercare.web.kit.figures import money
from aftercare.web.kit.parts import KV, Text
from aftercare.web.money_words import ORDER_STATE
from aftercare.web.words import Word

_FOR_PEOPLE = (OrderState.FAILED, OrderState.DIFFERS)


@dataclass(frozen=True)
class AttemptRow:
    """One question to the gateway in words."""

    attempt: PayoutAttempt
    asked: Text
    came: Text


@dataclass(frozen=True)
class OrderCard:
    """A payment that a gateway was told to make, and everything that was tried."""

    order: PayoutOrder
    attempts: Sequence[AttemptRow]

    @property
    def word(self) -> Word:
        """Its state, with tone and glyph."""
        return ORDER_STATE[self.order.state]

    @property
    def needs_people(self) -> bool:
        """Whether the worker has come to its end with it."""
        return self.order.state in _FOR_PEOPLE

    @property
    def actions(self) -> list[str]:
        """What may be done with it now."""
        return PAYOUT_ORDER.actions(self.order.state)

    @property
    def is_failed(self) -> bool:
        return self.order.state == OrderState.FAILED

    @property
    def is_different(self) -> bool:
        return self.order.state == OrderState.DIFFERS

    @property
    def is_withdrawing(self) -> bool:
        return self.order.state == OrderState.WITHDRAWING

    @property
    def is_off(self) -> bool:
        return self.order.state == OrderState.DUE and not self.order.gateway.pays

    @property
    def is_unclear(self) -> bool:
        return self.order.state == OrderState.UNCLEAR

    @property
    def facts(self) -> list[KV]:
        """What the gateway was told, and what it says."""
        order = self.order
        told = [
            KV(_("Amount"), money(order.amount_minor, order.currency)),
            KV(_("Payee reference"), order.payee, css="mono"),
            KV(_("Idempotency key"), order.key, css="mono", note=_("Under it the gateway pays once.")),
        ]
        if order.paid_minor is not None:
            paid = f"{order.paid_currency} {order.paid_minor}"
            told.append(KV(_("Paid, as it says"), _paid(order) or paid, note=order.paid_reference))
        return told


def order_cards(refund: Refund) -> list[OrderCard]:
    """Everything that was tried with gateways, last first."""
    return [
        OrderCard(order, [_row(one) for one in sorted(order.attempts.all(), key=lambda one: one.pk)])
        for order in orders_of(refund.pk)
    ]


def _row(attempt: PayoutAttempt) -> AttemptRow:
    return AttemptRow(attempt, ATTEMPTED[attempt.asking], ATTEMPT[attempt.outcome])


def _paid(order: PayoutOrder) -> str:
    known = order.paid_currency == order.currency and order.paid_minor is not None
    return money(order.paid_minor or 0, order.currency) if known else ""
