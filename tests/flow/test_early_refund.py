"""Money that goes ahead of the goods: received without paying, paid without receiving, and how both end."""

from datetime import timedelta

import pytest
from django.db.models import Sum

from aftercare.billing.commands.overpaid import (
    CameBack,
    SecondPersonNeeded,
    TooMuchRepaid,
    ask_write_off,
    keep_asking,
    repay,
    write_off,
)
from aftercare.billing.models import Overpaid, Payout, Refund
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import Debtor, OverpaidCause, OverpaidState, PayMethod, RefundState, Sent
from aftercare.cases.models import Case, Turn
from aftercare.cases.terms import Channel, Room
from aftercare.clocks.models import Clock
from aftercare.clocks.terms import Metric
from aftercare.customers.models import Customer
from aftercare.flow.early_refund import PaidAlready, refund_when
from aftercare.flow.return_goods import (
    apply_for_return,
    approve,
    cancel,
    inspect_goods,
    lapse,
    lose,
    receive_goods,
    refuse_goods,
    take_in_goods,
)
from aftercare.flow.settlement import approve_refund, pay_refund, send_refund_back
from aftercare.journal.models import Entry
from aftercare.journal.queries.history import broken_links
from aftercare.kernel.actor import SYSTEM
from aftercare.kernel.errors import NotAllowed
from aftercare.orders.models import Order, OrderLine
from aftercare.org.roles import Role
from aftercare.parcels.models import Parcel as TrackedParcel
from aftercare.parcels.terms import ScanStatus
from aftercare.reporting.queries.replay import replay
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.guards import ReasonMissing, SamePerson
from aftercare.returns.commands.policies import NoEnd, set_refund_trigger
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.commands.sending import Parcel, ship
from aftercare.returns.models import Return, ReturnPolicy
from aftercare.returns.queries.detail import actions_for, lines_of, policy_of
from aftercare.returns.rules.triggers import Trust
from aftercare.returns.terms import Counted, Grade, RefundTrigger, State, Wanted
from tests.factories.people import CASHIER, DOCKER, FINANCE, MONDAY, REVIEWER, actor, buyer
from tests.factories.promises import promise
from tests.factories.shop import Scene, goods, order, scene

pytestmark = pytest.mark.django_db

SECOND = actor(Role.FINANCE_REVIEWER, 1)
ADMIN = actor(Role.ADMINISTRATOR)
LATER = MONDAY + timedelta(days=30)
PHONES = 139800
"""Two pieces of the first line, in pence."""


def place(trigger: RefundTrigger, *trusts: Trust) -> Scene:
    """A merchant that gives money back at this event."""
    made = scene()
    set_refund_trigger(made.merchant, trigger, trusts, by=ADMIN, at=MONDAY)
    return made


def approved(at: Scene, bought: Order | None = None) -> Return:
    """Two headphones asked back and approved."""
    bought = bought or order(at)
    wanted = [Wanted(goods(bought)[0].pk, 2)]
    application = Application(wanted=wanted, reason=at.reason)
    asked = apply_for_return(bought, application, channel=Channel.PORTAL, by=buyer(bought.customer_id), at=MONDAY)
    return approve(asked, Decision(address=at.address), by=REVIEWER, at=MONDAY)


def paid(returning: Return, reference: str = "BACS 1") -> Return:
    """Finance agreed and the cashier paid."""
    refund = refund_of_case(returning.case_id)
    assert refund
    approve_refund(refund, by=FINANCE, at=MONDAY)
    pay_refund(refund, Sent(PayMethod.BANK, reference), by=CASHIER, at=MONDAY)
    return Return.objects.get(pk=returning.pk)


def counts(returning: Return, accepted: int, counted: int = 2) -> list[Counted]:
    """What the dock found on the one line."""
    (line,) = lines_of(returning)
    return [Counted(line.pk, counted, accepted, 0, Grade.OPENED if accepted else Grade.WRONG)]


def account(returning: Return) -> tuple[int, int, int, int]:
    """Granted, paid out, asked back, came back."""
    line = OrderLine.objects.get(order=returning.order_id, position=goods(returning.order)[0].position)
    return line.granted_minor, line.paid_out_minor, line.goods_asked, line.goods_back


def holder(returning: Return) -> str:
    """Which room holds the case; its open turn says the same."""
    case = Case.objects.get(pk=returning.case_id)
    turns = list(Turn.objects.filter(case=case, ended_at=None).values_list("room", flat=True))
    assert turns == ([] if case.state == Room.CLOSED else [case.state])
    return case.state


