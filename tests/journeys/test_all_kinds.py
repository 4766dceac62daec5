"""Every kind, two orders, with and without a gateway: all adds up and ends, and the journal tells it again."""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from django.db.models import F
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from aftercare.billing.commands import ordering
from aftercare.billing.commands.orders import Claim
from aftercare.billing.models import Gateway, Payout, PayoutOrder, Refund
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import Asking, OrderState, PayMethod, RefundState, Reply
from aftercare.cases.models import Case
from aftercare.cases.terms import Channel, Kind
from aftercare.catalog.commands import add_reason
from aftercare.catalog.models import Reason
from aftercare.flow import refund_only, return_goods
from aftercare.flow.paying_out import settle_by_hand, work_off_next
from aftercare.journal.queries.history import broken_links
from aftercare.kernel.actor import SYSTEM
from aftercare.kernel.errors import DomainError
from aftercare.moves.models import Moving
from aftercare.moves.queries import strays_of
from aftercare.orders.models import Grant, Order, OrderLine
from aftercare.orders.terms import NewLine
from aftercare.returns.commands import reviewing
from aftercare.returns.commands.applying import Application
from aftercare.returns.lifecycle import lifecycle_of
from aftercare.returns.models import Return, ReturnLine, ReturnPolicy, StockRecord
from aftercare.returns.terms import WITHOUT_GOODS, State, Wanted
from tests.factories.people import CASHIER, DOCKER, MONDAY, REVIEWER, buyer
from tests.factories.shop import goods, order
from tests.factories.stories import all_good
from tests.gateways.test_any_sequence import MANNERS, Bank
from tests.journeys.replaying import entries_of, untold, untold_lines
from tests.journeys.test_any_sequence import ENDED, WHICH, AnySequence, Told

EXAMPLES = int(os.environ.get("AFTERCARE_EXAMPLES", "8"))
"""Enough for a run of the suite; a search by hand takes hundreds, and longer."""
MANY, STEPS = 50, 20
PLAIN = Told(None, 0, consent=True, accepted=(3, 2), damaged=(0, 0))
OVER = ENDED | {State.COMPLETED}


