"""Whatever is exchanged for whatever, in a chain: what can still go back is what came in less what went out."""

from contextlib import suppress
from datetime import datetime, timedelta
from random import Random

import pytest
from django.db.models import F, Sum

from aftercare.billing.models import Charge, Payout, Refund
from aftercare.billing.terms import ChargeState, PayMethod, RefundState, Sent
from aftercare.flow import exchange, return_goods
from aftercare.flow.settlement import approve_refund, pay_refund
from aftercare.journal.queries.history import broken_links
from aftercare.kernel.errors import DomainError
from aftercare.orders.models import Grant, Order, OrderLine
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.queries.dispatching import dispatches_of_case
from aftercare.returns.queries.offering import offers_of
from aftercare.returns.terms import Counted, Grade, Replacement, State
from tests.factories.exchanges import asked, fresh, received, sent
from tests.factories.people import AGENT, CASHIER, DOCKER, FINANCE, MANAGER, MONDAY, REVIEWER
from tests.factories.shop import Scene, order, scene

PRICES = (0, 1, 333, 39900, 69900, 74900)


class Walk:
    """One buyer, his first order, and the exchanges that follow from it."""

    def __init__(self, seed: int, place: Scene) -> None:
        self.dice, self.place, self.at = Random(seed), place, MONDAY
        self.first = order(place, freight_minor=0, discount_minor=self.dice.randint(0, 500))
        self.count = 0

    def tick(self) -> datetime:
        """Some hours later."""
        self.at += timedelta(hours=self.dice.randint(1, 9))
        return self.at

    def step(self) -> None:
        """An exchange of some pieces of one of his orders, as far as it comes."""
        offers = [one for one in offers_of(list(Order.objects.order_by("pk")), at=self.tick()) if one.left]
        if not offers:
            return
        bought = self.dice.choice(offers)
        pieces = [self.dice.randint(0, line.left) for line in bought.lines]
        price = self.dice.choice(PRICES)
        new = self.dice.choice((None, Replacement(f"N{price}", "New", price)))
        if not any(pieces):
            return
        returning = asked(bought.order, *pieces, new=new, at=self.at)
        decision = Decision(address=self.place.address, is_advance=self.dice.random() < 0.4)
        exchange.approve(returning, decision, by=MANAGER, at=self.tick())
        for act in self.dice.choices((self.pay, self.send, self.come, self.stop, self.instead), k=8):
            with suppress(DomainError):
                act(fresh(returning))
            self.check()
        self.refund_all()

    def pay(self, returning: Return) -> None:
        """What is owed is paid, or now and then waived."""
        for charge in Charge.objects.filter(case=returning.case_id, state=ChargeState.DUE):
            if self.dice.random() < 0.3:
                exchange.waive_charge(charge, "Our fault", by=MANAGER, at=self.tick())
            else:
                self.count += 1
                exchange.pay_charge(charge, Sent(PayMethod.BANK, f"IN {self.count}"), by=CASHIER, at=self.tick())

    def send(self, returning: Return) -> None:
        """The new goods leave, and arrive."""
        if not dispatches_of_case(returning.case_id):
            return
        received(sent(returning, at=self.tick()), at=self.tick())

    def come(self, returning: Return) -> None:
        """Some of the old goods come, or none that counts."""
        rows = lines_of(returning)
        found = [self.dice.randint(0, row.quantity) for row in rows]
        counts = [Counted(row.pk, row.quantity, n, 0, Grade.OPENED) for row, n in zip(rows, found, strict=True)]
        if any(found):
            return_goods.take_in_goods(returning, counts, by=DOCKER, at=self.tick())
        else:
            return_goods.refuse_goods(returning, counts, "Not ours", by=DOCKER, at=self.tick())

    def stop(self, returning: Return) -> None:
        """Now and then the buyer gives up, or the goods never come."""
        if self.dice.random() < 0.5:
            return_goods.cancel(returning, by=AGENT, at=self.tick())
        else:
            self.at += timedelta(days=30)
            return_goods.lapse(returning, by=MANAGER, at=self.at)

    def instead(self, returning: Return) -> None:
        """Now and then there is nothing to send."""
        if self.dice.random() < 0.3:
            exchange.refund_instead(returning, "Sold out", by=REVIEWER, at=self.tick())

    def refund_all(self) -> None:
        """Finance agrees to everything, and the cashier pays it."""
        for refund in Refund.objects.filter(state=RefundState.TO_APPROVE):
            approved = approve_refund(refund, by=FINANCE, at=self.tick())
            if approved.state == RefundState.TO_PAY:
                self.count += 1
                pay_refund(approved, Sent(PayMethod.BANK, f"OUT {self.count}"), by=CASHIER, at=self.tick())
        self.check()

    def check(self) -> None:
        """What came in, what went out, and what is left, to the cent."""
        lines = OrderLine.objects.aggregate(left=Sum(F("paid_minor") - F("granted_minor")))
        promised = Grant.objects.aggregate(left=Sum(F("amount_minor") - F("paid_out_minor")))
        charged = Charge.objects.filter(state=ChargeState.PAID).aggregate(total=Sum("amount_minor"))["total"] or 0
        money_in = self.first.paid_minor + charged
        money_out = Payout.objects.aggregate(total=Sum("amount_minor"))["total"] or 0
        assert (lines["left"] or 0) + (promised["left"] or 0) <= money_in - money_out
        for line in OrderLine.objects.all():
            sums = Grant.objects.filter(line=line).aggregate(a=Sum("amount_minor"), p=Sum("paid_out_minor"))
            assert (line.granted_minor, line.paid_out_minor) == (sums["a"] or 0, sums["p"] or 0)
        for returning in Return.objects.filter(state=State.COMPLETED):
            assert not Charge.objects.filter(case=returning.case_id, state=ChargeState.DUE).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_no_chain_of_exchanges_gives_back_more_than_was_paid(seed: int) -> None:
    walk = Walk(seed, scene(window_days=None, separate_people=False))
    for _step in range(5):
        walk.step()
    assert list(broken_links()) == []