@pytest.mark.shows("RET-11")
def test_refund_goes_at_the_pickup_scan_and_closes_when_the_goods_are_counted() -> None:
    returning = approved(place(RefundTrigger.PICKUP_SCAN))
    assert (returning.refund_trigger, returning.refund_trigger_rule) == ("pickup_scan", "merchant_trigger")
    assert refund_when(returning, RefundTrigger.APPROVAL, by=SYSTEM, at=MONDAY) is None
    returning = ship(returning, Parcel("SF", "SF1234567"), by=buyer(returning.customer_id), at=MONDAY)
    assert refund_of_case(returning.case_id) is None, "the buyer's own word is no scan"

    refund = refund_when(returning, RefundTrigger.PICKUP_SCAN, by=SYSTEM, at=MONDAY)
    assert refund
    assert (refund.state, refund.total_minor, holder(returning)) == (RefundState.TO_APPROVE, PHONES, Room.SETTLEMENT)
    assert refund_when(returning, RefundTrigger.PICKUP_SCAN, by=SYSTEM, at=MONDAY) is None, "the same scan again"

    returning = paid(returning)
    assert (returning.state, holder(returning)) == (State.IN_TRANSIT, Room.RETURNS)
    assert account(returning) == (PHONES, PHONES, 2, 0)

    returning = take_in_goods(returning, counts(returning, 2), by=DOCKER, at=LATER)
    assert (returning.state, holder(returning), returning.completed_at) == (State.COMPLETED, Room.CLOSED, LATER)
    assert account(returning) == (PHONES, PHONES, 2, 2)
    assert not Overpaid.objects.exists()
    assert list(broken_links()) == []


@pytest.mark.shows("RET-08")
def test_old_rule_waits_for_the_dock_before_finance_sees_anything() -> None:
    returning = approved(place(RefundTrigger.INSPECTION))
    for event in RefundTrigger:
        assert refund_when(returning, event, by=SYSTEM, at=MONDAY) is None
    returning = receive_goods(returning, by=DOCKER, at=MONDAY)
    assert (refund_of_case(returning.case_id), holder(returning)) == (None, Room.RETURNS)
    returning = inspect_goods(returning, counts(returning, 2), by=DOCKER, at=MONDAY)
    refund = refund_of_case(returning.case_id)
    assert refund
    assert (refund.state, returning.state, holder(returning)) == ("to_approve", State.INSPECTED, Room.SETTLEMENT)


def test_refund_goes_at_the_receipt_and_a_count_before_finance_lowers_it() -> None:
    returning = receive_goods(approved(place(RefundTrigger.RECEIPT)), by=DOCKER, at=MONDAY)
    assert (returning.state, holder(returning)) == (State.RECEIVED, Room.SETTLEMENT)
    returning = inspect_goods(returning, counts(returning, 1), by=DOCKER, at=MONDAY)
    refund = refund_of_case(returning.case_id)
    assert refund
    assert (refund.state, refund.total_minor, returning.state) == (RefundState.TO_APPROVE, 69900, State.INSPECTED)
    returning = paid(returning)
    assert (returning.state, holder(returning), account(returning)) == ("completed", "closed", (69900, 69900, 1, 1))


def test_scan_that_was_never_seen_counts_at_the_receipt() -> None:
    returning = receive_goods(approved(place(RefundTrigger.PICKUP_SCAN)), by=DOCKER, at=MONDAY)
    assert returning.refund_ahead_at == MONDAY


def test_count_after_the_approval_lowers_what_the_cashier_pays() -> None:
    returning = approved(place(RefundTrigger.APPROVAL))
    refund = refund_of_case(returning.case_id)
    assert refund
    approve_refund(refund, by=FINANCE, at=MONDAY)
    returning = take_in_goods(returning, counts(returning, 1), by=DOCKER, at=MONDAY)
    refund = Refund.objects.get(pk=refund.pk)
    assert (returning.state, refund.state, refund.total_minor) == (State.REFUNDING, RefundState.TO_PAY, 69900)
    pay_refund(refund, Sent(PayMethod.BANK, "BACS 2"), by=CASHIER, at=LATER)
    assert (holder(returning), account(returning)) == (Room.CLOSED, (69900, 69900, 1, 1))


