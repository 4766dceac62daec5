"""Money never loses or invents a cent."""

from datetime import date
from decimal import Decimal

import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from aftercare.kernel.money import digits, from_minor, is_currency, share_of_pieces, spread, to_minor


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("732.80", "CNY", 73280),
        ("2.555", "GBP", 256),
        ("-0.005", "GBP", -1),
        ("1200", "JPY", 1200),
        ("1.2345", "KWD", 1235),
    ],
)
def test_to_minor_counts_the_currency_s_own_smallest_unit(amount: str, currency: str, minor: int) -> None:
    assert to_minor(amount, currency) == minor


@pytest.mark.parametrize("amount", ["", "abc", "NaN", "Infinity", "1e40"])
def test_to_minor_refuses_what_is_no_amount(amount: str) -> None:
    with pytest.raises(ValueError, match="is not an amount"):
        to_minor(amount, "GBP")


def test_from_minor_keeps_the_currency_s_places() -> None:
    assert (from_minor(73280, "CNY"), from_minor(5, "JPY")) == (Decimal("732.80"), Decimal(5))


def test_spread_gives_the_cents_left_over_to_the_largest_remainders() -> None:
    assert spread(100, [1, 1, 1]) == [34, 33, 33]
    assert spread(1000, [69900, 12900, 0]) == [844, 156, 0]
    assert spread(5, [0, 0]) == [3, 2]
    assert spread(-100, [1, 1, 1]) == [-34, -33, -33]
    assert spread(7, []) == []


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**7), min_size=1, max_size=40))
def test_spread_always_adds_up_and_stays_near_the_exact_share(total: int, weights: list[int]) -> None:
    shares = spread(total, weights)
    assert sum(shares) == total
    if sum(weights):
        assert all(abs(s * sum(weights) - total * w) < sum(weights) for s, w in zip(shares, weights, strict=True))


@given(st.integers(0, 10**8), st.integers(1, 200), st.data())
def test_pieces_taken_one_after_the_other_are_worth_the_whole(total: int, pieces: int, data: st.DataObject) -> None:
    taken, worth = 0, 0
    while taken < pieces:
        count = data.draw(st.integers(1, pieces - taken))
        worth += share_of_pieces(total, pieces, taken, count)
        taken += count
    assert worth == total


@pytest.mark.parametrize(("currency", "places"), [("UGX", 0), ("IQD", 3), ("CLF", 4), ("EUR", 2), ("HUF", 2)])
def test_currencies_have_the_places_of_iso_4217(currency: str, places: int) -> None:
    assert digits(currency) == places


def test_every_currency_in_which_people_pay_is_known_and_no_other_code() -> None:
    kept = {
        code
        for rows in get_global("territory_currencies").values()
        for code, _start, end, is_tender in rows
        if is_tender and (end is None or date(*end) > date(2026, 1, 1))
    }
    assert [code for code in sorted(kept) if not is_currency(code)] == []
    assert (is_currency("GBP"), is_currency("XXQ"), is_currency("gbp")) == (True, False, False)
