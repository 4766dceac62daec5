"""Daily figures follow the journal, and come out the same when they are counted anew."""

from datetime import UTC, date, datetime, timedelta

import pytest

from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import PayMethod, Sent
from aftercare.cases.commands.interventions import step_in
from aftercare.cases.terms import Ruling
from aftercare.cli.recounting import recount as recount_word
from aftercare.flow.return_goods import cancel, reject, take_in_goods
from aftercare.flow.settlement import approve_refund, pay_refund
from aftercare.journal.models import Entry
from aftercare.reporting.commands.scoring import follow_entries, recount
from aftercare.reporting.models import MerchantDay, RefundFact, WaitDay
from aftercare.reporting.queries.daily_sums import differing_rows
from aftercare.returns.commands.docking import receive
from aftercare.returns.models import Return
from tests.factories.people import CASHIER, DOCKER, FINANCE, MANAGER, MONDAY, REVIEWER, buyer
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import all_good, applied, shipped

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
_references = iter(range(10_000))


def paid(place: Scene, *, days: int = 3) -> Return:
    """Asked on Monday, approved after an hour, sent after two, taken in a day before the payout."""
    returning = shipped(place, order(place), 1)
    paid_at = MONDAY + timedelta(days=days)
    take_in_goods(returning, all_good(returning), by=DOCKER, at=paid_at - DAY)
    refund = refund_of_case(returning.case_id)
    assert refund
    refund = approve_refund(refund, by=FINANCE, at=paid_at - timedelta(hours=2))
    pay_refund(refund, Sent(PayMethod.BANK, f"BT-{next(_references)}"), by=CASHIER, at=paid_at)
    return Return.objects.get(pk=returning.pk)


def follow(batch: int = 7) -> None:
    """Hand on the whole journal in pieces, as the reader does."""
    entries = list(Entry.objects.order_by("pk"))
    for start in range(0, len(entries), batch):
        follow_entries(entries[start : start + batch])


def kept() -> list[list[tuple[object, ...]]]:
    """Everything that was counted, without ids."""
    day = ("merchant", "day", "asked", "disputed", "ended", "ended_alone", "paid", "paid_seconds", "handled_in_time")
    fact = ("case", "asked_on", "ended_on", "seconds", "stepped_in")
    return [
        list(MerchantDay.objects.order_by("merchant", "day").values_list(*day)),
        list(WaitDay.objects.order_by("merchant", "day", "turn").values_list("merchant", "day", "turn", "seconds")),
        list(RefundFact.objects.order_by("case").values_list(*fact)),
    ]


def day_of(place: Scene, on: date) -> tuple[int, ...]:
    """One merchant's day."""
    row = MerchantDay.objects.get(merchant=place.merchant.pk, day=on)
    return (row.asked, row.disputed, row.ended, row.ended_alone, row.paid, row.paid_seconds)


@pytest.mark.shows("KPI-04")
def test_a_refund_runs_from_the_request_to_the_payout() -> None:
    place = scene()
    returning = paid(place, days=3)
    follow()
    fact = RefundFact.objects.get()
    assert (fact.case, fact.seconds, fact.is_paid) == (returning.case_id, 3 * 86_400, True)
    assert day_of(place, MONDAY.date()) == (1, 0, 0, 0, 0, 0)
    assert day_of(place, date(2026, 3, 5)) == (0, 0, 1, 1, 1, 3 * 86_400)


@pytest.mark.shows("RET-10")
def test_the_time_is_split_by_who_had_it_and_adds_up() -> None:
    place = scene()
    paid(place, days=3)
    follow()
    waits = dict(WaitDay.objects.values_list("turn", "seconds"))
    assert waits == {
        "operations": 3600, "buyer": 3600, "carrier": 2 * 86_400 - 7200, "finance": 86_400 - 7200, "cashier": 7200,
    }  # fmt: skip
    assert sum(waits.values()) == 3 * 86_400


@pytest.mark.shows("KPI-09")
def test_what_the_platform_stepped_into_was_not_closed_by_the_merchant_alone() -> None:
    place = scene()
    rejected, cancelled = applied(place, order(place)), applied(place, order(place))
    reject(rejected, "Worn.", by=REVIEWER, at=MONDAY + DAY)
    cancel(cancelled, by=buyer(cancelled.customer_id), at=MONDAY + DAY)
    step_in(rejected.case, Ruling.MERCHANT, "It was worn.", by=MANAGER, at=MONDAY + 2 * DAY)
    follow()
    assert day_of(place, date(2026, 3, 3)) == (0, 0, 2, 1, 0, 0)