@pytest.mark.shows("RET-11")
def test_dock_accepts_less_than_was_paid_and_the_buyer_owes_the_rest() -> None:
    returning = paid(approved(place(RefundTrigger.APPROVAL)))
    returning = take_in_goods(returning, counts(returning, 1), by=DOCKER, at=LATER)
    assert (returning.state, holder(returning)) == (State.COMPLETED, Room.CLOSED)
    owed = Overpaid.objects.get()
    assert (owed.amount_minor, owed.cause, owed.state) == (69900, OverpaidCause.FEWER, OverpaidState.OPEN)
    assert account(returning) == (PHONES, PHONES, 1, 1)

    with pytest.raises(TooMuchRepaid):
        repay(owed, CameBack(69901, PayMethod.BANK, "IN 1"), by=CASHIER, at=LATER)
    owed = repay(owed, CameBack(20000, PayMethod.BANK, "IN 1"), by=CASHIER, at=LATER)
    assert (owed.state, owed.left_minor) == (OverpaidState.OPEN, 49900)
    owed = repay(owed, CameBack(49900, PayMethod.BANK, "IN 2"), by=CASHIER, at=LATER)
    assert (owed.state, owed.settled_by) == (OverpaidState.REPAID, CASHIER.key)
    assert account(returning) == (69900, 69900, 1, 1), "what came back may be given again"


def test_goods_never_come_after_the_money_and_a_second_person_lets_it_go() -> None:
    returning = paid(approved(place(RefundTrigger.APPROVAL)))
    assert "cancel" not in actions_for(buyer(returning.customer_id), returning, policy_of(returning.merchant_id))
    with pytest.raises(PaidAlready):
        cancel(returning, by=buyer(returning.customer_id), at=MONDAY)
    returning = lapse(returning, by=SYSTEM, at=LATER)
    owed = Overpaid.objects.get()
    assert (returning.state, holder(returning)) == (State.LAPSED, Room.CLOSED)
    assert (owed.amount_minor, owed.cause) == (PHONES, OverpaidCause.NEVER_CAME)
    assert account(returning) == (PHONES, PHONES, 0, 0)

    owed = ask_write_off(owed, "Sent twice by our mistake.", by=FINANCE, at=LATER)
    with pytest.raises(SecondPersonNeeded):
        write_off(owed, by=FINANCE, at=LATER)
    owed = keep_asking(owed, by=SECOND, at=LATER)
    assert (owed.state, owed.write_off_reason) == (OverpaidState.OPEN, "")
    owed = write_off(ask_write_off(owed, "Too small to chase.", by=FINANCE, at=LATER), by=SECOND, at=LATER)
    assert (owed.state, owed.settled_by) == (OverpaidState.WRITTEN_OFF, SECOND.key)
    assert account(returning) == (PHONES, PHONES, 0, 0)


def test_refused_goods_after_the_money_are_owed_whole() -> None:
    returning = paid(approved(place(RefundTrigger.APPROVAL)))
    returning = refuse_goods(returning, counts(returning, 0), "Not ours.", by=DOCKER, at=MONDAY)
    assert (returning.state, holder(returning)) == (State.REFUSED, Room.CLOSED)
    assert Overpaid.objects.get().amount_minor == PHONES


@pytest.mark.parametrize("agreed", [False, True])
@pytest.mark.parametrize("end", ["cancel", "lapse", "refuse"])
def test_refund_that_was_not_sent_yet_is_revoked_when_no_goods_stay(end: str, agreed: bool) -> None:
    returning = approved(place(RefundTrigger.APPROVAL))
    refund = refund_of_case(returning.case_id)
    assert refund
    if agreed:
        approve_refund(refund, by=FINANCE, at=MONDAY)
    if end == "cancel":
        cancel(returning, by=buyer(returning.customer_id), at=MONDAY)
    elif end == "lapse":
        lapse(returning, by=SYSTEM, at=LATER)
    else:
        refuse_goods(returning, counts(returning, 0), "Not ours.", by=DOCKER, at=MONDAY)
    assert (Refund.objects.get().state, holder(returning)) == (RefundState.REVOKED, Room.CLOSED)
    assert account(returning) == (0, 0, 0, 0)
    assert not Overpaid.objects.exists()
    assert not Payout.objects.exists()


def test_finance_holds_the_money_back_until_the_goods_are_here() -> None:
    returning = approved(place(RefundTrigger.APPROVAL))
    refund = refund_of_case(returning.case_id)
    assert refund
    send_refund_back(refund, "Asked five times this month.", by=FINANCE, at=MONDAY)
    returning = Return.objects.get(pk=returning.pk)
    assert (returning.state, returning.refund_trigger) == (State.APPROVED, RefundTrigger.INSPECTION)
    assert (returning.refund_trigger_rule, holder(returning)) == ("held_by_finance", Room.RETURNS)
    assert refund_when(returning, RefundTrigger.RECEIPT, by=SYSTEM, at=MONDAY) is None
    returning = take_in_goods(returning, counts(returning, 2), by=DOCKER, at=MONDAY)
    assert (Refund.objects.get().state, returning.state) == (RefundState.TO_APPROVE, State.INSPECTED)
    assert (holder(returning), paid(returning).state) == (Room.SETTLEMENT, State.COMPLETED)


