"""The agent's day in the demo company: promises, limits, agreed compensations, questions, late orders, marks."""

from datetime import datetime, timedelta
from random import Random

from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import PayMethod, Sent
from aftercare.cases.commands import questions
from aftercare.cases.commands.notes import add_note
from aftercare.cases.terms import Channel
from aftercare.catalog.commands import add_reason, classify_reason
from aftercare.catalog.models import Reason
from aftercare.catalog.terms import Fault
from aftercare.cli.demo import talk
from aftercare.cli.demo.buyers import Person
from aftercare.cli.demo.company import Company, Market
from aftercare.cli.demo.sales import Sale, Till
from aftercare.customers.commands import set_mark
from aftercare.customers.terms import Mark
from aftercare.flow import compensation, settlement
from aftercare.flow.requests import apply, approve
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.orders.commands.delays import note_told
from aftercare.orders.commands.promises import NewPromise, promise
from aftercare.orders.models import Order
from aftercare.orders.terms import PromiseKind, ToldBy
from aftercare.org.commands.authority import set_decision_time, set_limit
from aftercare.org.commands.merchants import rename_shop
from aftercare.org.rights import Right
from aftercare.org.roles import Role
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.compensating import Consent, Terms
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import Return
from aftercare.returns.terms import Compensated, ConsentWay, Wanted

FIRST_NUMBER = 26_700_118
RETURNS = 7
"""How many returns this chapter adds."""


