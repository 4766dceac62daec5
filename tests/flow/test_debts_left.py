"""What is left of a debt once goods that were paid ahead come: in exchanges, with other goods, and with freight."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aftercare.billing.models import Charge, Overpaid
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import OverpaidState
from aftercare.flow import exchange
from aftercare.flow.approving_several import Approving
from aftercare.flow.requests import approve
from aftercare.flow.return_goods import lapse, lose, take_in_goods
from aftercare.kernel.actor import SYSTEM
from aftercare.moves.queries import strays
from aftercare.orders.models import Order, OrderLine
from aftercare.returns.commands.policies import set_rules
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.commands.sending import ship
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import policies_of
from aftercare.returns.terms import RefundTrigger
from tests.factories import exchanges as ex
from tests.factories import stories
from tests.factories.people import DOCKER, MANAGER, MONDAY, REVIEWER, buyer
from tests.factories.shop import CASE, HEADPHONES, Scene, order
from tests.factories.stories import PARCEL, all_good
from tests.flow.test_early_refund import LATER, approved, counts, paid, place
from tests.flow.test_lost_parcels import scanned
from tests.returns.test_gifts import CABLE, ask
from tests.returns.test_gifts import place as place_of_gifts

pytestmark = pytest.mark.django_db
SOON = MONDAY + timedelta(days=20)


def one_missing(at: Scene, pieces: int) -> Order:
    """So many were bought, two were paid ahead, and one of these came."""
    bought = order(at, lines=(replace(HEADPHONES, quantity=pieces),), freight_minor=0)
    first = paid(approved(at, bought))
    take_in_goods(first, counts(first, 1, counted=1), by=DOCKER, at=MONDAY)
    return bought


def left() -> tuple[str, int]:
    """The one debt: its state, and what is left of it."""
    owed = Overpaid.objects.get()
    return owed.state, owed.left_minor


def come(at: Scene, bought: Order, pieces: int) -> Return:
    """A later request, whose goods all came."""
    later = stories.approved(at, bought, pieces)
    return take_in_goods(later, all_good(later), by=DOCKER, at=LATER)


def test_the_same_again_for_goods_paid_ahead_leaves_the_debt() -> None:
    at = place(RefundTrigger.APPROVAL)
    swap = ex.counted(ex.agreed(at, one_missing(at, 2), 1))
    ex.received(ex.sent(swap))
    assert ex.fresh(swap).state == "completed"
    assert (left(), Charge.objects.count()) == ((OverpaidState.OPEN, 69900), 0)


def test_other_goods_are_paid_for_and_the_debt_falls() -> None:
    at = place(RefundTrigger.APPROVAL)
    ex.counted(ex.agreed(at, one_missing(at, 2), 1, new=ex.SILVER))
    assert (left(), Charge.objects.get().amount_minor) == ((OverpaidState.CAME, 0), 74900)


@pytest.mark.parametrize("new", [None, ex.SILVER])
def test_an_exchange_that_ends_in_money_takes_it_off_once(new: object) -> None:
    at = place(RefundTrigger.APPROVAL)
    swap = ex.counted(ex.agreed(at, one_missing(at, 2), 1, new=new))  # type: ignore[arg-type]
    exchange.refund_instead(ex.fresh(swap), "Sold out.", by=MANAGER, at=LATER)
    assert left() == (OverpaidState.CAME, 0)
    assert (Overpaid.objects.get().came_minor, list(strays(Overpaid))) == (69900, [])


@pytest.mark.parametrize(("new", "state"), [(None, OverpaidState.OPEN), (ex.SILVER, OverpaidState.CAME)])
def test_an_exchange_whose_parcel_others_lost_takes_off_what_a_count_would(new: object, state: str) -> None:
    at = place(RefundTrigger.APPROVAL)
    swap = ex.agreed(at, one_missing(at, 2), 1, new=new)  # type: ignore[arg-type]
    swap = ship(swap, PARCEL, by=buyer(swap.customer_id), at=MONDAY + timedelta(hours=2))
    scanned(swap)
    lose(ex.fresh(swap), "Lost by the carrier.", by=MANAGER, at=LATER)
    assert left()[0] == state


def test_a_missing_piece_that_comes_with_another_leaves_no_debt() -> None:
    at = place(RefundTrigger.APPROVAL)
    bought = one_missing(at, 3)
    later = come(at, bought, 2)
    assert (left(), later.total_minor) == ((OverpaidState.CAME, 0), 69900)
    line = OrderLine.objects.get(order=bought, is_freight=False)
    assert (line.goods_back, line.granted_minor) == (3, 209700)


def test_pieces_that_share_unevenly_leave_no_penny() -> None:
    at = place(RefundTrigger.APPROVAL)
    bought = order(at, lines=(replace(HEADPHONES, quantity=3, discount_minor=1),), freight_minor=0)
    first = paid(approved(at, bought))
    take_in_goods(first, counts(first, 1, counted=1), by=DOCKER, at=MONDAY)
    come(at, bought, 2)
    assert left() == (OverpaidState.CAME, 0)


def never_came(at: Scene) -> Order:
    """Two pieces and 12.00 of freight were paid ahead, and nothing came."""
    bought = order(at, lines=(replace(HEADPHONES, quantity=2),), freight_minor=1200)
    first = paid(approved(at, bought))
    lapse(first, by=SYSTEM, at=SOON)
    return bought


def test_freight_that_went_ahead_falls_with_the_last_goods() -> None:
    at = place(RefundTrigger.APPROVAL)
    set_rules(at.merchant, {"freight_back": "always"}, by=ex.MANAGER_OF_SHOPS, at=MONDAY)
    bought = never_came(at)
    assert left() == (OverpaidState.OPEN, 141000)
    come(at, bought, 1)
    assert left() == (OverpaidState.OPEN, 71100)
    later = come(at, bought, 1)
    assert (left(), later.state, refund_of_case(later.case_id)) == ((OverpaidState.CAME, 0), "completed", None)
    assert list(strays(Overpaid)) == []


def test_freight_stays_owed_where_the_policy_gives_none_back_any_more() -> None:
    at = place(RefundTrigger.APPROVAL)
    set_rules(at.merchant, {"freight_back": "always"}, by=ex.MANAGER_OF_SHOPS, at=MONDAY)
    bought = never_came(at)
    set_rules(at.merchant, {"freight_back": "never"}, by=ex.MANAGER_OF_SHOPS, at=SOON)
    come(at, bought, 2)
    assert left() == (OverpaidState.OPEN, 1200)


def test_a_batch_foretells_the_freight_with_the_goods_not_with_gifts() -> None:
    at = place_of_gifts(freight_back="always")
    of = order(at, lines=(CASE, CABLE), freight_minor=1200)
    asked = [ask(at, of, 0, 1).pk, ask(at, of, 1).pk]
    several = [Return.objects.select_related("order").get(pk=pk) for pk in asked]
    ahead = Approving(REVIEWER, several, policies_of([several[0].merchant_id]))
    foretold = [ahead.next(one).total_minor for one in several]
    decision = Decision(address=at.address)
    given = [approve(one, decision, by=REVIEWER, at=MONDAY).total_minor for one in several]
    assert foretold == given == [0, 14100]
