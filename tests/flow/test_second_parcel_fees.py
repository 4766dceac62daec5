"""A service fee that was agreed once, and goods of that request which come in a second parcel."""

import threading
from dataclasses import replace
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from aftercare.billing.models import Overpaid, Refund
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import OverpaidState, PayMethod, Sent
from aftercare.flow.late_goods import accept_find
from aftercare.flow.requests import approve
from aftercare.flow.return_goods import inspect_goods, lose, reject, take_in_goods
from aftercare.flow.second_parcel import AgreedLower, HereAlready, NothingMissing, is_for_the_desk, take_second_parcel
from aftercare.flow.settlement import approve_refund, pay_refund, send_refund_back
from aftercare.journal.models import Entry
from aftercare.kernel.errors import DomainError
from aftercare.moves.queries import strays
from aftercare.orders.models import Grant
from aftercare.parcels.commands.finds import Found, match_find, record_find
from aftercare.parcels.models import Parcel
from aftercare.parcels.terms import ScanStatus
from aftercare.returns.commands.fees import FeeConsent
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.commands.sending import ship
from aftercare.returns.models import Deduction, Return, ReturnPolicy
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.queries.fees import foreseen_fee
from aftercare.returns.queries.rehearsing import rehearse_policy
from aftercare.returns.rules.fees import FeeRule, due_with, fees_to
from aftercare.returns.terms import ConsentWay, Counted, Grade, RefundTrigger, State
from aftercare.web.buyer_words import told_to_buyer
from tests.factories.people import CASHIER, DOCKER, FINANCE, MANAGER, MONDAY, REVIEWER, buyer
from tests.factories.shop import CASE, HEADPHONES, Scene, goods, order
from tests.factories.stories import PARCEL, all_good
from tests.returns.test_fees import FIVE, TENTH, TICK, ask, fee_of, place

LATER = MONDAY + timedelta(days=3)


def counted(returning: Return, *pieces: int) -> Return:
    """So many of each line came, and all of these were accepted."""
    counts = [
        Counted(line.pk, n, n, 0, Grade.AS_NEW) for line, n in zip(lines_of(returning), pieces, strict=True)
    ]  # fmt: skip
    return inspect_goods(returning, counts, by=DOCKER, at=LATER)


def first_of(
    at: Scene,
    consent: FeeConsent = TICK,
    *,
    asked: tuple[int, ...] = (3,),
    came: tuple[int, ...] = (1,),
    extra: int = 0,
) -> Return:
    """A return with an agreed fee, approved with so much more kept, of which so many pieces came."""
    returning = ask(at, order(at), consent, *asked)
    decision = Decision(address=at.address)
    if extra:
        line = lines_of(returning)[0]
        decision = replace(decision, amounts={line.pk: line.amount_minor - extra}, consent="By phone: scratched.")
    returning = approve(returning, decision, by=REVIEWER, at=MONDAY)
    counts = [
        Counted(line.pk, n, n, 0, Grade.AS_NEW if n else Grade.MISSING)
        for line, n in zip(lines_of(returning), came, strict=True)
    ]
    return take_in_goods(returning, counts, by=DOCKER, at=MONDAY)


@given(st.integers(0, 10**7), st.integers(1, 10**7), st.integers(1, 20), st.data())
def test_what_parcels_bear_of_a_fee_adds_up_to_its_share(
    share: int, asked: int, pieces: int, data: st.DataObject
) -> None:
    share = min(share, asked)
    first = data.draw(st.integers(0, pieces))
    parts = [
        due_with(share, asked, pieces, came=0, coming=first),
        due_with(share, asked, pieces, came=first, coming=pieces - first),
    ]
    assert sum(parts) == share
    assert all(0 <= part <= share for part in parts)