class AllKinds(AnySequence):
    """One order that was sent, one that was not; the rules of AnySequence act on the one that is looked at."""

    orders: list[Order]

    @initialize(
        prices=st.tuples(st.integers(0, 100), st.integers(0, 100)),
        discount=st.integers(0, 99),
        freight=st.integers(0, 9),
        policy=st.tuples(st.booleans(), st.booleans()),
        on=st.booleans(),
    )
    def begin(self, prices: tuple[int, int], discount: int, freight: int, policy: tuple[bool, bool], on: bool) -> None:
        super().begin(prices=prices, discount=discount, freight=freight)
        lines = (NewLine("A", "A", 3, 33), NewLine("B", "B", 2, 10))
        waiting = order(self.place, lines=lines, discount_minor=4, freight_minor=freight, shipped=False, signed=False)
        self.orders = [self.order, waiting]
        ReturnPolicy.objects.filter(merchant=self.place.merchant).update(
            finance_sees_refund_only=policy[0], approves_refund_only=policy[1]
        )
        self.gateway = Gateway.objects.create(
            merchant=self.place.merchant, kind="http", url="https://pay.example.com/", sealed_secret="x", is_enabled=on
        )
        self.bank = Bank()
        self.called_off = Reason.objects.filter(kind=Kind.REFUND_ONLY).first() or add_reason(
            Kind.REFUND_ONLY, {"en": "Not wanted any more"}, by=SYSTEM, at=MONDAY
        )

    @rule(which=st.integers(0, 1))
    def look_at(self, which: int) -> None:
        """Turn to one of the orders."""
        self.order = self.orders[which]

    @rule()
    def order_leaves(self) -> None:
        """The shop sends what is left of the order that waited."""
        waiting = Order.objects.get(pk=self.orders[1].pk)
        if waiting.shipped_at is None:
            lines = OrderLine.objects.filter(order=waiting, is_freight=False)
            lines.update(goods_out=F("quantity") - F("goods_called_off"))
            Order.objects.filter(pk=waiting.pk).update(shipped_at=self.at, signed_at=self.at)

    @rule(pieces=st.lists(st.integers(0, 3), min_size=2, max_size=2))
    def call_off(self, pieces: list[int]) -> None:
        """Ask for the money of pieces that were not sent."""
        bought = Order.objects.get(pk=self.order.pk)
        wanted = [Wanted(line.pk, n) for line, n in zip(goods(bought), pieces, strict=False) if n]
        application = Application(wanted=wanted, reason=self.called_off)
        who = buyer(bought.customer_id)
        self.attempt(
            lambda: refund_only.apply_for_refund(bought, application, channel=Channel.PORTAL, by=who, at=self.at)
        )

    def approve(self, found: Return, told: Told) -> None:
        decide = refund_only.approve if found.kind == Kind.REFUND_ONLY else reviewing.approve
        decide(found, self.decision(found, told), by=REVIEWER, at=self.at)

    @rule(on=st.booleans())
    def switch_gateway(self, on: bool) -> None:
        """Somebody switches the gateway on or off."""
        Gateway.objects.filter(pk=self.gateway.pk).update(is_enabled=on)

    @rule(manner=MANNERS)
    def gateway_works(self, manner: str) -> None:
        """The worker asks the gateway one question, and the gateway answers as it likes."""
        work_off_next(self._gateway(), partial(self._answer, manner), clock=lambda: self.at)

    def _gateway(self) -> Gateway:
        """As it is switched now."""
        return Gateway.objects.get(pk=self.gateway.pk)

    def _answer(self, manner: str, claim: Claim) -> Reply:
        if claim.asking == Asking.PAY:
            return self.bank.pay(claim.told, manner, at=self.at)
        return self.bank.ask(claim.told, manner)

    @rule(minutes=st.sampled_from([1, 6, 16]))
    def time_passes(self, minutes: int) -> None:
        """Retries become due."""
        self.at += timedelta(minutes=minutes)

    @rule(which=WHICH, what=st.sampled_from(["try_again", "ask_again", "withdraw", "keep", "give", "settle"]))
    def press(self, which: int, what: str) -> None:
        """The cashier presses a button of a payout, whether it is there or not."""
        self.attempt(lambda: self._press(self.returning(which), what))

    def _press(self, found: Return, what: str) -> None:
        if what == "give":
            ordering.hand_to_gateway(self.refund(found), by=CASHIER, at=self.at)
            return
        ordered = PayoutOrder.objects.filter(refund=self.refund(found)).last()
        if ordered and what != "settle":
            getattr(ordering, what)(ordered, by=CASHIER, at=self.at)
        elif ordered and ordered.key in self.bank.paid:
            settle_by_hand(ordered, f"GW {ordered.key}", "They said so", by=CASHIER, at=self.at)

    @invariant()
    def accounts_add_up(self) -> None:
        """Granted ≤ paid, paid out ≤ granted, goods back ≤ out, and each is the sum of what returns say."""
        lines = list(OrderLine.objects.filter(order__in=getattr(self, "orders", [])))
        of_lines = {"order_line__in": lines}
        standing = ReturnLine.objects.filter(**of_lines).exclude(returning__state__in=ENDED).select_related("returning")
        kept = [row for row in standing if row.returning.kind in WITHOUT_GOODS]
        sent = [row for row in standing if row.returning.kind not in WITHOUT_GOODS]
        grants = list(Grant.objects.filter(line__in=lines))
        stock = list(StockRecord.objects.filter(line__order_line__in=lines).select_related("line"))
        for line in lines:
            given = [grant for grant in grants if grant.line_id == line.pk]
            assert line.granted_minor == sum(grant.amount_minor for grant in given)
            assert line.paid_out_minor == sum(grant.paid_out_minor for grant in given)
            assert 0 <= line.paid_out_minor <= line.granted_minor <= line.paid_minor
            assert 0 <= line.goods_back <= line.goods_asked <= line.goods_out
            assert line.goods_out + line.goods_called_off <= line.quantity
            assert line.goods_called_off == sum(row.quantity for row in kept if row.order_line_id == line.pk)
            asked = [row for row in sent if row.order_line_id == line.pk]
            assert line.goods_asked == sum(row.quantity if row.accepted is None else row.accepted for row in asked)
            assert line.goods_back == sum(row.accepted or 0 for row in asked)
            moved = [row for row in stock if row.line and row.line.order_line_id == line.pk]
            assert line.goods_back == sum(r.quantity if r.kind == "return_in" else -r.quantity for r in moved)

    @invariant()
    def nothing_is_paid_twice(self) -> None:
        """By the gateway under any key, and by hand, together once."""
        mine = Return.objects.filter(order__in=getattr(self, "orders", []))
        by_hand = Counter(
            Payout.objects.filter(refund__case__in=mine.values("case"), method=PayMethod.BANK).values_list(
                "refund__number", flat=True
            )
        )
        both = by_hand + self.bank.payments if hasattr(self, "bank") else by_hand
        assert [number for number, times in both.items() if times > 1] == []

    def teardown(self) -> None:
        """From wherever they stand, all come to an end, and then the journal tells it all again."""
        if hasattr(self, "orders"):
            for found in Return.objects.filter(order__in=self.orders):
                self._bring_to_its_end(found)
            self.accounts_add_up()
            self.nothing_is_paid_twice()
            self._is_told_again()

    def _bring_to_its_end(self, found: Return) -> None:
        """By the usual next step of each state, in no more steps than there are states."""
        for _step in range(30):
            found = Return.objects.get(pk=found.pk)
            if found.state in OVER:
                return
            self._go_on(found)
        orders = PayoutOrder.objects.filter(refund__case=found.case_id).values_list("state", "said", "tries")
        pytest.fail(f"{found.number} is still {found.state}, {self.refund(found).state}, {list(orders)}")

    def _go_on(self, found: Return) -> None:
        refund = refund_of_case(found.case_id)
        if refund and refund.state == RefundState.AT_GATEWAY:
            self._let_gateway_pay(refund)
            return
        step = lifecycle_of(found.kind).holds[found.state].usual
        try:
            if step == "inspect":
                return_goods.take_in_goods(found, all_good(found), by=DOCKER, at=self.at)
            else:
                getattr(self, step)(found, PLAIN)
        except DomainError:
            assert step == "approve", "only the buyer's wish may be refused for good"
            self.reject(found, PLAIN)

    def _let_gateway_pay(self, refund: Refund) -> None:
        Gateway.objects.filter(pk=self.gateway.pk).update(is_enabled=True)
        self.at += timedelta(hours=2)
        while work_off_next(self._gateway(), partial(self._answer, "pays"), clock=lambda: self.at):
            pass
        ordered = PayoutOrder.objects.filter(refund=refund).latest("pk")
        if ordered.state == OrderState.FAILED:
            ordering.try_again(ordered, by=CASHIER, at=self.at)
        elif ordered.state == OrderState.DIFFERS:
            settle_by_hand(ordered, f"GW {ordered.key}", "They said so", by=CASHIER, at=self.at)

    def _is_told_again(self) -> None:
        assert {row.label: gaps for row in self._records() if (gaps := untold(row))} == {}
        assert [stray for row in self._records() for stray in strays_of(row, entries_of(row))] == []
        mine = Return.objects.filter(order__in=self.orders)
        assert {row.number: others for row in mine if (others := untold_lines(row))} == {}
        assert list(broken_links()) == []
        for row in mine:
            grants = Grant.objects.filter(purpose=f"return:{row.pk}", line__order__in=self.orders)
            assert all(given.paid_out_minor == given.amount_minor for given in grants), "nothing stays half paid"

    def _records(self) -> Iterator[Moving]:
        mine = Return.objects.filter(order__in=self.orders)
        yield from mine
        yield from Case.objects.filter(pk__in=mine.values("case"))
        yield from Refund.objects.filter(case__in=mine.values("case"))
        yield from PayoutOrder.objects.filter(refund__case__in=mine.values("case"))
