"""Times: short, full, and how long ago."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from aftercare.web.kit import dates

AT = datetime(2026, 3, 12, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "12 Mar 11:20"), ("zh-hans", "03-12 11:20"), ("es", "12 mar 11:20")]
)
def test_short_times_follow_the_language(language: str, words: str) -> None:
    with override(language):
        assert dates.short(AT, AT) == words


def test_the_year_is_said_when_it_is_not_this_one() -> None:
    with override("en"):
        assert dates.short(AT, AT + timedelta(days=300)) == "12 Mar 2026 11:20"


def test_times_are_local() -> None:
    with override("en"), timezone.override("Asia/Shanghai"):
        assert dates.short(AT, AT) == "12 Mar 19:20"
        assert dates.full(AT) == "Thursday, 12 March 2026, 19:20 CST"


def test_a_day_stays_the_day_it_is() -> None:
    with override("en"), timezone.override("Pacific/Auckland"):
        assert dates.day(date(2026, 3, 12)) == "12 Mar 2026"


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=59), "59 min ago"),
        (timedelta(hours=3, minutes=50), "3 h ago"),
        (timedelta(days=1, hours=3), "1 day ago"),
        (timedelta(days=12), "12 days ago"),
        (timedelta(hours=-2), "in 2 h"),
    ],
)
def test_ago_says_the_largest_unit(gap: timedelta, words: str) -> None:
    with override("en"):
        assert dates.ago(AT - gap, AT) == words
