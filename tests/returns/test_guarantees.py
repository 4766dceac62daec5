"""The three guarantees, repair, exchange and return: which is open to an article, until when, by which rule."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from aftercare.orders.commands.promises import NewPromise, promise
from aftercare.orders.models import Order
from aftercare.orders.terms import PromiseKind
from aftercare.org.roles import Role
from aftercare.returns.commands.policies import set_goods_class, set_rules
from aftercare.returns.queries.offering import offers_of
from aftercare.returns.rules.guarantees import Held, guarantees, may_ask_repair
from aftercare.returns.rules.window import Window
from aftercare.returns.terms import GoodsClass
from tests.factories.buying import account_of, bought_lately
from tests.factories.people import MONDAY, actor, member
from tests.factories.shop import goods, scene
from tests.factories.stories import applied

SIGNED = date(2026, 1, 31)
HELD = Held(left=2, with_buyer=2, is_barred=False, signed_on=SIGNED, repair_months=13)
OPEN = Window(True, date(2026, 2, 7), "merchant_window")
ADMIN = actor(Role.ADMINISTRATOR)
SAID = (
    "Repair with a fault, until", "by the seller&#x27;s guarantee", "Exchange until", "Return until",
    "by the seller&#x27;s written promise", "by the seller&#x27;s rule",
)  # fmt: skip


def told(held: Held, window: Window = OPEN, on: date = SIGNED) -> list[tuple[str, str, date | None]]:
    """Each guarantee as it stands."""
    return [(one.service, one.standing, one.until) for one in guarantees(held, window, on=on)]


def test_each_has_its_own_last_day() -> None:
    week, year = date(2026, 2, 7), date(2027, 2, 28)
    assert told(HELD) == [("repair", "with_fault", year), ("exchange", "open", week), ("return", "open", week)]
    late = replace(OPEN, is_open=False)
    assert told(HELD, late, year) == [
        ("repair", "with_fault", year), ("exchange", "over", week), ("return", "over", week),
    ]  # fmt: skip
    assert told(HELD, late, year + timedelta(days=1))[0] == ("repair", "over", year)


def test_what_is_used_up_barred_unset_or_not_received_says_so() -> None:
    assert [standing for _what, standing, _day in told(replace(HELD, left=0))] == ["with_fault", "used", "used"]
    gone = replace(HELD, left=0, with_buyer=0)
    assert [standing for _what, standing, _day in told(gone)] == ["used", "used", "used"]
    assert not may_ask_repair(guarantees(gone, OPEN, on=SIGNED)[0])
    assert may_ask_repair(guarantees(HELD, OPEN, on=SIGNED)[0])
    assert [standing for _what, standing, _day in told(replace(HELD, is_barred=True))] == ["with_fault"] * 3
    assert told(replace(HELD, repair_months=None))[0] == ("repair", "not_set", None)
    assert told(replace(HELD, signed_on=None))[0] == ("repair", "with_fault", None)


@pytest.mark.django_db
@pytest.mark.shows("SCP-05")
def test_buyer_and_agent_read_all_three_at_the_article_and_the_agent_has_it_repaired() -> None:
    place = scene(window_days=7)
    set_rules(place.merchant, {"repair_months": 12}, by=ADMIN, at=MONDAY)
    bought = bought_lately(place)
    first, _second = goods(bought)
    words = NewPromise(
        PromiseKind.UNCONDITIONAL_RETURN, sku=first.sku, days=30, words="Thirty days.",
        begins_on=timezone.localdate() - timedelta(days=60),
    )  # fmt: skip
    promise(place.merchant, words, by=ADMIN, at=MONDAY)
    (offer,) = offers_of([Order.objects.get()], at=timezone.now())
    assert [one.rule for one in offer.lines[0].guarantees] == ["merchant_guarantee", "seller_promise", "seller_promise"]
    assert [one.rule for one in offer.lines[1].guarantees] == [
        "merchant_guarantee",
        "merchant_window",
        "merchant_window",
    ]
    buyer, agent = Client(), Client()
    buyer.force_login(account_of(bought))
    agent.force_login(member(Role.AGENT))
    pages = [buyer.get(f"/my/orders/{bought.pk}/return/"), agent.get(f"/returns/new/{bought.pk}/")]
    for page in (answer.content.decode() for answer in pages):
        for sentence in SAID:
            assert sentence in page
    assert "Have it repaired instead…" in pages[1].content.decode()
    task = agent.get(f"/duties/new/?kind=repair&customer={bought.customer_id}")
    assert task.context["form"].initial["kind"] == "repair"


@pytest.mark.django_db
def test_goods_that_a_law_bars_are_open_with_a_fault_and_pieces_asked_back_are_used_up() -> None:
    place = scene(window_days=30)
    set_rules(place.merchant, {"law": "cn_online"}, by=ADMIN, at=MONDAY)
    bought = bought_lately(place)
    first, second = goods(bought)
    applied(place, bought, first.quantity, at=timezone.now())
    set_goods_class(place.merchant, second.sku, GoodsClass.OPENED_MEDIA, by=ADMIN, at=MONDAY)
    (offer,) = offers_of([Order.objects.get()], at=timezone.now())
    standings = [[one.standing for one in line.guarantees] for line in offer.lines]
    assert standings == [["not_set", "used", "used"], ["not_set", "with_fault", "with_fault"]]
