"""Gifts whose goods do not come in one count: lost by others, in a second parcel, or after they were charged."""

import pytest

from aftercare.billing.models import Overpaid, Payout, Refund
from aftercare.billing.terms import PayMethod, Sent
from aftercare.flow import return_goods
from aftercare.flow.requests import approve
from aftercare.flow.return_goods import approve_again, inspect_goods, refuse_goods, reject
from aftercare.flow.second_parcel import take_second_parcel
from aftercare.flow.settlement import approve_refund, pay_refund, send_refund_back
from aftercare.journal.models import Entry
from aftercare.journal.queries.history import broken_links
from aftercare.kernel.actor import SYSTEM
from aftercare.moves.queries import strays
from aftercare.orders.commands.account import grant
from aftercare.orders.models import Grant, Order, OrderLine
from aftercare.parcels.models import Parcel as Tracked
from aftercare.parcels.terms import ScanStatus
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.commands.sending import ship
from aftercare.returns.models import Deduction, Return
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import Counted, Grade, RefundTrigger
from aftercare.web.portal.story import why_lowered
from tests.factories.people import AGENT, CASHIER, DOCKER, FINANCE, MONDAY, REVIEWER
from tests.factories.shop import CASE, Scene, goods
from tests.factories.stories import PARCEL, all_good
from tests.returns.test_gifts import CABLE, ask, back, bought, found, place, taken

pytestmark = pytest.mark.django_db


def lost(at: Scene, returning: Return, *, held: bool = True) -> Return:
    """Approved, sent, and given up after the carrier had the parcel, or nobody ever did."""
    sent = ship(approve(returning, Decision(address=at.address), by=REVIEWER, at=MONDAY), PARCEL, by=AGENT, at=MONDAY)
    if held:
        Tracked.objects.filter(case=sent.case_id).update(held_at=MONDAY, status=ScanStatus.IN_TRANSIT, status_at=MONDAY)
    return return_goods.lose(sent, "No trace.", by=REVIEWER, at=MONDAY)


def paid(returning: Return, reference: str) -> Refund:
    """Finance agreed, and the cashier paid as it was paid."""
    refund = approve_refund(Refund.objects.get(case=returning.case_id), by=FINANCE, at=MONDAY)
    return pay_refund(refund, Sent(PayMethod.ORIGINAL, reference), by=CASHIER, at=MONDAY).refund


def charged(at: Scene, of: Order) -> Return:
    """All goods came and the gifts did not: their price was taken off what was paid."""
    first = taken(at, ask(at, of, 2))
    assert paid(first, "OR 1").total_minor == 25800 - 1800
    return first


def given_back(returning: Return) -> list[tuple[str, int]]:
    """What was granted with it for gifts."""
    return list(Grant.objects.filter(purpose=f"gifts:{returning.pk}").values_list("line__sku", "amount_minor"))


def account(of: Order) -> tuple[int, int]:
    """Granted and paid out on the goods."""
    line = OrderLine.objects.get(pk=goods(of)[0].pk)
    return line.granted_minor, line.paid_out_minor


def test_gifts_in_a_parcel_that_the_carrier_lost_cost_nothing() -> None:
    at = place()
    returning = lost(at, ask(at, bought(at), 2, 2))
    assert (returning.state, back(), Deduction.objects.count()) == ("inspected", 25800, 0)


def test_gifts_that_were_not_in_the_lost_parcel_cost_what_they_would_have_cost_at_the_count() -> None:
    at = place()
    of = bought(at)
    returning = lost(at, ask(at, of, 2))
    assert (returning.amount_minor, back(), Deduction.objects.get().amount_minor) == (24000, 24000, 1800)
    assert account(of) == (24000, 0)
    assert list(strays(Return)) == []
    assert list(broken_links()) == []


def test_lost_goods_are_gone_for_the_count_of_the_last_ones() -> None:
    at = place()
    of = bought(at)
    lost(at, ask(at, of, 1))
    assert back() == 12900, "goods are left, and so may the gifts be"
    taken(at, ask(at, of, 1))
    assert (back(), Deduction.objects.get().amount_minor) == (25800 - 1800, 1800)


def test_gifts_that_were_lost_with_the_first_goods_are_not_charged_with_the_last() -> None:
    at = place()
    of = bought(at)
    lost(at, ask(at, of, 1, 2))
    taken(at, ask(at, of, 1))
    assert (back(), Deduction.objects.count()) == (25800, 0)


def test_a_parcel_that_nobody_but_the_buyer_had_gives_nothing_back_and_charges_nothing() -> None:
    at = place()
    assert lost(at, ask(at, bought(at), 2), held=False).state == "lapsed"
    assert (Refund.objects.count(), Deduction.objects.count()) == (0, 0)


def test_money_that_went_ahead_of_lost_goods_is_left_as_it_went() -> None:
    at = place(refund_trigger=RefundTrigger.APPROVAL)
    returning = approve(ask(at, bought(at), 2), Decision(address=at.address), by=REVIEWER, at=MONDAY)
    paid(returning, "OR 1")
    sent = ship(Return.objects.get(pk=returning.pk), PARCEL, by=AGENT, at=MONDAY)
    Tracked.objects.filter(case=sent.case_id).update(held_at=MONDAY, status=ScanStatus.IN_TRANSIT, status_at=MONDAY)
    return_goods.lose(sent, "No trace.", by=REVIEWER, at=MONDAY)
    assert (Overpaid.objects.get().debtor, Payout.objects.get().amount_minor) == ("carrier", 25800)
    assert not Deduction.objects.exists()


