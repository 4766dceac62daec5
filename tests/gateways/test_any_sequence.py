"""Whatever a gateway does and whoever presses what, in whatever order: no refund is ever paid twice."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from aftercare.billing.commands import ordering
from aftercare.billing.commands.orders import Claim, claim_next
from aftercare.billing.models import Gateway, Payout, PayoutOrder, Refund
from aftercare.billing.terms import Asking, Instruction, OrderState, Outcome, PayMethod, RefundState, Reply, Sent
from aftercare.cases.models import Case
from aftercare.cases.terms import Room
from aftercare.flow.paying_out import settle_by_hand, take_reply, work_off_next
from aftercare.flow.settlement import GATEWAY_CASHIER, pay_refund
from aftercare.journal.queries.history import broken_links
from aftercare.kernel.errors import DomainError
from tests.factories.people import CASHIER
from tests.factories.shop import order, scene
from tests.factories.stories import to_pay
from tests.gateways.stories import LATER

EXAMPLES = 20
_numbers = count(1)
_GOOD_FOR = timedelta(minutes=5)


@dataclass
class Bank:
    """The other end: it keeps the contract (once per key, no old questions), whatever happens to the answers."""

    paid: dict[str, Instruction] = field(default_factory=dict)
    payments: Counter[str] = field(default_factory=Counter)
    refused: set[str] = field(default_factory=set)
    on_their_way: list[Instruction] = field(default_factory=list)

    def deliver(self, told: Instruction, *, at: datetime) -> None:
        """A question arrives: now, late, or once more."""
        if at - told.at <= _GOOD_FOR and told.key not in self.paid:
            self.paid[told.key] = told
            self.payments[told.number] += 1

    def pay(self, told: Instruction, manner: str, *, at: datetime) -> Reply:
        """Whatever the manner is, a key that was paid is never refused."""
        if manner == "away":
            return Reply(Outcome.NOT_SENT)
        if manner == "delayed":
            self.on_their_way.append(told)
            return Reply(Outcome.SILENT)
        if manner == "lost":
            return Reply(Outcome.SILENT)
        if manner == "refuses" and told.key not in self.paid:
            return Reply(Outcome.REFUSED, http_status=422)
        self.deliver(told, at=at)
        return Reply(Outcome.SILENT) if manner == "mute" else self.ask(told, manner)

    def ask(self, told: Instruction, manner: str) -> Reply:
        """How it stands."""
        if manner in {"away", "lost", "delayed", "mute"}:
            return Reply(Outcome.SILENT)
        if told.key not in self.paid:
            return Reply(Outcome.UNKNOWN, http_status=404)
        less = 1 if manner == "lies" else 0
        return Reply(Outcome.PAID, f"GW {told.key}", told.amount_minor - less, told.currency, http_status=200)


MANNERS = st.sampled_from(["pays", "mute", "lost", "delayed", "away", "refuses", "lies"])


class AnySequence(RuleBasedStateMachine):
    """One refund, one gateway, several workers of which some die, and a cashier."""

    @initialize()
    def begin(self) -> None:
        place = scene(f"bank{next(_numbers)}")
        self.gateway = Gateway.objects.create(
            merchant=place.merchant, kind="http", url="https://pay.example.com/", sealed_secret="sealed"
        )
        self.refund = to_pay(place, order(place), 1)
        self.bank, self.at = Bank(), LATER
        self.held: list[tuple[Claim, Reply]] = []

    def order(self) -> PayoutOrder:
        """The order that was opened last."""
        return PayoutOrder.objects.filter(refund=self.refund).latest("pk")

    def answered(self, claim: Claim, manner: str) -> Reply:
        """What the bank makes of a question."""
        if claim.asking == Asking.PAY:
            return self.bank.pay(claim.told, manner, at=self.at)
        return self.bank.ask(claim.told, manner)

    @rule(manner=MANNERS)
    def work(self, manner: str) -> None:
        """A worker asks one question and writes the answer down."""
        work_off_next(self.gateway, lambda claim: self.answered(claim, manner), clock=lambda: self.at)

    @rule(manner=MANNERS, dies=st.booleans())
    def work_slowly(self, manner: str, dies: bool) -> None:
        """A worker asks, and dies, or writes the answer down much later."""
        claim = claim_next(self.gateway, by=GATEWAY_CASHIER, at=self.at)
        if claim:
            reply = self.answered(claim, manner)
            self.held += [] if dies else [(claim, reply)]

    @rule()
    def slow_answer_arrives(self) -> None:
        """What a slow worker heard is written down at last."""
        if self.held:
            claim, reply = self.held.pop(0)
            take_reply(claim, reply, at=self.at)

    @rule()
    def late_question_arrives(self) -> None:
        """The network delivers what it had kept."""
        if self.bank.on_their_way:
            self.bank.deliver(self.bank.on_their_way.pop(0), at=self.at)

    @rule(minutes=st.sampled_from([1, 4, 6, 16, 61]))
    def time_passes(self, minutes: int) -> None:
        """Nothing happens for a while."""
        self.at += timedelta(minutes=minutes)

    @rule(what=st.sampled_from(["try_again", "ask_again", "withdraw", "correct", "keep", "by_hand", "give", "settle"]))
    def press(self, what: str) -> None:
        """The cashier presses a button, whether it is there or not."""
        said: dict[str, Any] = {"by": CASHIER, "at": self.at}
        try:
            if what == "by_hand":
                pay_refund(self.refund, Sent(PayMethod.BANK, f"BACS {self.refund.pk}"), **said)
            elif what == "give":
                ordering.hand_to_gateway(self.refund, **said)
            elif what == "correct":
                ordering.withdraw(self.order(), payee="PAY-2", **said)
            elif what == "settle":
                self.settle(said)
            else:
                getattr(ordering, what)(self.order(), **said)
        except DomainError:
            pass

    def settle(self, said: dict[str, Any]) -> None:
        """People settle only what the bank's people confirm."""
        found = self.order()
        if found.key in self.bank.paid:
            settle_by_hand(found, f"GW {found.key}", "They said so", **said)

    @invariant()
    def nothing_is_paid_twice(self) -> None:
        """By the gateway under any key, and by hand, together once."""
        if not hasattr(self, "refund"):
            return
        by_hand = Payout.objects.filter(refund=self.refund, method=PayMethod.BANK).count()
        assert self.bank.payments[self.refund.number] + by_hand <= 1
        for payout in Payout.objects.filter(refund=self.refund, method=PayMethod.GATEWAY):
            assert payout.reference.removeprefix("GW ") in self.bank.paid

    def teardown(self) -> None:
        """From wherever it stands, it comes to its end."""
        if not hasattr(self, "refund"):
            return
        for _step in range(12):
            self.at += timedelta(hours=2)
            self.work("pays")
            self.work("pays")
            state = Refund.objects.get(pk=self.refund.pk).state
            if state == RefundState.TO_PAY:
                self.press("by_hand")
            elif state == RefundState.AT_GATEWAY and self.order().state == OrderState.FAILED:
                self.press("try_again")
            elif state == RefundState.AT_GATEWAY and self.order().state == OrderState.DIFFERS:
                self.press("settle")
        self.nothing_is_paid_twice()
        assert Refund.objects.get(pk=self.refund.pk).state == RefundState.PAID
        assert Case.objects.get(pk=self.refund.case_id).state == Room.CLOSED
        assert list(broken_links()) == []


@pytest.mark.django_db
def test_no_sequence_pays_twice_and_each_comes_to_its_end() -> None:
    run_state_machine_as_test(
        AnySequence,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