class Desk:
    """One agent's day, told at `now`."""

    def __init__(self, company: Company, crowd: dict[str, list[Person]], now: datetime) -> None:
        self.company, self.now = company, now
        self.rng = Random(11)
        self.till = Till(self.rng, now, first=FIRST_NUMBER)
        self.market: Market = company.markets[0]
        self.people = crowd[self.market.seller.code][1:]
        self.reasons: list[Reason] = []

    def tell(self) -> None:
        """Everything, settings first."""
        self.set_up()
        self.sell_late()
        self.compensate()
        self.offer_and_ask()
        self.double()

    def set_up(self) -> None:
        """Promises, limits, platforms, and reasons by what went wrong."""
        boss, at = self.company.actor(Role.ADMINISTRATOR), self.now - timedelta(days=60)
        since = (at - timedelta(days=30)).date()
        for kind, words, days in talk.PROMISES:
            promise(self.market.merchant, NewPromise(PromiseKind(kind), words, since, days=days), by=boss, at=at)
        set_limit(5000, self.market.seller.currency, role=Role.AGENT, by=boss, at=at)
        set_decision_time(30, by=boss, at=at)
        for market in self.company.markets:
            for shop in market.shops[1:]:
                rename_shop(shop, shop.name, platform=talk.PLATFORM, by=boss, at=at)
        for place, fault in talk.FAULTS:
            classify_reason(self.company.reasons[place], Fault(fault), by=boss, at=at)
        for kind, labels, fault in talk.MORE_REASONS:
            made = classify_reason(add_reason(kind, labels, by=boss, at=at), Fault(fault), by=boss, at=at)
            self.reasons += [made] if kind == "compensation" else []

    def sell_late(self) -> None:
        """Three orders that should have left; the customer of the oldest was told."""
        late = [
            self.till.sell_unsent(self.market, self.people[n], paid_days_ago=days) for n, days in enumerate((6, 4, 3))
        ]
        agent = self.company.actor(Role.AGENT)
        told_at = self.now - timedelta(days=2)
        note_told(late[0].order, ToldBy.PHONE, told_at, talk.LATE, by=agent, at=told_at)

    def compensate(self) -> None:
        """One that waits for operations, one that is paid, one that is above the agent's limit."""
        agent, reviewer = self.company.actor(Role.AGENT), self.company.actor(Role.OPERATIONS_REVIEWER)
        self._agreed(self._sold(3), 2000, agent, self.now - timedelta(hours=5))
        done = self._agreed(self._sold(4), 1500, agent, self.now - timedelta(days=4))
        approve(done, Decision(), by=reviewer, at=self.now - timedelta(days=3))
        refund = refund_of_case(done.case_id)
        assert refund is not None
        settlement.approve_refund(refund, by=self.company.actor(Role.FINANCE_REVIEWER), at=self.now - timedelta(days=3))
        sent = Sent(PayMethod.BANK, f"PAY-{done.number[3:]}")
        settlement.pay_refund(refund, sent, by=self.company.actor(Role.CASHIER), at=self.now - timedelta(days=2))
        self._agreed(self._sold(5), 8000, agent, self.now - timedelta(minutes=20))

    def offer_and_ask(self) -> None:
        """A buyer who may keep the goods for money, questions to those who know, buyers who wait, and marks."""
        agent, reviewer = self.company.actor(Role.AGENT), self.company.actor(Role.OPERATIONS_REVIEWER)
        offered, asked = (self._applied(self._sold(n), hours_ago=9 - n) for n in (6, 7))
        terms = self._terms(offered.order, 1200)
        compensation.offer(offered, terms, by=agent, at=self.now - timedelta(hours=1))
        experts, at = Role.OPERATIONS_REVIEWER, self.now - timedelta(minutes=50)
        first = questions.ask(asked.case, talk.EXPERT_QUESTIONS[0], role=experts, by=agent, at=at)
        questions.answer(first, talk.EXPERT_ANSWER, by=reviewer, at=at + timedelta(minutes=6))
        questions.ask(offered.case, talk.EXPERT_QUESTIONS[1], role=experts, by=agent, at=at + timedelta(minutes=10))
        for returning, minutes in ((offered, 45), (asked, 12)):
            words = talk.QUESTIONS["en"][minutes % 2]
            at = self.now - timedelta(minutes=minutes)
            add_note(returning.case, words, for_buyer=True, by=_buyer_of(returning.order), at=at)
        set_mark(asked.customer, Mark.TRUSTED, True, talk.TRUSTED, by=agent, at=self.now - timedelta(days=1))
        set_mark(offered.customer, Mark.WATCHED, True, talk.WATCHED, by=agent, at=self.now - timedelta(days=1))

    def double(self) -> None:
        """A wholesale buyer with two cases about the same goods, the second with a word."""
        sale = self._sold(8, is_business=True)
        self._applied(sale, hours_ago=4)
        self._applied(sale, hours_ago=3, despite=talk.DESPITE)

    def _sold(self, person: int, *, is_business: bool = False) -> Sale:
        signed_at = self.now - timedelta(days=5, hours=person)
        who = self.people[person]
        dear = self.market.seller.products[0]
        return self.till.sell(self.market, who, signed_at=signed_at, pieces=(2,), is_business=is_business, only=dear)

    def _agreed(self, sale: Sale, amount_minor: int, agent: Actor, at: datetime) -> Return:
        consent = Consent(ConsentWay.PHONE, talk.AGREED)
        terms = self._terms(sale.order, amount_minor)
        made = compensation.open_compensation(sale.order, terms, consent, channel=Channel.DESK, by=agent, at=at)
        return made.returning

    def _terms(self, order: Order, amount_minor: int) -> Terms:
        line = order.lines.filter(is_freight=False).order_by("position")[0]
        return Terms([Compensated(line.pk, line.quantity, amount_minor)], self.reasons[0], talk.COMPENSATED)

    def _applied(self, sale: Sale, *, hours_ago: int, despite: str = "") -> Return:
        line = sale.order.lines.filter(is_freight=False).order_by("position")[0]
        application = Application(wanted=[Wanted(line.pk, 1)], reason=self.company.reasons[2])
        return apply(
            "return_refund",
            sale.order,
            application,
            channel=Channel.PORTAL,
            despite=despite,
            by=_buyer_of(sale.order),
            at=self.now - timedelta(hours=hours_ago),
        )


def _buyer_of(order: Order) -> Actor:
    rights = frozenset({str(Right.OWN_CASES)})
    return Actor(ActorKind.BUYER, order.customer_id, str(order.customer), rights, customer=order.customer_id)
