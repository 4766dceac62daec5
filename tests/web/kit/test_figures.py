"""Numbers and money in every language we speak."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from aftercare.web.kit import figures


@pytest.mark.parametrize(
    ("language", "minor", "currency", "words"),
    [
        ("en", 73280, "CNY", "¥732.80"),
        ("en", 123456789, "EUR", "€1,234,567.89"),
        ("en", -500, "JPY", "−JP¥500"),
        ("en", 1, "KWD", "KWD\xa00.001"),
        ("zh-hans", 123456, "CNY", "¥1,234.56"),
        ("es", 123456, "EUR", "1.234,56\xa0€"),
        ("es", -73280, "CHF", "−732,80\xa0CHF"),
    ],
)
def test_money_is_written_as_the_language_writes_it(language: str, minor: int, currency: str, words: str) -> None:
    with override(language):
        assert figures.money(minor, currency) == words


def test_bare_money_leaves_the_currency_to_the_head() -> None:
    assert figures.money(73280, "CNY", bare=True) == "732.80"


@pytest.mark.parametrize(("language", "words"), [("en", "1,284.5"), ("zh-hant", "1,284.5"), ("es", "1.284,5")])
def test_numbers_keep_their_places(language: str, words: str) -> None:
    with override(language):
        assert figures.number(Decimal("1284.5")) == words


def test_typed_money_has_a_point_and_no_thousands_in_every_language() -> None:
    with override("es"):
        assert figures.typed(173280, "CNY") == "1732.80"
        assert figures.typed(1732, "JPY") == "1732"


def test_an_unknown_currency_says_its_code() -> None:
    assert figures.symbol("PLN") == "PLN\xa0"
