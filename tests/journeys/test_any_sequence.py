"""Whatever people do, in whatever order: no value and no piece is lost, doubled or negative."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from aftercare.billing.models import Charge, Overpaid, Payout, Refund, RefundLine
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import PayMethod, RefundState, Sent
from aftercare.cases.models import Case, Turn
from aftercare.cases.terms import Channel, Room
from aftercare.flow import resending, return_goods, settlement
from aftercare.flow.late_goods import accept_find
from aftercare.journal.models import Entry
from aftercare.journal.queries.history import broken_links
from aftercare.kernel.actor import SYSTEM
from aftercare.kernel.errors import DomainError, NotFound
from aftercare.orders.commands.account import grant
from aftercare.orders.models import Grant, OrderLine
from aftercare.orders.terms import NewLine
from aftercare.org.roles import Role
from aftercare.parcels.commands.finds import Found, record_find
from aftercare.parcels.models import Parcel as Tracked
from aftercare.parcels.terms import Direction, ScanStatus
from aftercare.returns.commands import docking, reviewing, sending
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.commands.sending import Parcel
from aftercare.returns.commands.watching import ask_for_unseen
from aftercare.returns.lifecycle import RETURN
from aftercare.returns.models import Dispatch, Return, ReturnLine, StockRecord
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import Counted, Grade, State, Wanted
from tests.factories.people import AGENT, CASHIER, DOCKER, FINANCE, MANAGER, MONDAY, REVIEWER, actor, buyer
from tests.factories.shop import goods, order, scene
from tests.journeys.books import Books

EXAMPLES = 12
"""Enough for a run of the suite; a search by hand takes hundreds."""

_numbers = count(1)
WHICH = st.integers(0, 3)
PARTS = st.tuples(st.integers(0, 3), st.integers(0, 2))


@dataclass(frozen=True)
class Told:
    """What the people of one act say."""

    cents: int | None
    freight: int
    consent: bool
    accepted: tuple[int, int]
    damaged: tuple[int, int]


TOLD = st.builds(
    Told, st.one_of(st.none(), st.integers(-1, 300)), st.integers(-2, 9), st.booleans(), accepted=PARTS, damaged=PARTS
)
OTHER = actor(Role.OPERATIONS_REVIEWER, 1)
BOOKS = (
    Return, Case, ReturnLine, OrderLine, Grant, Refund, RefundLine, Payout, StockRecord, Turn, Entry, Dispatch, Charge,
    Overpaid,
)  # fmt: skip
"""What a refused act leaves as it was."""
ENDED = {State.REJECTED, State.REFUSED, State.CANCELLED, State.LAPSED}


class AnySequence(RuleBasedStateMachine):
    """One order of two lines, and up to four returns of it at once."""

    def __init__(self) -> None:
        super().__init__()
        self.books = Books(*BOOKS)

    @initialize(
        prices=st.tuples(st.integers(0, 100), st.integers(0, 100)),
        discount=st.integers(0, 99),
        freight=st.integers(0, 9),
    )
    def begin(self, prices: tuple[int, int], discount: int, freight: int) -> None:
        self.place = scene(f"shop{next(_numbers)}", separate_people=False)
        lines = (NewLine("A", "A", 3, prices[0]), NewLine("B", "B", 2, prices[1]))
        most = 3 * prices[0] + 2 * prices[1]
        self.order = order(self.place, lines=lines, discount_minor=min(discount, most), freight_minor=freight)
        self.at = MONDAY

    def returning(self, which: int) -> Return:
        found = list(Return.objects.filter(order=self.order).order_by("pk"))
        if not found:
            raise NotFound("none")
        return found[which % len(found)]

    def attempt(self, work: Callable[[], object]) -> None:
        before = self.books.told()
        try:
            work()
        except DomainError:
            assert self.books.told() == before

    @rule(pieces=st.lists(st.integers(0, 4), min_size=2, max_size=2), backwards=st.booleans())
    def apply(self, pieces: list[int], backwards: bool) -> None:
        wanted = [Wanted(line.pk, n) for line, n in zip(goods(self.order), pieces, strict=False) if n]
        application = Application(wanted=wanted[::-1] if backwards else wanted, reason=self.place.reason)
        who = buyer(self.order.customer_id)
        self.attempt(
            lambda: return_goods.apply_for_return(self.order, application, channel=Channel.PORTAL, by=who, at=self.at)
        )

    @rule(which=WHICH, choice=st.integers(0, 5), told=TOLD)
    def go_on(self, which: int, choice: int, told: Told) -> None:
        """One of the moves that the return's state knows."""

        def work() -> None:
            found = self.returning(which)
            legal = RETURN.actions(found.state)
            if not legal:
                raise NotFound("ended")
            getattr(self, legal[choice % len(legal)])(found, told)

        self.attempt(work)

    @rule(pieces=PARTS, told=TOLD, refuse=st.booleans())
    def hurry(self, pieces: tuple[int, int], told: Told, refuse: bool) -> None:
        """A new return as far as the finance desk, and maybe back."""
        made = Return.objects.filter(order=self.order).count()
        self.apply(list(pieces), backwards=True)
        found = Return.objects.filter(order=self.order).order_by("pk").last()
        if found is None or Return.objects.filter(order=self.order).count() == made:
            return
        plain = replace(told, cents=None, freight=max(told.freight, 0))
        self.attempt(lambda: self.approve(found, plain))
        self.attempt(lambda: self.inspect(Return.objects.get(pk=found.pk), told))
        if refuse:
            self.attempt(lambda: self.send_back(found, told))

    @rule(which=WHICH, action=st.sampled_from(sorted(RETURN.moves)), told=TOLD)
    def try_anything(self, which: int, action: str, told: Told) -> None:
        self.attempt(lambda: getattr(self, action)(self.returning(which), told))

    def decision(self, found: Return, told: Told) -> Decision:
        amounts = {} if told.cents is None else {line.pk: told.cents for line in lines_of(found)}
        words = "by phone" if told.consent else ""
        return Decision(address=self.place.address, amounts=amounts, freight_minor=told.freight, consent=words)

    def approve(self, found: Return, told: Told) -> None:
        reviewing.approve(found, self.decision(found, told), by=REVIEWER, at=self.at)

    def approve_again(self, found: Return, told: Told) -> None:
        return_goods.approve_again(found, self.decision(found, told), by=OTHER, at=self.at)

    def reject(self, found: Return, _told: Told) -> None:
        return_goods.reject(found, "No.", by=REVIEWER, at=self.at)

    def cancel(self, found: Return, _told: Told) -> None:
        return_goods.cancel(found, by=AGENT, at=self.at)

    def book_pickup(self, found: Return, _told: Told) -> None:
        sending.book_pickup(found, (self.at + timedelta(days=2)).date(), by=AGENT, at=self.at)

    def change_pickup(self, found: Return, _told: Told) -> None:
        sending.change_pickup(found, (self.at + timedelta(days=3)).date(), by=AGENT, at=self.at)

    def call_off_pickup(self, found: Return, _told: Told) -> None:
        sending.call_off_pickup(found, by=AGENT, at=self.at)

    def miss_pickup(self, found: Return, _told: Told) -> None:
        sending.miss_pickup(found, by=AGENT, at=self.at + timedelta(days=2))

    @transaction.atomic
    def reopen(self, found: Return, _told: Told) -> None:
        find = record_find(Found(), case=found.case, by=DOCKER, at=self.at)
        accept_find(find, "Here after all", by=MANAGER, at=self.at)

    def ship(self, found: Return, _told: Told) -> None:
        sending.ship(found, Parcel("Post", "DP1234"), by=AGENT, at=self.at)

    def take_home(self, found: Return, _told: Told) -> None:
        sending.taken_home(found, note="", by=AGENT, at=self.at)

    def correct_tracking(self, found: Return, _told: Told) -> None:
        sending.correct_tracking(found, Parcel("Post", "DP1235"), by=AGENT, at=self.at)

    def receive(self, found: Return, _told: Told) -> None:
        docking.receive(found, by=DOCKER, at=self.at)

    def inspect(self, found: Return, told: Told) -> None:
        rows = zip(lines_of(found), told.accepted, told.damaged, strict=False)
        counts = [Counted(line.pk, max(a, line.quantity), a, min(a, d), Grade.OPENED) for line, a, d in rows]
        return_goods.take_in_goods(found, counts, by=DOCKER, at=self.at)

    def refuse(self, found: Return, _told: Told) -> None:
        counts = [Counted(line.pk, line.quantity, 0, 0, Grade.WRONG) for line in lines_of(found)]
        return_goods.refuse_goods(found, counts, "Wrong goods", by=DOCKER, at=self.at)

    def lapse(self, found: Return, _told: Told) -> None:
        return_goods.lapse(found, by=MANAGER, at=self.at + timedelta(days=30))

    def lose(self, found: Return, _told: Told) -> None:
        """Nobody but the buyer ever had the parcel, as far as we know."""
        return_goods.lose(found, "No trace.", by=REVIEWER, at=self.at)

    @rule(which=WHICH)
    def carrier_scans(self, which: int) -> None:
        """The carrier has the parcel now, so that it is his if it is lost."""

        def work() -> None:
            tracked = Tracked.objects.filter(case=self.returning(which).case_id, direction=Direction.BACK)
            tracked.update(held_at=self.at, status=ScanStatus.IN_TRANSIT, status_at=self.at)

        self.attempt(work)

    @rule(which=WHICH)
    def nothing_comes(self, which: int) -> None:
        """The buyer is asked for a parcel that nobody has seen, and a month later it is awaited no more."""
        ask_for_unseen(self.place.merchant.pk, 14, by=SYSTEM, at=self.at + timedelta(days=60))
        self.attempt(lambda: return_goods.lapse(self.returning(which), by=MANAGER, at=self.at + timedelta(days=90)))

    def make_good(self, _found: Return, _told: Told) -> None:
        raise NotFound("what others lost is made good by being given up")

    def refund(self, found: Return) -> Refund:
        refund = refund_of_case(found.case_id)
        if refund is None:
            raise NotFound("none")
        return refund

    def send_back(self, found: Return, _told: Told) -> None:
        settlement.send_refund_back(self.refund(found), "Why?", by=FINANCE, at=self.at)

    def start_refund(self, found: Return, _told: Told) -> None:
        settlement.approve_refund(self.refund(found), by=FINANCE, at=self.at)

    def complete(self, found: Return, _told: Told) -> None:
        sent = Sent(PayMethod.BANK, f"BACS {next(_numbers)}")
        settlement.pay_refund(self.refund(found), sent, by=CASHIER, at=self.at)

    def join_payout(self, _found: Return, _told: Told) -> None:
        raise NotFound("goods join the money by being counted")

    close_paid = join_payout

    def resend(self, found: Return, _told: Told) -> None:
        """Refused for ever, since the reason is no missing piece."""
        everything = [Wanted(line.pk, line.quantity) for line in lines_of(found)]
        resending.resend(found, everything, "Missing", by=AGENT, at=self.at)

    @rule(amount=st.integers(-1, 30))
    def goodwill(self, amount: int) -> None:
        line = goods(self.order)[0]
        self.attempt(lambda: grant(line, f"goodwill:{next(_numbers)}", amount, by=MANAGER, at=self.at))

    @invariant()
    def accounts_add_up(self) -> None:
        if not hasattr(self, "order"):
            return
        for line in OrderLine.objects.filter(order=self.order):
            sums = Grant.objects.filter(line=line).aggregate(a=Sum("amount_minor"), p=Sum("paid_out_minor"))
            assert (line.granted_minor, line.paid_out_minor) == (sums["a"] or 0, sums["p"] or 0)
            open_or_done = ReturnLine.objects.filter(order_line=line).exclude(returning__state__in=ENDED)
            asked = sum(row.quantity if row.accepted is None else row.accepted for row in open_or_done)
            assert line.goods_asked == asked, "pieces asked back are those of returns that stand"
            back = sum(row.accepted or 0 for row in open_or_done)
            assert line.goods_back == back, "pieces that came back are those that were accepted and stay"
            stocked = StockRecord.objects.filter(line__order_line=line)
            here = sum(r.quantity if r.kind == "return_in" else -r.quantity for r in stocked)
            assert here == back, "the stock records tell the same pieces"

    @invariant()
    def returns_and_refunds_tell_the_same(self) -> None:
        if not hasattr(self, "order"):
            return
        for row in Return.objects.filter(order=self.order):
            grants = Grant.objects.filter(purpose=f"return:{row.pk}", line__order=self.order)
            promised = sum(given.amount_minor for given in grants)
            assert (row.freight_minor >= 0, row.amount_minor >= 0) == (True, True)
            if row.state in ENDED:
                assert promised == 0
            elif row.state != State.SUBMITTED:
                assert promised == row.total_minor == sum(x.amount_minor for x in lines_of(row)) + row.freight_minor
            refund = refund_of_case(row.case_id)
            open_turns = Turn.objects.filter(case=row.case_id, ended_at=None).count()
            assert open_turns == (0 if row.state in ENDED | {State.COMPLETED} else 1)
            if refund and refund.state not in (RefundState.REVOKED, RefundState.SENT_BACK):
                assert (
                    refund.total_minor
                    == promised
                    == sum(RefundLine.objects.filter(refund=refund).values_list("amount_minor", flat=True))
                )
            paid = sum(Payout.objects.filter(refund__case=row.case_id).values_list("amount_minor", flat=True))
            assert paid == (promised if row.state == State.COMPLETED else 0)
            assert paid == sum(given.paid_out_minor for given in grants)
            if row.state in ENDED | {State.COMPLETED}:
                assert Case.objects.get(pk=row.case_id).state == Room.CLOSED


@pytest.mark.django_db
def test_no_sequence_of_acts_loses_or_doubles_anything() -> None:
    every = settings(
        max_examples=EXAMPLES, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(AnySequence, settings=every)
    assert list(broken_links()) == []