def test_trusted_buyer_is_paid_at_the_approval_below_an_amount() -> None:
    trust = Trust(RefundTrigger.APPROVAL, mark="trusted", level="gold", below_minor=PHONES, currency="GBP")
    at = place(RefundTrigger.INSPECTION, trust)
    assert approved(at).refund_trigger == RefundTrigger.INSPECTION, "nobody has marked him"
    Customer.objects.update(marks=["trusted"])
    assert approved(at).refund_trigger == RefundTrigger.INSPECTION, "not below the amount"
    ReturnPolicy.objects.update(trust_rules=[{**ReturnPolicy.objects.get().trust_rules[0], "below_minor": PHONES + 1}])
    returning = approved(at)
    assert (returning.refund_trigger, returning.refund_trigger_rule) == (RefundTrigger.APPROVAL, "trusted_buyer:1")
    assert refund_of_case(returning.case_id)


def test_trigger_is_kept_whatever_the_policy_says_later() -> None:
    at = place(RefundTrigger.PICKUP_SCAN)
    returning = approved(at)
    set_refund_trigger(at.merchant, RefundTrigger.INSPECTION, by=ADMIN, at=MONDAY)
    assert refund_when(returning, RefundTrigger.PICKUP_SCAN, by=SYSTEM, at=MONDAY)


def test_money_at_the_approval_is_refused_without_a_day_for_the_goods() -> None:
    at = scene(goods_due_days=None)
    entries = Entry.objects.count()
    with pytest.raises(NoEnd):
        set_refund_trigger(at.merchant, RefundTrigger.APPROVAL, by=ADMIN, at=MONDAY)
    trust = Trust(RefundTrigger.APPROVAL, mark="trusted")
    with pytest.raises(NoEnd):
        set_refund_trigger(at.merchant, RefundTrigger.INSPECTION, [trust], by=ADMIN, at=MONDAY)
    assert (ReturnPolicy.objects.get().refund_trigger, Entry.objects.count()) == ("inspection", entries)


def test_who_paid_ahead_does_not_count_the_goods() -> None:
    returning = paid(approved(place(RefundTrigger.APPROVAL)))
    returning.paid_by = DOCKER.key
    returning.save()
    with pytest.raises(SamePerson):
        receive_goods(returning, by=DOCKER, at=MONDAY)


def test_what_was_paid_never_exceeds_what_was_granted() -> None:
    returning = paid(approved(place(RefundTrigger.APPROVAL)))
    take_in_goods(returning, counts(returning, 1), by=DOCKER, at=LATER)
    total = OrderLine.objects.filter(order=returning.order_id).aggregate(p=Sum("paid_out_minor"))["p"]
    assert total == PHONES


@pytest.fixture
def promised() -> None:
    """A refund is paid within 600 open minutes."""
    promise(Metric.REFUND_DONE, 600)


def marks(returning: Return) -> list[tuple[str, str, str]]:
    """The tape of the promise: mark, owner, why."""
    tape = Clock.objects.get(subject=returning.label, metric=Metric.REFUND_DONE).tape
    return [(event[1], event[2], event[3]) for event in tape]


ASKED = [("start", "operations", "submitted"), ("pause", "customer", "approved")]
LED = [("run", "finance", "billing.refund:to_approve"), ("run", "cashier", "billing.refund:to_pay")]


def test_promise_of_a_refund_that_goes_ahead_ends_with_its_payout(promised: None) -> None:
    returning = paid(approved(place(RefundTrigger.APPROVAL)))
    ended = [*ASKED, *LED, ("stop", "cashier", "billing.refund:paid")]
    assert marks(returning) == ended
    clock = Clock.objects.get(subject=returning.label)
    assert (clock.stopped_at, clock.stopped_by, returning.due_at) == (MONDAY, CASHIER.key, None)
    returning = ship(returning, Parcel("Demo Post", "DP1001"), by=buyer(returning.customer_id), at=LATER)
    take_in_goods(returning, counts(returning, 2), by=DOCKER, at=LATER)
    assert marks(returning) == ended, "goods that come afterwards begin nothing anew"