@pytest.mark.django_db
@pytest.mark.shows("RET-42")
@pytest.mark.parametrize(
    ("rule", "fee", "amounts"), [(FIVE, 500, [69733, 69733, 69734]), (TENTH, 20970, [62910, 62910, 62910])]
)
def test_three_parcels_of_one_request_bear_its_fee_once(rule: FeeRule, fee: int, amounts: list[int]) -> None:
    at = place(rule)
    found = [first_of(at, FeeConsent(fee, ConsentWay.PAGE))]
    for _n in range(2):
        rest = take_second_parcel(found[-1], by=DOCKER, at=LATER)
        assert (rest.state, rest.consent, fee_of(rest)) == (
            State.RECEIVED, "service_fee", ("charged", "policy:service_fee:1"),
        )  # fmt: skip
        (line,) = lines_of(rest)
        found.append(counted(rest, 1))
    assert [one.amount_minor for one in found] == amounts
    assert sum(amounts) == 209700 - fee
    assert sorted(Grant.objects.values_list("amount_minor", flat=True)) == amounts
    assert line.quantity == 1
    fees = Deduction.objects.order_by("pk")
    assert set(fees.values_list("answered_at", "answered_by")) == {(MONDAY, fees[0].answered_by)}
    told = Entry.objects.filter(kind__in=["returns.return.fee_agreed", "returns.return.fee_carried"]).order_by("pk")
    assert [one.after["deducted_minor"] for one in told] == list(fees.values_list("amount_minor", flat=True))
    assert [one.kind.rpartition("_")[2] for one in told] == ["agreed", "carried", "carried"]
    assert list(strays(Return)) == []


@pytest.mark.django_db
def test_what_came_and_was_not_accepted_leaves_its_part_of_the_fee_with_the_buyer() -> None:
    at = place(FeeRule(FIVE.kind, minor=600, currency="GBP"))
    returning = ask(at, order(at), FeeConsent(600, ConsentWay.PAGE), 3)
    returning = approve(returning, Decision(address=at.address), by=REVIEWER, at=MONDAY)
    (line,) = lines_of(returning)
    first = take_in_goods(returning, [Counted(line.pk, 2, 1, 0, Grade.OPENED)], by=DOCKER, at=MONDAY)
    rest = take_second_parcel(first, by=DOCKER, at=LATER)
    assert (first.amount_minor, rest.asked_minor, rest.amount_minor) == (69700, 69900, 69700)


@pytest.mark.django_db
@pytest.mark.shows("RET-42")
def test_a_fee_that_the_first_parcel_bore_whole_is_asked_of_no_other_and_the_buyer_reads_why() -> None:
    at = place(FIVE)
    returning = ask(at, order(at), TICK, 1, 1)
    phones, case = lines_of(returning)
    amounts = {phones.pk: 69400, case.pk: 12900}
    returning = approve(returning, Decision(address=at.address, amounts=amounts), by=REVIEWER, at=MONDAY)
    counts = [Counted(phones.pk, 1, 1, 0, Grade.AS_NEW), Counted(case.pk, 0, 0, 0, Grade.MISSING)]
    first = take_in_goods(returning, counts, by=DOCKER, at=MONDAY)
    rest = take_second_parcel(first, by=DOCKER, at=LATER)
    assert (first.amount_minor, rest.amount_minor, rest.consent) == (69400, 12900, "")
    assert (fee_of(rest), Deduction.objects.count()) == (("none", "policy:fee_before"), 1)
    assert any(first.number in sentence for sentence in told_to_buyer(rest.decided["findings"]))


@pytest.mark.django_db
def test_a_fee_that_the_review_let_go_is_let_go_for_the_second_parcel_too() -> None:
    at = place(FIVE)
    returning = ask(at, order(at), TICK, 3)
    (line,) = lines_of(returning)
    whole = Decision(address=at.address, amounts={line.pk: line.asked_minor})
    returning = approve(returning, whole, by=REVIEWER, at=MONDAY)
    first = take_in_goods(returning, [Counted(line.pk, 1, 1, 0, Grade.AS_NEW)], by=DOCKER, at=MONDAY)
    rest = take_second_parcel(first, by=DOCKER, at=LATER)
    assert (rest.amount_minor, fee_of(rest)) == (139800, ("none", "policy:fee_let_go"))
    third = take_second_parcel(counted(rest, 1), by=DOCKER, at=LATER)
    assert (third.amount_minor, fee_of(third)) == (69900, ("none", "policy:fee_let_go"))