@pytest.mark.shows("KPI-12")
def test_a_dispute_counts_once_the_platform_judges_for_the_buyer_and_no_longer_when_it_thinks_better() -> None:
    place = scene()
    returning = applied(place, order(place))
    applied(place, order(place))
    step_in(returning.case, Ruling.NONE, by=MANAGER, at=MONDAY)
    follow()
    assert day_of(place, MONDAY.date())[:2] == (2, 0)
    step_in(returning.case, Ruling.BUYER, "Right he is.", by=MANAGER, at=MONDAY + DAY)
    follow()
    assert day_of(place, MONDAY.date())[:2] == (2, 1)
    step_in(returning.case, Ruling.MERCHANT, "On appeal.", by=MANAGER, at=MONDAY + 2 * DAY)
    follow()
    assert day_of(place, MONDAY.date())[:2] == (2, 0)


def test_counting_behind_the_journal_and_counting_anew_come_to_the_same() -> None:
    here, there = scene(), scene("harbor")
    stories = [paid(here, days=2), paid(here, days=5), paid(there, days=9), applied(there, order(there))]
    follow(batch=3)
    step_in(stories[1].case, Ruling.BUYER, "So be it.", by=MANAGER, at=MONDAY + 6 * DAY)
    reject(stories[3], "Worn.", by=REVIEWER, at=MONDAY + 8 * DAY)
    follow(batch=5)
    followed = kept()
    follow(batch=500)
    assert kept() == followed, "reading everything once more changes nothing"
    assert recount() == 4
    assert kept() == followed
    RefundFact.objects.all().delete()
    MerchantDay.objects.all().delete()
    WaitDay.objects.all().delete()
    recount()
    assert kept() == followed
    assert differing_rows() == 0


def test_what_was_spoilt_is_noticed_and_mended(capsys: pytest.CaptureFixture[str]) -> None:
    place = scene()
    paid(place)
    follow()
    right = kept()
    MerchantDay.objects.filter(ended=1).update(ended_alone=0)
    WaitDay.objects.filter(turn="buyer").update(seconds=1)
    MerchantDay.objects.create(merchant=place.merchant.pk, day=date(2020, 1, 1), asked=5)
    assert differing_rows() == 5
    recount_word()
    assert (kept(), differing_rows()) == (right, 0)
    assert capsys.readouterr().out == "Cases counted: 1.\n"


def test_days_are_the_companys_own(settings: object) -> None:
    settings.TIME_ZONE = "Asia/Shanghai"  # type: ignore[attr-defined]
    place = scene()
    applied(place, order(place), at=datetime(2026, 3, 2, 17, 30, tzinfo=UTC))
    follow()
    assert MerchantDay.objects.get().day == date(2026, 3, 3)


def test_cases_that_are_gone_no_longer_count() -> None:
    place = scene()
    RefundFact.objects.create(
        case=999_999, merchant=place.merchant.pk, asked_at=MONDAY, asked_on=MONDAY.date(), is_paid=False,
        stepped_in=False, is_disputed=False,
    )  # fmt: skip
    recount()
    assert kept() == [[], [], []]


@pytest.mark.shows("KPI-08")
def test_the_promise_runs_from_goods_received_and_checked_for_a_hundred_minutes() -> None:
    place = scene()
    for minutes in (100, 101):
        returning = shipped(place, order(place), 1)
        checked_at = MONDAY + 3 * DAY
        returning = receive(returning, by=DOCKER, at=checked_at - 5 * DAY / 24)
        take_in_goods(returning, all_good(returning), by=DOCKER, at=checked_at)
        refund = refund_of_case(returning.case_id)
        assert refund
        refund = approve_refund(refund, by=FINANCE, at=checked_at + timedelta(minutes=10))
        sent = Sent(PayMethod.BANK, f"BT-{next(_references)}")
        pay_refund(refund, sent, by=CASHIER, at=checked_at + timedelta(minutes=minutes))
    follow()
    row = MerchantDay.objects.get(ended=2)
    assert (row.handled, row.handled_in_time) == (2, 1)
    assert set(RefundFact.objects.values_list("handled_seconds", flat=True)) == {6000, 6060}
