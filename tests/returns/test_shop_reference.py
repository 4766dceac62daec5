"""A return that the shop's own books hold already is taken over once."""

from datetime import timedelta

import pytest

from aftercare.cases.models import Case
from aftercare.cases.terms import Channel
from aftercare.catalog.commands import edit_reason
from aftercare.flow.return_goods import apply_for_return
from aftercare.kernel.actor import SYSTEM
from aftercare.orders.models import OrderLine
from aftercare.returns.commands.applying import Application, KnownReference
from aftercare.returns.models import Return
from aftercare.returns.terms import Wanted
from tests.factories.people import AGENT, MONDAY
from tests.factories.shop import goods, order, scene

pytestmark = pytest.mark.django_db


def test_a_shop_reference_is_taken_over_once_and_its_reason_may_be_hidden() -> None:
    place = scene()
    bought = order(place)
    hidden = edit_reason(place.reason, {"en": "From the books"}, is_shown=False, by=SYSTEM, at=MONDAY)
    wanted = [Wanted(goods(bought)[0].pk, 1)]
    application = Application(wanted=wanted, reason=hidden, shop_reference="C536383")
    first = apply_for_return(bought, application, channel=Channel.IMPORT, by=AGENT, at=MONDAY)
    assert (first.shop_reference, first.reason) == ("C536383", hidden)
    with pytest.raises(KnownReference, match="C536383"):
        apply_for_return(bought, application, channel=Channel.IMPORT, by=AGENT, at=MONDAY + timedelta(days=1))
    assert (Return.objects.count(), Case.objects.count()) == (1, 1)
    assert OrderLine.objects.get(pk=wanted[0].line_id).goods_asked == 1


def test_another_merchant_may_use_the_same_number() -> None:
    for code in ("one", "two"):
        place = scene(code)
        bought = order(place)
        application = Application([Wanted(goods(bought)[0].pk, 1)], place.reason, shop_reference="C1")
        apply_for_return(bought, application, channel=Channel.IMPORT, by=AGENT, at=MONDAY)
    assert list(Return.objects.values_list("shop_reference", flat=True)) == ["C1", "C1"]
