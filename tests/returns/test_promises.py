"""A seller's written promise binds him: in the window, in the amount."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from aftercare.journal.models import Entry
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import NotAllowed
from aftercare.orders.commands.promises import BadPromise, NewPromise, end_promise, promise
from aftercare.orders.models import SellerPromise
from aftercare.orders.rules.promises import Promised, best_promise, days_to_ship, promise_for_all
from aftercare.orders.terms import PromiseKind as K
from aftercare.org.roles import Role
from aftercare.returns.commands.applying import WindowOver
from aftercare.returns.commands.promises import PromiseBinds
from aftercare.returns.commands.reviewing import Decision, approve
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.queries.offering import offers_of
from aftercare.returns.rules.window import Window, with_promise
from tests.factories.people import AGENT, MONDAY, REVIEWER, actor, member
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import applied

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 1)
ADMIN = actor(Role.ADMINISTRATOR)
LATE = MONDAY + timedelta(days=20)


@pytest.fixture
def place() -> Scene:
    return scene(window_days=7)


def told(kind: K, *, days: int | None = 30, sku: str = "", ends_on: date | None = None) -> Promised:
    return Promised(1, kind, sku, days, MAY, ends_on, "We promise.")


def promised(
    place: Scene,
    kind: K,
    *,
    days: int | None = None,
    sku: str = "",
    by: Actor = ADMIN,
    begins_on: date = date(2026, 1, 1),
) -> SellerPromise:
    new = NewPromise(kind, "Everything comes back, no question asked.", begins_on, days=days, sku=sku)
    return promise(place.merchant, new, by=by, at=MONDAY)


def test_the_longest_promise_in_force_at_the_purchase_holds() -> None:
    short, long = told(K.UNCONDITIONAL_RETURN, days=30), told(K.UNCONDITIONAL_RETURN, days=60, ends_on=date(2026, 5, 3))
    kind = K.UNCONDITIONAL_RETURN
    assert best_promise([short, long], kind, sku="A", bought_on=date(2026, 5, 3)) is long
    assert best_promise([short, long], kind, sku="A", bought_on=date(2026, 5, 4)) is short
    assert best_promise([short, long], kind, sku="A", bought_on=date(2026, 4, 30)) is None
    assert best_promise([short, long], K.FULL_REFUND, sku="A", bought_on=MAY) is None


def test_several_articles_come_back_together_only_as_long_as_each_may() -> None:
    one, other = told(K.UNCONDITIONAL_RETURN, days=30, sku="A"), told(K.UNCONDITIONAL_RETURN, days=None, sku="B")
    kind = K.UNCONDITIONAL_RETURN
    assert promise_for_all([one, other], kind, skus=["A", "B"], bought_on=MAY) is one
    assert promise_for_all([one, other], kind, skus=["A", "C"], bought_on=MAY) is None
    assert promise_for_all([one, other], kind, skus=[], bought_on=MAY) is None


def test_of_two_promises_to_ship_the_shorter_binds() -> None:
    promises = [told(K.SHIP_WITHIN, days=5), told(K.SHIP_WITHIN, days=2), told(K.FULL_REFUND, days=1)]
    assert (days_to_ship(promises, bought_on=MAY), days_to_ship([], bought_on=MAY)) == (2, None)


def test_a_promise_only_ever_widens_the_window() -> None:
    shut, signed = Window(False, date(2026, 5, 8), "merchant_window"), MAY
    asked = date(2026, 5, 20)
    assert with_promise(shut, days=30, signed_on=signed, asked_on=asked) == Window(
        True, date(2026, 5, 31), "seller_promise"
    )
    assert with_promise(shut, days=5, signed_on=signed, asked_on=asked) is shut
    assert with_promise(shut, days=None, signed_on=signed, asked_on=asked) == Window(True, None, "seller_promise")
    unset = Window(True, None, "window_not_set")
    assert with_promise(unset, days=30, signed_on=signed, asked_on=asked) is unset


@pytest.mark.shows("RET-68", "SCP-29")
def test_the_promise_binds_where_the_policy_would_have_closed(place: Scene) -> None:
    bought = order(place)
    with pytest.raises(WindowOver):
        applied(place, bought, 1, at=LATE)
    promised(place, K.UNCONDITIONAL_RETURN, days=30)
    returning = applied(place, bought, 1, at=LATE)
    assert (returning.window_rule, returning.window_ends_on) == ("seller_promise", date(2026, 3, 27))


def test_a_promise_for_one_article_opens_no_other(place: Scene) -> None:
    bought = order(place)
    promised(place, K.UNCONDITIONAL_RETURN, sku="KA-K2-GR")
    assert applied(place, bought, 1, at=LATE).window_rule == "seller_promise"
    with pytest.raises(WindowOver):
        applied(place, bought, 0, 1, at=LATE)
    with pytest.raises(WindowOver):
        applied(place, bought, 1, 1, at=LATE)


def test_who_bought_before_the_promise_or_after_its_end_has_none(place: Scene) -> None:
    bought = order(place)  # ordered on 23 February
    made = promised(place, K.UNCONDITIONAL_RETURN, begins_on=date(2026, 2, 24))
    with pytest.raises(WindowOver):
        applied(place, bought, 1, at=LATE)
    assert made.ends_on is None
    other = promised(place, K.UNCONDITIONAL_RETURN)
    end_promise(other, date(2026, 2, 23), by=ADMIN, at=LATE)
    assert applied(place, bought, 1, at=LATE).window_rule == "seller_promise"


@pytest.mark.shows("RET-68")
def test_of_a_promised_full_refund_nothing_is_taken_off(place: Scene) -> None:
    promised(place, K.FULL_REFUND)
    returning = applied(place, order(place), 1)
    line = lines_of(returning)[0]
    less = Decision(address=place.address, amounts={line.pk: line.asked_minor - 1}, consent="He agreed by phone.")
    entries = Entry.objects.count()
    with pytest.raises(PromiseBinds, match="Everything comes back"):
        approve(returning, less, by=REVIEWER, at=MONDAY)
    assert (Return.objects.get().state, Entry.objects.count()) == ("submitted", entries)
    approve(returning, Decision(address=place.address), by=REVIEWER, at=MONDAY)
    assert Return.objects.get().amount_minor == line.asked_minor


def test_only_who_keeps_merchants_promises_for_them(place: Scene) -> None:
    with pytest.raises(NotAllowed):
        promised(place, K.FULL_REFUND, by=AGENT)
    assert SellerPromise.objects.count() == 0


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewPromise(K.FULL_REFUND, " ", MAY), "words"),
        (NewPromise(K.FULL_REFUND, "Yes", MAY, ends_on=date(2026, 4, 1)), "ends_on"),
        (NewPromise(K.SHIP_WITHIN, "Yes", MAY), "days"),
        (NewPromise(K.SHIP_WITHIN, "Yes", MAY, days=2, sku="A"), "sku"),
    ],
)
def test_a_promise_nobody_could_rely_on_is_refused(place: Scene, new: NewPromise, field: str) -> None:
    with pytest.raises(BadPromise) as refused:
        promise(place.merchant, new, by=ADMIN, at=MONDAY)
    assert (refused.value.field, SellerPromise.objects.count()) == (field, 0)


@pytest.mark.shows("SCP-29")
def test_the_settings_make_and_end_a_promise(place: Scene) -> None:
    browser = Client()
    browser.force_login(member(Role.ADMINISTRATOR))
    answers = {"kind": "unconditional_return", "words": "30 days, no reason", "days": "30", "begins_on": "2026-01-01"}
    made = browser.post(reverse("settings-promise-new", args=[place.merchant.pk]), answers)
    assert made.status_code == 302
    kept = SellerPromise.objects.get()
    assert "30 days, no reason" in browser.get(reverse("settings-merchant", args=[place.merchant.pk])).content.decode()
    ended = browser.post(reverse("settings-promise-end", args=[kept.pk]), {"ends_on": "2025-12-31"})
    assert (ended.status_code, "before it began" in ended.content.decode()) == (422, True)
    browser.post(reverse("settings-promise-end", args=[kept.pk]), {"ends_on": "2026-06-30"})
    assert SellerPromise.objects.get().ends_on == date(2026, 6, 30)


@pytest.mark.shows("RET-68")
def test_the_case_shows_the_promise(place: Scene) -> None:
    promised(place, K.FULL_REFUND)
    returning = applied(place, order(place), 1)
    browser = Client()
    browser.force_login(member(Role.AGENT))
    page = browser.get(reverse("return-detail", args=[returning.number])).content.decode()
    assert "The seller promised in writing: Everything comes back, no question asked." in page


def test_the_case_keeps_the_last_day_that_the_offer_told_although_the_shops_own_days_are_not_over(place: Scene) -> None:
    promised(place, K.UNCONDITIONAL_RETURN, days=30)
    bought = order(place)
    (offer,) = offers_of([bought], at=MONDAY)
    returning, last = applied(place, bought, 1), offer.window.ends_on
    assert last
    assert (returning.window_rule, returning.window_ends_on) == ("seller_promise", last)
    (told,) = [one for one in returning.decided["findings"] if one["about"] == "window"]
    assert (told["rule"], told["facts"]["day"]) == ("policy:seller_promise", last.isoformat())