def test_promise_runs_while_money_is_ahead_wherever_the_goods_are(promised: None) -> None:
    returning = approved(place(RefundTrigger.APPROVAL))
    assert returning.due_at == MONDAY + timedelta(days=1, hours=1)
    returning = ship(returning, Parcel("Demo Post", "DP1001"), by=buyer(returning.customer_id), at=MONDAY)
    assert marks(returning) == [*ASKED, LED[0]]
    refund = refund_of_case(returning.case_id)
    assert refund
    send_refund_back(refund, "Wait for the goods.", by=FINANCE, at=MONDAY)
    assert marks(returning) == [*ASKED, LED[0], ("pause", "carrier", "in_transit")]
    assert Return.objects.get().due_at is None
    take_in_goods(returning, counts(returning, 2), by=DOCKER, at=MONDAY + timedelta(hours=1))
    assert marks(returning)[-1] == ("run", "finance", "inspected"), "the goods lead again"


def test_promise_of_a_refund_that_is_revoked_is_not_judged(promised: None) -> None:
    returning = approved(place(RefundTrigger.APPROVAL))
    cancel(returning, by=buyer(returning.customer_id), at=MONDAY)
    assert marks(returning)[-1] == ("void", "finance", "billing.refund:revoked")


def test_a_replay_judges_the_payout_not_the_goods(promised: None) -> None:
    returning = paid(approved(place(RefundTrigger.APPROVAL)))
    ship(returning, Parcel("Demo Post", "DP1001"), by=buyer(returning.customer_id), at=LATER)
    found = replay(actor(Role.MANAGER), LATER + timedelta(days=30)).policies[f"{Metric.REFUND_DONE} 600"]
    assert (found.kept, found.missed, found.open) == (1, 0, 0)


def given_up(returning: Return) -> Overpaid:
    """Operations gave the parcel up, a month later."""
    done = lose(returning, "The carrier found no trace.", by=REVIEWER, at=LATER)
    assert (done.state, done.is_lost, holder(done)) == (State.LAPSED, True, Room.CLOSED)
    return Overpaid.objects.get()


def sent_off(returning: Return) -> Return:
    """The buyer told a tracking number."""
    return ship(returning, Parcel("Demo Post", "DP1001"), by=buyer(returning.customer_id), at=MONDAY)


def test_a_lost_parcel_is_owed_by_the_carrier_who_had_it_and_the_buyer_keeps_his_money() -> None:
    returning = sent_off(paid(approved(place(RefundTrigger.APPROVAL))))
    sent_back = TrackedParcel.objects.filter(case=returning.case_id)
    sent_back.update(held_at=MONDAY, status=ScanStatus.IN_TRANSIT, status_at=MONDAY)
    owed = given_up(returning)
    assert (owed.cause, owed.debtor, owed.debtor_name) == ("lost", Debtor.CARRIER, "Demo Post")
    assert (owed.amount_minor, account(returning)[:2]) == (PHONES, (PHONES, PHONES))
    repay(owed, CameBack(PHONES, PayMethod.BANK, "DP claim 7"), by=CASHIER, at=LATER)
    owed.refresh_from_db()
    assert (owed.state, account(returning)[:2]) == ("repaid", (PHONES, PHONES)), "the buyer cannot claim it once more"


@pytest.mark.parametrize(("held", "status", "debtor"), [(True, "delivered", "company"), (False, "", "buyer")])
def test_what_was_handed_over_to_us_is_ours_to_bear_and_what_no_carrier_had_the_buyers(
    held: bool, status: str, debtor: str
) -> None:
    returning = sent_off(paid(approved(place(RefundTrigger.APPROVAL))))
    if held:
        parcels = TrackedParcel.objects.filter(case=returning.case_id)
        parcels.update(held_at=MONDAY, status=status, status_at=MONDAY)
    assert given_up(returning).debtor == debtor


def test_giving_a_parcel_up_takes_a_reason_and_a_right_and_changes_nothing_without() -> None:
    ahead = sent_off(paid(approved(place(RefundTrigger.APPROVAL))))
    assert "lose" in actions_for(REVIEWER, ahead)
    with pytest.raises(ReasonMissing):
        lose(ahead, " ", by=REVIEWER, at=LATER)
    with pytest.raises(NotAllowed):
        lose(ahead, "No trace.", by=FINANCE, at=LATER)
    ahead.refresh_from_db()
    assert (ahead.state, Overpaid.objects.count()) == (State.IN_TRANSIT, 0)
    assert not Entry.objects.filter(kind="returns.return.lose").exists()
