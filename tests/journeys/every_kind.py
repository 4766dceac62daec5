"""All four kinds at once, money ahead of goods or behind, goods for goods: it adds up, it ends, the journal tells it.

Return and refund, refund only, exchange (other goods, dearer or cheaper, in advance, in parts) and compensation of the
same two orders and of what they were exchanged for, with gateways that fail, buyers who owe, and goods sent again.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.expressions import CombinedExpression
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from aftercare.billing.commands import overpaid as owing
from aftercare.billing.commands.overpaid import CameBack
from aftercare.billing.models import Charge, Overpaid, Payout, Refund, RefundLine, Repayment
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import ChargeState, Debtor, OverpaidState, PayMethod, RefundState, Sent
from aftercare.cases.terms import Channel, Kind, Room
from aftercare.catalog.models import Reason
from aftercare.catalog.terms import Fault, Remedy
from aftercare.flow import compensation, dispatching, exchange, requests, resending, return_goods
from aftercare.flow.early_refund import refund_when
from aftercare.flow.scans import CARRIER
from aftercare.flow.settlement import approve_refund, pay_refund
from aftercare.kernel.actor import SYSTEM
from aftercare.kernel.errors import DomainError, NotFound
from aftercare.moves.models import Moving
from aftercare.orders.models import Grant, Order, OrderLine
from aftercare.org.roles import Role
from aftercare.parcels.queries.seen import was_seen
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.compensating import Terms
from aftercare.returns.commands.watching import ask_for_unseen
from aftercare.returns.lifecycle import lifecycle_of
from aftercare.returns.models import Dispatch, Return, ReturnLine, ReturnPolicy, StockRecord
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import Compensated, DispatchState, RefundTrigger, Replacement, State, StockKind, Wanted
from tests.factories.care import BY_PHONE, why
from tests.factories.exchanges import PACKER, exchange_reason, packed
from tests.factories.people import AGENT, CASHIER, DOCKER, FINANCE, MANAGER, REVIEWER, actor, buyer
from tests.factories.shop import goods
from tests.factories.stories import all_good
from tests.journeys.test_all_kinds import OVER, PLAIN, AllKinds
from tests.journeys.test_any_sequence import ENDED, TOLD, WHICH, Told

SECOND = actor(Role.FINANCE_REVIEWER, 1)
DAYS = 3
WITH_GOODS = (Kind.RETURN_REFUND, Kind.EXCHANGE)
PIECES = st.lists(st.integers(0, 3), min_size=2, max_size=2)
NEW = st.one_of(st.none(), st.sampled_from([Replacement(f"N{price}", "New", price) for price in (0, 7, 40, 200)]))


class EveryKind(AllKinds):
    """What was sent in exchange is an order too: each rule acts on the order that is looked at."""

    @initialize(
        prices=st.tuples(st.integers(0, 100), st.integers(0, 100)),
        discount=st.integers(0, 99),
        freight=st.integers(0, 9),
        policy=st.tuples(st.booleans(), st.booleans()),
        on=st.booleans(),
        trigger=st.sampled_from(RefundTrigger),
        holds=st.booleans(),
        days=st.lists(st.integers(0, 2**31), min_size=DAYS, max_size=DAYS),
    )
    def begin(
        self,
        prices: tuple[int, int],
        discount: int,
        freight: int,
        policy: tuple[bool, bool],
        on: bool,
        trigger: RefundTrigger,
        holds: bool,
        days: list[int],
    ) -> None:
        super().begin(prices=prices, discount=discount, freight=freight, policy=policy, on=on)
        mine = ReturnPolicy.objects.filter(merchant=self.place.merchant)
        mine.update(refund_trigger=trigger, agent_releases=holds, window_days=None)
        every = [str(remedy) for remedy in Remedy]
        Reason.objects.filter(pk=self.place.reason.pk).update(fault=Fault.MISSING_ITEM, remedies=every)
        self.place.reason.refresh_from_db()
        self.paid_at_first = sum(bought.paid_minor for bought in self.orders)
        self.sums = 0
        for seed in days:
            self.a_day_passes(seed)

    def a_day_passes(self, seed: int) -> None:
        """What happens before hypothesis draws single acts."""

    def every_order(self) -> list[Order]:
        """The two that were bought, and what was sent in exchange."""
        self.orders = list(Order.objects.filter(merchant=self.place.merchant).order_by("pk"))
        return self.orders

    @rule(which=st.integers(0, 5))
    def look_at(self, which: int) -> None:
        """Turn to one of the orders."""
        orders = self.every_order()
        self.order = orders[which % len(orders)]

    def reference(self, word: str) -> Sent:
        """A payment of its own."""
        self.sums += 1
        return Sent(PayMethod.BANK, f"{word} {self.place.merchant.pk} {self.sums}")

    @rule(pieces=PIECES, new=NEW, told=TOLD)
    def swap(self, pieces: list[int], new: Replacement | None, told: Told) -> None:
        """Ask for other goods, or the same again, and mostly get a yes."""
        bought = Order.objects.get(pk=self.order.pk)
        wanted = [Wanted(line.pk, n, new) for line, n in zip(goods(bought), pieces, strict=False) if n]
        wish, who = Application(wanted=wanted, reason=exchange_reason()), buyer(bought.customer_id)
        self.attempt(lambda: exchange.apply_for_exchange(bought, wish, channel=Channel.PORTAL, by=who, at=self.at))
        self.attempt(lambda: self.approve(self.returning(-1), replace(told, cents=None, freight=0)))

    @rule(amounts=st.lists(st.integers(0, 40), min_size=2, max_size=2))
    def agree(self, amounts: list[int]) -> None:
        """Agent and buyer agree on an amount for goods that stay."""
        bought = Order.objects.get(pk=self.order.pk)
        lines = [Compensated(line.pk, 1, n) for line, n in zip(goods(bought), amounts, strict=False) if n]
        terms = Terms(lines, why(), "A scratch.")
        self.attempt(
            lambda: compensation.open_compensation(bought, terms, BY_PHONE, channel=Channel.DESK, by=AGENT, at=self.at)
        )

    @rule(which=WHICH, choice=st.integers(0, 9), told=TOLD)
    def go_on(self, which: int, choice: int, told: Told) -> None:
        """One of the moves that the return's state knows."""

        def work() -> None:
            found = self.returning(which)
            legal = lifecycle_of(found.kind).actions(found.state)
            if not legal:
                raise NotFound("ended")
            getattr(self, legal[choice % len(legal)])(found, told)

        self.attempt(work)

    @rule(which=WHICH, times=st.integers(1, 6), eager=st.booleans())
    def usual(self, which: int, times: int, eager: bool) -> None:
        """What is done in most cases; the warehouse may send before anything came."""
        for _time in range(times):
            self.attempt(lambda: self._step(self.returning(which), eager=eager))

    @rule(which=WHICH)
    def scan(self, which: int) -> None:
        """The carrier has the parcel."""
        self.attempt(lambda: refund_when(self.returning(which), RefundTrigger.PICKUP_SCAN, by=CARRIER, at=self.at))

    @rule(which=WHICH, pays=st.booleans())
    def pay_what_is_asked(self, which: int, pays: bool) -> None:
        """What the buyer owes in an exchange is paid, or waived."""
        self.attempt(lambda: self._clear(self.returning(which), pays=pays))

    def _clear(self, found: Return, *, pays: bool) -> None:
        for charge in Charge.objects.filter(case=found.case_id, state=ChargeState.DUE):
            if pays:
                exchange.pay_charge(charge, self.reference("IN"), by=CASHIER, at=self.at)
            else:
                exchange.waive_charge(charge, "Our fault", by=MANAGER, at=self.at)

    @rule(which=WHICH, what=st.sampled_from(["repay", "ask", "keep", "let go"]), part=st.integers(1, 60))
    def settle_debts(self, which: int, what: str, part: int) -> None:
        """What was paid too much comes back, in parts, or two people let it go."""
        self.attempt(lambda: self._owed(self.returning(which), what, part))

    def _owed(self, found: Return, what: str, part: int) -> None:
        debt = Overpaid.objects.filter(refund__case=found.case_id).first()
        if debt is None:
            raise NotFound("none")
        if what == "repay":
            sent = self.reference("BACK")
            owing.repay(debt, CameBack(part, sent.method, sent.reference), by=CASHIER, at=self.at)
        elif what == "ask":
            owing.ask_write_off(debt, "Too small.", by=FINANCE, at=self.at)
        else:
            (owing.keep_asking if what == "keep" else owing.write_off)(debt, by=SECOND, at=self.at)

    def approve(self, found: Return, told: Told) -> None:
        decision = self.decision(found, told)
        if found.kind == Kind.EXCHANGE:
            decision = replace(decision, is_advance=bool(told.damaged[0]))
        requests.approve(found, decision, by=MANAGER, at=self.at)

    def receive(self, found: Return, _told: Told) -> None:
        return_goods.receive_goods(found, by=DOCKER, at=self.at)

    def resend(self, found: Return, _told: Told) -> None:
        everything = [Wanted(line.pk, line.quantity) for line in lines_of(found)]
        resending.resend(found, everything, "Missing", by=MANAGER, at=self.at)

    def owe(self, _found: Return, _told: Told) -> None:
        raise NotFound("goods are owed by not coming")

    def pick(self, found: Return, _told: Told) -> None:
        dispatching.pick(self.dispatch(found), by=PACKER, at=self.at)

    def put_back(self, found: Return, _told: Told) -> None:
        dispatching.put_back(self.dispatch(found), by=PACKER, at=self.at)

    def send_out(self, found: Return, _told: Told) -> None:
        dispatch = self.dispatch(found)
        dispatching.send_out(dispatch, packed(dispatch), by=PACKER, at=self.at)

    def confirm(self, found: Return, _told: Told) -> None:
        dispatching.confirm(self.dispatch(found), by=AGENT, at=self.at)

    def refund_instead(self, found: Return, _told: Told) -> None:
        exchange.refund_instead(found, "Sold out", by=MANAGER, at=self.at)

    def dispatch(self, found: Return) -> Dispatch:
        """What left last on a case, or shall leave."""
        last = Dispatch.objects.filter(case=found.case_id).order_by("pk").last()
        if last is None:
            raise NotFound("none")
        return last

    def _step(self, found: Return, *, eager: bool = False) -> None:
        """One step towards the end of everything that hangs on a return."""
        refund = refund_of_case(found.case_id)
        dispatch = Dispatch.objects.filter(case=found.case_id).order_by("pk").last()
        goes = eager or found.state in SENDS
        if refund and refund.state in MONEY_MOVES:
            self._move_money(refund)
        elif Charge.objects.filter(case=found.case_id, state=ChargeState.DUE).exists():
            self._clear(found, pays=True)
        elif dispatch and dispatch.state == DispatchState.SHIPPED:
            self.confirm(found, PLAIN)
        elif dispatch and dispatch.state in STEPS and goes:
            STEPS[DispatchState(dispatch.state)](self, found, dispatch)
        elif found.state not in OVER:
            self._usual_step(found)

    def _move_money(self, refund: Refund) -> None:
        if refund.state == RefundState.TO_APPROVE:
            approve_refund(refund, by=FINANCE, at=self.at)
        elif refund.state == RefundState.TO_PAY:
            pay_refund(refund, self.reference("OUT"), by=CASHIER, at=self.at)
        else:
            self._let_gateway_pay(refund)

    def _usual_step(self, found: Return) -> None:
        step = lifecycle_of(found.kind).holds[found.state].usual
        try:
            if step == "receive" and found.pk % 2:
                self._never_comes(found)
            elif step == "inspect":
                return_goods.take_in_goods(found, all_good(found), by=DOCKER, at=self.at)
            else:
                getattr(self, step)(found, PLAIN)
        except DomainError:
            if step != "approve":
                raise
            self.reject(found, PLAIN)

    def _never_comes(self, found: Return) -> None:
        """Half of the parcels: the timer ends what nobody has seen, a colleague gives up what others had."""
        asked, later = self.at + timedelta(days=60), self.at + timedelta(days=70)
        while ask_for_unseen(found.merchant_id, 14, by=SYSTEM, at=asked):
            pass
        if was_seen(found.case_id):
            return_goods.lose(found, "No trace.", by=REVIEWER, at=later)
        else:
            return_goods.lapse(Return.objects.get(pk=found.pk), by=SYSTEM, at=later)

    @invariant()
    def accounts_add_up(self) -> None:
        """Granted ≤ paid, paid out ≤ granted, goods back ≤ out, and each is the sum of what returns say."""
        lines = list(OrderLine.objects.filter(order__in=self.every_order()))
        standing = ReturnLine.objects.filter(order_line__in=lines).exclude(returning__state__in=ENDED)
        rows = list(standing.exclude(returning__is_resent=True).select_related("returning"))
        grants = list(Grant.objects.filter(line__in=lines))
        stock = list(StockRecord.objects.filter(line__order_line__in=lines).select_related("line"))
        for line in lines:
            given = [grant for grant in grants if grant.line_id == line.pk]
            assert line.granted_minor == sum(grant.amount_minor for grant in given)
            assert line.paid_out_minor == sum(grant.paid_out_minor for grant in given)
            assert 0 <= line.paid_out_minor <= line.granted_minor <= line.paid_minor
            assert 0 <= line.goods_back <= line.goods_asked <= line.goods_out
            assert line.goods_out + line.goods_called_off <= line.quantity
            mine = [row for row in rows if row.order_line_id == line.pk]
            assert line.goods_called_off == sum(r.quantity for r in mine if r.returning.kind == Kind.REFUND_ONLY)
            sent = [row for row in mine if row.returning.kind in WITH_GOODS]
            assert line.goods_asked == sum(_asked(row) for row in sent)
            assert line.goods_back == sum(row.accepted or 0 for row in sent)
            moved = [row for row in stock if row.line and row.line.order_line_id == line.pk]
            assert line.goods_back == sum(r.quantity if r.kind in COMES_IN else -r.quantity for r in moved)

    @invariant()
    def returns_and_refunds_tell_the_same(self) -> None:
        """What left the house in money is what the grants of its refund say, but for what came back since."""
        for refund in Refund.objects.filter(merchant=self.place.merchant):
            sent = total(Payout.objects.filter(refund=refund), "amount_minor")
            told = total(
                Grant.objects.filter(pk__in=RefundLine.objects.filter(refund=refund).values("grant")), "paid_out_minor"
            )
            back = total(Overpaid.objects.filter(refund=refund, debtor=Debtor.BUYER), "repaid_minor")
            assert sent == (told + back if refund.state == RefundState.PAID else 0)

    @invariant()
    def no_money_is_made(self) -> None:
        """What can still go back is no more than what came in less what went out, to the cent."""
        mine = Q(merchant=self.place.merchant)
        lines = OrderLine.objects.filter(order__in=self.every_order())
        left = total(lines, F("paid_minor") - F("granted_minor"))
        promised = total(Grant.objects.filter(line__in=lines), F("amount_minor") - F("paid_out_minor"))
        came = self.paid_at_first + total(Charge.objects.filter(mine, state=ChargeState.PAID), "amount_minor")
        came += total(Repayment.objects.filter(overpaid__merchant=self.place.merchant), "amount_minor")
        went = total(Payout.objects.filter(refund__merchant=self.place.merchant), "amount_minor")
        assert left + promised <= came - went

    def teardown(self) -> None:
        if hasattr(self, "sums"):
            for found in Return.objects.filter(merchant=self.place.merchant).order_by("pk"):
                self._bring_to_its_end(found)
            for debt in Overpaid.objects.filter(merchant=self.place.merchant, state__in=OWING):
                came = CameBack(debt.left_minor, PayMethod.BANK, self.reference("BACK").reference)
                owing.repay(debt, came, by=CASHIER, at=self.at)
            self.accounts_add_up()
            self.returns_and_refunds_tell_the_same()
            self.no_money_is_made()
            self.nothing_is_paid_twice()
            self._is_told_again()

    def _bring_to_its_end(self, found: Return) -> None:
        for _step in range(40):
            found = Return.objects.get(pk=found.pk)
            if self._is_over(found):
                return
            self._step(found)
        pytest.fail(f"{found.number} is still {found.state}, {found.case.state}")

    def _is_over(self, found: Return) -> bool:
        """Nothing of it waits for anybody."""
        money = Refund.objects.filter(case=found.case_id, state__in=MONEY_MOVES)
        owed = Charge.objects.filter(case=found.case_id, state=ChargeState.DUE)
        goods_go = Dispatch.objects.filter(case=found.case_id, state__in=[*STEPS, DispatchState.SHIPPED])
        waits = money.exists() or owed.exists() or goods_go.exists()
        return found.state in OVER and found.case.state == Room.CLOSED and not waits

    def _records(self) -> Iterator[Moving]:
        yield from super()._records()
        for kind in (Dispatch, Charge, Overpaid):
            yield from kind.objects.filter(merchant=self.place.merchant)


def _asked(row: ReturnLine) -> int:
    """The pieces that a return holds: what was asked until the dock has accepted some; whoever owes them holds them."""
    return row.quantity if row.returning.inspected_at is None else row.accepted or 0


def total(rows: QuerySet[Any], what: str | CombinedExpression) -> int:
    """A sum in minor units."""
    return int(rows.aggregate(all=Sum(what))["all"] or 0)


COMES_IN = {StockKind.RETURN_IN, StockKind.EXCHANGE_IN}


SENDS = {State.INSPECTED, State.PICKING, *OVER}
OWING = [OverpaidState.OPEN, OverpaidState.WRITE_OFF_ASKED]
MONEY_MOVES = [RefundState.TO_APPROVE, RefundState.TO_PAY, RefundState.AT_GATEWAY]
STEPS: dict[DispatchState, Callable[[EveryKind, Return, Dispatch], object]] = {
    DispatchState.HELD: lambda house, _found, sent: dispatching.release(sent, by=AGENT, at=house.at),
    DispatchState.TO_PICK: lambda house, found, _sent: house.pick(found, PLAIN),
    DispatchState.PICKING: lambda house, found, _sent: house.send_out(found, PLAIN),
}
"""How goods go that are to be sent."""
