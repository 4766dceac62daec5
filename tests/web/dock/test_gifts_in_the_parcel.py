"""A buyer puts the gift into the box though he had not ticked it: the dock counts it, and it costs him nothing."""

import pytest
from django.test import Client

from aftercare.flow.requests import approve
from aftercare.orders.models import OrderLine
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import Deduction, Return, ReturnLine, StockRecord
from aftercare.returns.queries.detail import lines_of
from tests.factories.people import MONDAY, REVIEWER
from tests.returns.test_gifts import ask, back, bought, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def coming() -> Return:
    """Both cases come back; the two cables that came with them for nothing, marked with 9.00 each, were not ticked."""
    at = place()
    returning = ask(at, bought(at), 2)
    return approve(returning, Decision(address=at.address), by=REVIEWER, at=MONDAY)


def count(returning: Return, gifts: int, accepted: int | None = None, grade: str = "as_new") -> dict[str, object]:
    """Both cases are here, and so many cables."""
    (line,) = ReturnLine.objects.filter(returning=returning, order_line__is_gift=False)
    cable = -OrderLine.objects.get(order=returning.order_id, is_gift=True).pk
    told = {f"counted-{line.pk}": 2, f"accepted-{line.pk}": 2, f"damaged-{line.pk}": 0, f"grade-{line.pk}": "as_new"}
    took = gifts if accepted is None else accepted
    return {
        **told,
        f"counted-{cable}": gifts,
        f"accepted-{cable}": took,
        f"damaged-{cable}": 0,
        f"grade-{cable}": grade if gifts else "missing",
    }


def test_the_page_expects_the_gift_and_names_why_the_promise_falls(docker: Client, coming: Return) -> None:
    page = docker.get(f"/dock/{coming.number}/").content.decode()
    for told in ("Cable, a gift", "Gift, if it is here", "The promise falls from £258.00 to £240.00.",
                 "Of that, £18.00 is for gifts that are not in the parcel.", "<b>2 to stock.</b>"):  # fmt: skip
        assert told in page
    live = docker.get(f"/dock/{coming.number}/effect/", count(coming, 2)).content.decode()  # type: ignore[arg-type]
    assert ("The promise of £258.00 stays." in live, "4 to stock." in live) == (True, True)
    one = docker.get(f"/dock/{coming.number}/effect/", count(coming, 1)).content.decode()  # type: ignore[arg-type]
    assert "Of that, £9.00 is for gifts that are not in the parcel." in one
    assert ReturnLine.objects.count() == 1


@pytest.mark.parametrize(("gifts", "total", "charged"), [(2, 25800, []), (1, 24900, [900]), (0, 24000, [1800])])
def test_what_lies_in_the_parcel_is_not_charged(
    docker: Client, coming: Return, gifts: int, total: int, charged: list[int]
) -> None:
    assert docker.post(f"/dock/{coming.number}/", count(coming, gifts)).status_code == 302
    assert (back(), list(Deduction.objects.values_list("amount_minor", flat=True))) == (total, charged)
    cable = OrderLine.objects.get(order=coming.order_id, is_gift=True)
    assert (cable.goods_asked, cable.goods_back) == (gifts, gifts)
    assert StockRecord.objects.filter(sku="KA-CABLE").count() == bool(gifts)


def test_a_gift_that_is_not_accepted_stays_with_the_buyer_and_is_charged(docker: Client, coming: Return) -> None:
    assert docker.post(f"/dock/{coming.number}/", count(coming, 2, 0, "wrong")).status_code == 302
    cable = next(line for line in lines_of(coming) if line.order_line.is_gift)
    assert (cable.counted, cable.accepted, back()) == (2, 0, 24000)
    assert (cable.order_line.goods_asked, cable.order_line.goods_back) == (0, 0)


def test_a_count_from_a_page_without_the_gift_is_booked_in_as_before(docker: Client, coming: Return) -> None:
    told = {name: value for name, value in count(coming, 0).items() if not name.split("-", 1)[1].startswith("-")}
    assert docker.post(f"/dock/{coming.number}/", told).status_code == 302
    assert back() == 24000


def test_no_gift_is_expected_while_goods_stay_or_where_it_was_ticked(docker: Client) -> None:
    at = place()
    some = approve(ask(at, bought(at), 1), Decision(address=at.address), by=REVIEWER, at=MONDAY)
    ticked = approve(ask(at, bought(at), 2, 2), Decision(address=at.address), by=REVIEWER, at=MONDAY)
    for returning in (some, ticked):
        assert "Gift, if it is here" not in docker.get(f"/dock/{returning.number}/").content.decode()