@pytest.mark.django_db
def test_where_the_second_parcel_is_rejected_the_pieces_bear_their_part_once_when_they_come_again() -> None:
    at = place(FIVE)
    first = first_of(at, came=(2,))
    rest = counted(take_second_parcel(first, by=DOCKER, at=LATER), 1)
    returns = Return.objects.count()
    with pytest.raises(HereAlready, match=rest.number):
        take_second_parcel(first, by=DOCKER, at=LATER)
    assert Return.objects.count() == returns
    refund = refund_of_case(rest.case_id)
    assert refund
    send_refund_back(refund, "Not this one.", by=FINANCE, at=LATER)
    reject(Return.objects.get(pk=rest.pk), "Not bought here.", by=REVIEWER, at=LATER)
    again = counted(take_second_parcel(first, by=DOCKER, at=LATER), 1)
    assert (first.amount_minor, again.amount_minor) == (139466, 69734)
    assert sum(Grant.objects.values_list("amount_minor", flat=True)) == 209200


@pytest.mark.django_db
def test_money_that_went_ahead_less_the_fee_is_not_owed_once_the_second_parcel_is_counted() -> None:
    at = place(FIVE, refund_trigger=RefundTrigger.APPROVAL)
    returning = approve(ask(at, order(at), TICK, 3), Decision(address=at.address), by=REVIEWER, at=MONDAY)
    pay_refund(
        approve_refund(Refund.objects.get(), by=FINANCE, at=MONDAY), Sent(PayMethod.ORIGINAL, "OR 1"),
        by=CASHIER, at=MONDAY,
    )  # fmt: skip
    (line,) = lines_of(returning)
    first = take_in_goods(Return.objects.get(), [Counted(line.pk, 2, 2, 0, Grade.AS_NEW)], by=DOCKER, at=MONDAY)
    assert Overpaid.objects.get().left_minor == 69734
    rest = take_second_parcel(first, by=DOCKER, at=LATER)
    rest = inspect_goods(rest, all_good(rest), by=DOCKER, at=LATER)
    owed = Overpaid.objects.get()
    assert (owed.state, owed.left_minor, rest.total_minor, rest.state) == (OverpaidState.CAME, 0, 0, State.COMPLETED)


@pytest.mark.django_db
@pytest.mark.shows("RET-42")
def test_another_deduction_is_left_to_a_person_whose_return_for_the_rest_costs_no_second_fee() -> None:
    at = place(FIVE)
    first = first_of(at, asked=(2,), came=(1,), extra=3000)
    before = (Return.objects.count(), Entry.objects.count())
    with pytest.raises(AgreedLower):
        take_second_parcel(first, by=DOCKER, at=LATER)
    assert (Return.objects.count(), Entry.objects.count(), is_for_the_desk(first)) == (*before, True)
    find = record_find(Found(shelf="B2"), case=first.case, by=DOCKER, at=LATER)
    phones, case = goods(first.order)
    foreseen = foreseen_fee(first.order, {phones.sku: 69900}, {phones.pk: 1}, at.reason, at=LATER)
    assert foreseen
    assert (foreseen.answer, foreseen.rule, foreseen.facts["number"]) == ("none", "policy:fee_before", first.number)
    more = foreseen_fee(first.order, {phones.sku: 139800}, {phones.pk: 2}, at.reason, at=LATER)
    other = foreseen_fee(first.order, {case.sku: 12900}, {case.pk: 1}, at.reason, at=LATER)
    assert [one and one.answer for one in (more, other)] == ["charged", "charged"]
    rest = ask(at, first.order, None, 1, days=3)
    assert (fee_of(rest), rest.amount_minor) == (("none", "policy:fee_before"), 69900)
    rest = approve(rest, Decision(address=at.address), by=REVIEWER, at=LATER)
    find = match_find(find, rest.case, by=MANAGER, at=LATER)
    assert accept_find(find, "The rest.", by=DOCKER, at=LATER).state == State.RECEIVED
    assert not is_for_the_desk(first)
    last = foreseen_fee(first.order, {phones.sku: 69900}, {phones.pk: 1}, at.reason, at=LATER)
    assert last
    assert last.answer == "charged", "the rest was asked for, and this piece is none of it"


