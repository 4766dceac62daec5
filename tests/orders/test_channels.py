"""Several channels of one merchant: a marketplace, the own shop, and wholesale next to retail."""

import pytest

from aftercare.cases.terms import Channel
from aftercare.flow.return_goods import apply_for_return
from aftercare.kernel.actor import SYSTEM
from aftercare.orders.models import OrderLine
from aftercare.orders.terms import NewLine
from aftercare.org.commands.merchants import add_shop
from aftercare.returns.commands.applying import Application
from aftercare.returns.models import Return
from aftercare.returns.queries.listing import visible_to
from aftercare.returns.terms import Wanted
from tests.factories.people import MONDAY, REVIEWER, buyer
from tests.factories.shop import Scene, goods, order, scene

RETAIL = (NewLine("S", "Socks", 1, 1000),)
WHOLESALE = (NewLine("S", "Socks", 300, 600),)


def sold_in(place: Scene, code: str, lines: tuple[NewLine, ...]) -> Return:
    """An order of one channel, and a return of its first piece."""
    shop = add_shop(place.merchant, code=code, name=code.title(), by=SYSTEM, at=MONDAY)
    channel = Scene(place.merchant, shop, place.address, place.reason)
    bought = order(channel, lines=lines, number="1001")
    wish = Application(wanted=[Wanted(goods(bought)[0].pk, 1)], reason=place.reason)
    return apply_for_return(bought, wish, channel=Channel.API, by=buyer(bought.customer_id), at=MONDAY)


@pytest.mark.django_db
@pytest.mark.shows("RET-20")
def test_channels_may_use_the_same_order_number_and_stay_apart() -> None:
    place = scene()
    made = [sold_in(place, code, RETAIL) for code in ("tmall", "jd")] + [sold_in(place, "wholesale", WHOLESALE)]
    found = visible_to(REVIEWER).filter(order_number="1001").order_by("pk")
    assert [(row.pk, row.order.shop.code) for row in found] == [
        (made[0].pk, "tmall"), (made[1].pk, "jd"), (made[2].pk, "wholesale"),
    ]  # fmt: skip
    assert [row.asked_minor for row in found] == [1000, 1000, 600]
    asked = OrderLine.objects.filter(is_freight=False).order_by("pk").values_list("goods_asked", "goods_out")
    assert list(asked) == [(1, 1), (1, 1), (1, 300)]