def test_the_second_parcel_is_judged_as_the_request_whose_goods_it_brings() -> None:
    at = place()
    first = taken(at, ask(at, bought(at), 2), 1)
    late = MONDAY.replace(year=MONDAY.year + 1)
    rest = take_second_parcel(first, by=DOCKER, at=late)
    assert (rest.window_rule, found(rest, "gift")) == ("second_parcel", [("kept", "law:gift")])
    inspect_goods(rest, all_good(rest), by=DOCKER, at=late)
    assert (back(), Deduction.objects.get().amount_minor) == (25800 - 1800, 1800)


def test_a_charged_gift_that_comes_after_all_brings_its_price_back() -> None:
    at = place()
    of = bought(at)
    charged(at, of)
    late = taken(at, ask(at, of, 0, 1))
    assert (late.gifts_back_minor, late.amount_minor, late.total_minor) == (900, 0, 900)
    assert (given_back(late), Deduction.objects.get().given_back_minor) == ([(CASE.sku, 900)], 900)
    fact = Entry.objects.get(kind="returns.return.gifts_back", stream=late.stream)
    assert (fact.before, fact.after) == ({"gifts_back_minor": 0}, {"gifts_back_minor": 900})
    refund = paid(late, "OR 2")
    assert [(line.name, line.amount_minor) for line in refund.lines.order_by("pk")] == [
        (CABLE.name, 0), (CABLE.name, 900),
    ]  # fmt: skip
    assert (refund.total_minor, account(of)) == (900, (24900, 24900))
    last = taken(at, ask(at, of, 0, 1))
    assert (paid(last, "OR 3").total_minor, account(of)) == (900, (25800, 25800))
    assert list(strays(Return)) == []
    assert list(broken_links()) == []


def test_gifts_that_are_not_accepted_bring_nothing_back() -> None:
    at = place()
    of = bought(at)
    charged(at, of)
    late = approve(ask(at, of, 0, 2), Decision(address=at.address), by=REVIEWER, at=MONDAY)
    (row,) = lines_of(late)
    refuse_goods(late, [Counted(row.pk, 2, 0, 0, Grade.WRONG)], "Others.", by=DOCKER, at=MONDAY)
    assert (Deduction.objects.get().given_back_minor, account(of)) == (0, (24000, 24000))


def test_a_gift_that_another_return_was_to_bring_and_that_cost_nothing_brings_nothing_back() -> None:
    at = place()
    of = bought(at)
    gifts = ask(at, of, 0, 1)
    taken(at, ask(at, of, 2))
    assert back() == 25800 - 900
    assert taken(at, gifts).gifts_back_minor == 0
    assert taken(at, ask(at, of, 0, 1)).gifts_back_minor == 900


def test_only_what_is_left_on_the_goods_goes_back() -> None:
    at = place()
    of = bought(at)
    charged(at, of)
    grant(goods(of)[0], "compensation:7", 1000, by=SYSTEM, at=MONDAY)
    assert taken(at, ask(at, of, 0, 2)).gifts_back_minor == 800
    assert account(of)[0] == 25800


def test_a_charged_gift_that_the_carrier_lost_on_its_way_brings_its_price_back() -> None:
    at = place()
    of = bought(at)
    charged(at, of)
    assert lost(at, ask(at, of, 0, 2)).total_minor == 1800


def test_a_gift_that_goes_to_the_buyer_again_is_charged_as_before() -> None:
    at = place()
    of = bought(at)
    charged(at, of)
    late = taken(at, ask(at, of, 0, 2))
    send_refund_back(Refund.objects.get(case=late.case_id), "Why?", by=FINANCE, at=MONDAY)
    reject(Return.objects.get(pk=late.pk), "Not the gifts.", by=REVIEWER, at=MONDAY)
    assert (Deduction.objects.get().given_back_minor, account(of)[0]) == (0, 24000)


def test_what_goes_back_for_gifts_stands_through_a_second_review() -> None:
    at = place()
    of = bought(at)
    charged(at, of)
    late = taken(at, ask(at, of, 0, 2))
    send_refund_back(Refund.objects.get(case=late.case_id), "Why?", by=FINANCE, at=MONDAY)
    approve_again(Return.objects.get(pk=late.pk), Decision(), by=REVIEWER, at=MONDAY)
    assert Refund.objects.get(case=late.case_id).total_minor == 1800


def test_goods_that_cost_nothing_have_no_money_that_could_go_ahead_of_them() -> None:
    at = place(refund_trigger=RefundTrigger.APPROVAL)
    of = bought(at)
    late = approve(ask(at, of, 0, 2), Decision(address=at.address), by=REVIEWER, at=MONDAY)
    assert (late.refund_ahead_at, Refund.objects.count()) == (None, 0)


def test_what_stood_as_a_consent_before_the_charge_stood_apart_is_read_as_none() -> None:
    at = place()
    first = taken(at, ask(at, bought(at), 2, 1), 2, 0)
    Return.objects.filter(pk=first.pk).update(consent="law_gift")
    first = Return.objects.get(pk=first.pk)
    assert (first.consent, first.agreed_words) == ("law_gift", "")
    assert not [one for one in why_lowered(first, lines_of(first)) if "Agreed with you" in one]
    assert take_second_parcel(first, by=DOCKER, at=MONDAY).state == "received"


def test_what_was_charged_before_its_pieces_were_kept_goes_back_as_all_that_stayed() -> None:
    at = place()
    of = bought(at)
    charged(at, of)
    Deduction.objects.update(gifts=[])
    assert taken(at, ask(at, of, 0, 1)).gifts_back_minor == 900