@pytest.mark.django_db
def test_a_share_is_asked_of_what_the_desk_asks_back_later_as_of_any_goods() -> None:
    at = place(TENTH)
    first = first_of(at, FeeConsent(20970, ConsentWay.PAGE))
    rest = ask(at, first.order, FeeConsent(6990, ConsentWay.PAGE), 1, days=3)
    assert (fee_of(rest), rest.amount_minor) == (("charged", "policy:service_fee:1"), 62910)


@pytest.mark.django_db
def test_of_a_parcel_that_others_lost_nothing_is_missing_that_could_come_without_a_fee() -> None:
    at = place(FIVE)
    bought = order(at, lines=(replace(HEADPHONES, quantity=6), CASE))
    returning = approve(ask(at, bought, TICK, 3), Decision(address=at.address), by=REVIEWER, at=MONDAY)
    returning = ship(returning, PARCEL, by=buyer(bought.customer_id), at=MONDAY)
    Parcel.objects.update(held_at=MONDAY, status=ScanStatus.IN_TRANSIT, status_at=MONDAY)
    assert lose(returning, "No trace.", by=REVIEWER, at=LATER).state == State.INSPECTED
    assert fee_of(ask(at, bought, TICK, 1, days=4)) == ("charged", "policy:service_fee:1")
    with pytest.raises(NothingMissing):
        take_second_parcel(Return.objects.earliest("pk"), by=DOCKER, at=LATER)


@pytest.mark.django_db
def test_a_fixed_fee_is_rehearsed_once_for_a_request_that_came_in_two_parcels() -> None:
    at = place(FIVE)
    take_second_parcel(first_of(at), by=DOCKER, at=LATER)
    before, after = ReturnPolicy.objects.get(), ReturnPolicy.objects.get()
    before.fee_rules, after.fee_rules = [], fees_to([FIVE])
    (change,) = [one for one in rehearse_policy(before, after, at=LATER).changes if one.about == "fee"]
    assert (dict(change.seen), dict(change.money)) == ({"more": 1}, {("GBP", "more"): 500})


@pytest.mark.django_db
def test_what_lines_bore_of_earlier_fees_is_found_by_their_worth() -> None:
    at = place(FIVE)
    first_of(at, asked=(1, 1), came=(1, 0))
    noted = Deduction.objects.get().shares
    Deduction.objects.update(shares=[])
    with connection.cursor() as cursor:
        cursor.execute(import_module("aftercare.returns.migrations.0032_fee_shares_before").FORWARD)
    phones, case = [one.pk for one in goods(Return.objects.get().order)]
    assert (noted, Deduction.objects.get().shares) == ([[phones, 422], [case, 78]], [[phones, 422], [case, 77]])


@pytest.mark.django_db(transaction=True)
def test_of_two_docks_at_once_one_takes_the_second_parcel_though_more_pieces_are_left() -> None:
    at = place(FIVE)
    bought = order(at, lines=(replace(HEADPHONES, quantity=6), CASE))
    returning = approve(ask(at, bought, TICK, 3), Decision(address=at.address), by=REVIEWER, at=MONDAY)
    (line,) = lines_of(returning)
    first = take_in_goods(returning, [Counted(line.pk, 2, 2, 0, Grade.AS_NEW)], by=DOCKER, at=MONDAY)
    answers: list[str] = []
    barrier = threading.Barrier(2)

    def press() -> None:
        barrier.wait(30)
        try:
            take_second_parcel(Return.objects.get(pk=first.pk), by=DOCKER, at=LATER)
            answers.append("taken")
        except DomainError as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["here_already", "taken"]
    assert sorted(Deduction.objects.values_list("amount_minor", flat=True)) == [166, 500]
