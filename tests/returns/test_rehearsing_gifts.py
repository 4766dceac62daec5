"""A change of law is rehearsed on gifts that stayed, and on the way that the money went."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aftercare.billing.models import Refund
from aftercare.billing.queries.refunds import paid_otherwise
from aftercare.billing.terms import PayMethod, Sent
from aftercare.catalog.terms import Cause
from aftercare.flow.return_goods import reject
from aftercare.flow.settlement import approve_refund, pay_refund
from aftercare.returns.models import Return, ReturnPolicy
from aftercare.returns.queries.rehearsing import Rehearsal, rehearse_policy
from tests.factories import exchanges as ex
from tests.factories.people import CASHIER, FINANCE, MONDAY, REVIEWER
from tests.factories.shop import CASE, HEADPHONES, order
from tests.returns.test_gifts import CABLE, ask, bought, place, taken

pytestmark = pytest.mark.django_db
Told = dict[str, dict[str, tuple[int, int]]]


def rehearsed(law: str) -> Rehearsal:
    """What a change to this law would have made of the last 90 days."""
    before, after = ReturnPolicy.objects.get(), ReturnPolicy.objects.get()
    after.law = law
    return rehearse_policy(before, after, otherwise=paid_otherwise("case"), at=MONDAY + timedelta(days=1))


def told(law: str, *abouts: str) -> Told:
    """Returns and money by what would be otherwise of these parts."""
    return {
        one.about: {how: (count, one.money["GBP", how]) for how, count in one.seen.items()}
        for one in rehearsed(law).changes
        if one.about in (abouts or ("gift", "refund_way"))
    }


def sent(returning: Return, method: PayMethod, consent: str = "") -> None:
    """Finance agreed, and the money went in this way."""
    refund = approve_refund(Refund.objects.get(case=returning.case_id), by=FINANCE, at=MONDAY)
    pay_refund(refund, Sent(method, f"{method} {refund.pk}", consent), by=CASHIER, at=MONDAY)


def test_gifts_that_stayed_are_told_with_their_price_and_the_return_that_took_the_last_goods() -> None:
    at = place("")
    of = bought(at)
    taken(at, ask(at, of, 1))
    last = taken(at, ask(at, of, 1, 1))
    taken(at, ask(at, bought(at), 1))
    found = rehearsed("cn_online")
    (gift,) = [one for one in found.changes if one.about == "gift"]
    assert (dict(gift.seen), dict(gift.money)) == ({"charged": 1}, {("GBP", "charged"): 900})
    assert gift.examples == [(last.number, "charged")]
    assert (found.parts, found.unlooked) == (["law"], [])


def test_gifts_that_were_charged_would_be_free_without_the_law() -> None:
    at = place("cn_online")
    taken(at, ask(at, bought(at), 2))
    assert told("eu_withdrawal", "gift") == {"gift": {"free": (1, 1800)}}
    assert told("cn_online") == {}


def test_no_gift_costs_more_than_goes_back() -> None:
    at = place("")
    dear = replace(CABLE, unit_price_minor=90_000)
    taken(at, ask(at, order(at, lines=(replace(CASE, quantity=1), dear), freight_minor=0), 1))
    assert told("cn_online", "gift") == {"gift": {"charged": (1, 12900)}}


@pytest.mark.parametrize(("cause", "days"), [(Cause.FAULT, 0), (Cause.MIND, 9)])
def test_faults_and_late_requests_are_no_case_of_the_law(cause: Cause, days: int) -> None:
    at = place("", cause)
    taken(at, ask(at, bought(at), 2, days=days))
    assert told("cn_online") == {}


def test_goods_that_were_exchanged_or_whose_return_ended_stay_and_so_may_the_gifts() -> None:
    at = place("")
    of = order(at, lines=(replace(HEADPHONES, quantity=1), replace(CASE, quantity=1), CABLE), freight_minor=0)
    swapped = ex.counted(ex.agreed(at, of, 1), at=MONDAY + timedelta(hours=3))
    ex.received(ex.sent(swapped, at=MONDAY + timedelta(hours=4)), at=MONDAY + timedelta(hours=5))
    taken(at, ask(at, of, 0, 1))
    reject(ask(at, bought(at), 2), "No.", by=REVIEWER, at=MONDAY)
    assert told("cn_online", "gift") == {}


def test_money_that_went_in_another_way_would_have_needed_the_buyers_consent() -> None:
    at = place("")
    as_paid, otherwise, agreed = (taken(at, ask(at, bought(at), 1)) for _n in range(3))
    sent(as_paid, PayMethod.ORIGINAL)
    sent(otherwise, PayMethod.BANK)
    sent(agreed, PayMethod.BANK, "By phone.")
    assert told("cn_online") == {"refund_way": {"as_paid": (3, 3 * 12900), "asked": (1, 12900)}}
    (way,) = [one for one in rehearsed("cn_online").changes if one.about == "refund_way"]
    assert [number for number, how in way.examples if how == "asked"] == [otherwise.number]


def test_without_the_law_the_money_could_go_in_any_way() -> None:
    at = place("cn_online")
    taken(at, ask(at, bought(at), 1))
    assert told("") == {"refund_way": {"free": (1, 12900)}}
