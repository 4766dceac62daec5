"""An exchange from the buyer's phone to his button, through every desk, by their pages alone."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aftercare.billing.models import Charge
from aftercare.org.roles import Role
from aftercare.returns.models import Dispatch, Return, StockRecord
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import State
from tests.factories.buying import account_of, bought_lately
from tests.factories.exchanges import SILVER, articles, exchange_reason
from tests.factories.people import member
from tests.factories.shop import goods, scene

pytestmark = pytest.mark.django_db


def signed_in(role: Role) -> Client:
    """A browser with somebody of this role."""
    client = Client()
    client.force_login(member(role))
    return client


@pytest.mark.shows("RET-04", "RET-50", "RET-52", "RET-53", "RET-54", "RET-55", "RET-62", "PAG-01", "PAG-09")
def test_an_exchange_for_dearer_goods_by_pages_alone() -> None:  # noqa: PLR0915  one story, told once
    place = scene(window_days=30)
    articles(place)
    reason = exchange_reason()
    bought = bought_lately(place)
    phone = Client()
    phone.force_login(account_of(bought))
    line = goods(bought)[0]
    ask = reverse("my-order-exchange", args=[bought.pk])
    page = phone.get(ask).content.decode()
    assert all(words in page for words in ("K2 headphones, silver", "The same again"))
    told = {f"pieces-{line.pk}": "1", f"new-{line.pk}": SILVER.sku, "reason": str(reason.pk), "once": "a" * 32}
    costs = phone.get(reverse("my-order-difference", args=[bought.pk]), told).content.decode()
    assert "You pay £50.00 on top." in costs
    answer = phone.post(ask, told)
    assert answer.status_code == 302
    returning = Return.objects.get()
    assert (returning.kind, returning.price_minor, returning.remark) == ("exchange", 74900, "")

    desk = signed_in(Role.OPERATIONS_REVIEWER)
    detail = reverse("return-detail", args=[returning.number])
    page = desk.get(detail).content.decode()
    assert "The buyer pays £50.00 on top." in page
    row = lines_of(returning)[0]
    decided = {
        "version": "1",
        "address": str(place.address.pk),
        f"amount-{row.pk}": "699.00",
        f"new-{row.pk}": SILVER.sku,
        "consent": "",
        "message": "",
        "once": "b" * 32,
    }
    answer = desk.post(reverse("return-approve", args=[returning.number]), decided)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    page = phone.get(reverse("my-case", args=[returning.number])).content.decode()
    assert "Your exchange" in page

    dock = signed_in(Role.DOCK)
    count = {
        f"counted-{row.pk}": "1",
        f"accepted-{row.pk}": "1",
        f"damaged-{row.pk}": "0",
        f"grade-{row.pk}": "opened",
        "once": "c" * 32,
    }
    phone.post(reverse("my-ship", args=[returning.number]), {"carrier": "Demo Post", "tracking_number": "DP12345"})
    assert dock.post(reverse("dock-count", args=[returning.number]), count).status_code == 302
    dispatch, charge = Dispatch.objects.get(), Charge.objects.get()
    assert (dispatch.state, charge.amount_minor) == ("held", 5000)
    assert "Please pay £50.00" in phone.get(reverse("my-case", args=[returning.number])).content.decode()

    cashier = signed_in(Role.CASHIER)
    assert returning.number in cashier.get(reverse("finance-charges")).content.decode()
    paid = {"version": "1", "method": "bank", "reference": "IN 77", "once": "d" * 32}
    assert cashier.post(reverse("finance-charge-paid", args=[charge.pk]), paid).status_code == 302
    assert dispatch.number in dock.get(reverse("dock-sending")).content.decode()
    version = Dispatch.objects.get().version
    picked = {"version": str(version), "once": "p" * 32}
    for _press in range(2):
        assert dock.post(reverse("dock-pick", args=[dispatch.number]), picked).status_code == 302, "pressed twice, once"
    assert Dispatch.objects.get().version == version + 1
    assert "Scan every piece" in dock.get(reverse("dock-send", args=[dispatch.number])).content.decode()
    stale = dock.post(reverse("dock-put-back", args=[dispatch.number]), {**picked, "once": "q" * 32})
    assert (stale.status_code, Dispatch.objects.get().state) == (409, "picking"), "the page was of before"
    assert dock.post(reverse("dock-put-back", args=[dispatch.number])).status_code == 409, "it does not say what it saw"
    wrong = {"scanned": "KA-K2-GR\n", "carrier": "Demo Post", "tracking_number": "NP1234", "once": "e" * 32,
             "version": str(version + 1)}  # fmt: skip
    refused = dock.post(reverse("dock-send", args=[dispatch.number]), wrong)
    assert (refused.status_code, Dispatch.objects.get().state) == (422, "picking")
    right = {**wrong, "scanned": f"{SILVER.sku}\n"}
    assert dock.post(reverse("dock-send", args=[dispatch.number]), right).status_code == 302
    assert StockRecord.objects.get(kind="after_sales_out").sku == SILVER.sku
    assert "After-sales stock-out" in dock.get(reverse("dock-register")).content.decode()

    page = phone.get(reverse("my-case", args=[returning.number])).content.decode()
    assert all(words in page for words in ("I have received it", "NP1234"))
    assert phone.post(reverse("my-confirm", args=[returning.number])).status_code == 302
    assert Return.objects.get().state == State.COMPLETED
    assert phone.post(reverse("my-confirm", args=[returning.number])).status_code == 302, "said twice, it is true once"
    assert "You have your new goods" in phone.get(reverse("my-case", args=[returning.number])).content.decode()
    listed = signed_in(Role.AGENT).get(f"{reverse('returns-list')}?kind=exchange&state=completed").content.decode()
    assert returning.number in listed


def test_nobody_exchanges_after_the_window() -> None:
    place = scene(window_days=3)
    articles(place)
    exchange_reason()
    bought = bought_lately(place, signed_days_ago=9)
    phone = Client()
    phone.force_login(account_of(bought))
    page = phone.get(reverse("my-order-exchange", args=[bought.pk]))
    assert (page.status_code, "Ask for the exchange" in page.content.decode()) == (200, False)
    assert timezone.now() - timedelta(days=9) > bought.ordered_at
