"""However many pack, confirm or cancel at once: goods leave once, and an exchange ends one way."""

from datetime import timedelta

import pytest

from aftercare.billing.models import Charge
from aftercare.billing.terms import PayMethod, Sent
from aftercare.flow import dispatching, exchange, return_goods
from aftercare.orders.models import Order
from aftercare.returns.models import StockRecord
from aftercare.returns.terms import State
from tests.factories.exchanges import PACKER, SILVER, agreed, counted, dispatch_of, fresh, packed, sent
from tests.factories.people import AGENT, CASHIER, MONDAY, buyer
from tests.factories.shop import order, scene
from tests.races.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
LATER = MONDAY + timedelta(days=3)


def test_eight_packers_send_one_parcel() -> None:
    place = scene()
    returning = counted(agreed(place, order(place), 2))
    dispatch = dispatching.pick(dispatch_of(returning), by=PACKER, at=LATER)
    told = packed(dispatch)
    outcomes = at_once(8, lambda _n: dispatching.send_out(dispatch, told, by=PACKER, at=LATER))
    assert outcomes == {"done": 1, "illegal_move": 7}
    assert (StockRecord.objects.filter(kind="after_sales_out").count(), Order.objects.count()) == (1, 2)


def test_a_button_pressed_eight_times_confirms_once() -> None:
    place = scene()
    dispatch = sent(counted(agreed(place, order(place), 1)))
    who = buyer(dispatch.customer_id)
    outcomes = at_once(8, lambda _n: dispatching.confirm(dispatch, by=who, at=LATER))
    assert outcomes == {"done": 1, "illegal_move": 7}


def test_goods_that_leave_while_the_buyer_cancels_leave_or_do_not() -> None:
    place = scene()
    returning = agreed(place, order(place), 1, advance=True)
    dispatch = dispatching.pick(dispatch_of(returning), by=PACKER, at=LATER)
    told = packed(dispatch)

    def act(number: int) -> None:
        if number % 2:
            dispatching.send_out(dispatch, told, by=PACKER, at=LATER)
        else:
            return_goods.cancel(fresh(returning), by=AGENT, at=LATER)

    outcomes = at_once(6, act)
    assert outcomes["done"] == 1
    has_left = StockRecord.objects.filter(kind="after_sales_out").exists()
    assert (fresh(returning).state, dispatch_of(returning).state) == (
        (State.APPROVED, "shipped") if has_left else (State.CANCELLED, "called_off")
    )


def test_one_payment_is_recorded_once() -> None:
    place = scene()
    counted(agreed(place, order(place), 1, new=SILVER))
    charge = Charge.objects.get()
    outcomes = at_once(6, lambda n: exchange.pay_charge(charge, Sent(PayMethod.BANK, f"IN {n}"), by=CASHIER, at=LATER))
    assert outcomes == {"done": 1, "illegal_move": 5}
