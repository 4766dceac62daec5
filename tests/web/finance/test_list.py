"""The refund list: what comes there, in which columns, and who sees it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from aftercare.billing.models import Refund
from aftercare.cases.models import Case
from aftercare.org.roles import Role
from aftercare.returns.models import Return
from tests.factories.people import MONDAY
from tests.factories.shop import order, scene
from tests.factories.stories import applied, approved, inspected, shipped
from tests.web.finance.stories import paid, payable, sent_back, someone, to_approve

pytestmark = pytest.mark.django_db
LIST = "/finance/"


def numbers(client: Client, address: str = LIST) -> list[str]:
    """The service numbers on the page, top down."""
    return [row.refund.number for row in client.get(address).context["rows"]]


def table(client: Client, address: str = LIST) -> list[list[str]]:
    """The table's cells as one reads them, row by row, heads first."""
    body = client.get(address).content.decode()
    found = re.search(r'<table class="grid refunds.*?</table>', body, re.DOTALL)
    assert found
    rows = re.findall(r"<tr.*?</tr>", found[0], re.DOTALL)
    return [[_text(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in rows]


def _text(cell: str) -> str:
    # The year is printed in other years only.
    return " ".join(re.sub(r"<[^>]+>", " ", cell).split()).replace(" 2026 ", " ")


@pytest.mark.shows("PAG-19", "PAG-20")
def test_columns_are_those_of_the_trade_with_the_total_on_the_last_line() -> None:
    refund = to_approve(scene(), 2, 1)
    rows = table(someone(Role.AUDITOR))
    assert rows == [
        ["Service no.", "Applied", "Reviewed", "Goods", "Unit £", "Qty", "Subtotal £", "Total £", "Waiting since",
         "Merchant"],
        [refund.number, "2 Mar 09:00", "2 Mar 10:00", "K2 headphones, graphite", "699.00", "2", "1,398.00", "",
         rows[1][8], "Kestrel"],
        [f"{refund.number}, line 2", "", "", "Travel case K2", "129.00", "1", "129.00", "1,527.00", "", ""],
    ]  # fmt: skip
    assert rows[1][8].endswith("ago")


@pytest.mark.shows("PAG-22")
def test_only_what_operations_approved_comes_to_finance() -> None:
    place = scene()
    applied(place, order(place))
    approved(place, order(place))
    shipped(place, order(place))
    ready = inspected(place, order(place))
    finance = someone(Role.FINANCE_REVIEWER)
    assert numbers(finance) == [ready.number]
    assert Refund.objects.count() == 1


def test_each_pile_shows_its_own_and_counts_them_all() -> None:
    place = scene()
    refunds = {
        "to_approve": [to_approve(place).number, to_approve(place).number],
        "to_pay": [payable(place).number],
        "paid": [paid(place).number],
        "sent_back": [sent_back(place).number],
    }
    auditor = someone(Role.AUDITOR)
    for state, expected in refunds.items():
        assert numbers(auditor, f"{LIST}?state={state}") == expected
    assert [(tab.count, tab.current) for tab in auditor.get(LIST).context["tabs"]] == [
        ("2", True), ("1", False), ("1", False), ("1", False),
    ]  # fmt: skip


def test_the_cashier_begins_with_what_is_to_be_paid() -> None:
    place = scene()
    to_approve(place)
    due = payable(place)
    assert numbers(someone(Role.CASHIER)) == [due.number]


def test_the_pile_of_paid_refunds_tells_reference_person_and_time_latest_first() -> None:
    place = scene()
    first, second = paid(place, "BACS 1"), paid(place, "BACS 2")
    second.payout.paid_at = MONDAY + timedelta(days=4)
    second.payout.save()
    rows = table(someone(Role.CASHIER), f"{LIST}?state=paid")
    assert rows[0][-4:-1] == ["Reference", "Recorded by", "Paid"]
    assert [[row[0], *row[-4:-1]] for row in rows[1:]] == [
        [second.number, "BACS 2", "cashier 0", "6 Mar 09:00"],
        [first.number, "BACS 1", "cashier 0", "5 Mar 09:00"],
    ]


def test_what_was_sent_back_stands_with_its_reason() -> None:
    refund = sent_back(scene(), "The amount does not match the receipt.")
    rows = table(someone(Role.MANAGER), f"{LIST}?state=sent_back")
    assert rows[1][0] == refund.number
    assert rows[1][-3] == "The amount does not match the receipt."


def test_an_empty_pile_teaches() -> None:
    page = someone(Role.FINANCE_REVIEWER).get(LIST).content.decode()
    assert "Nothing to approve" in page
    assert "A refund arrives here when operations has approved it" in page


def test_filters_narrow_and_can_be_dropped_one_by_one() -> None:
    one, other = scene("kestrel"), scene("northlight")
    first, second = to_approve(one), to_approve(other)
    auditor = someone(Role.AUDITOR)
    assert numbers(auditor, f"{LIST}?number={first.number.lower()}") == [first.number]
    assert numbers(auditor, f"{LIST}?order={second.order_number}") == [second.number]
    assert numbers(auditor, f"{LIST}?merchant={one.merchant.pk}") == [first.number]
    assert numbers(auditor, f"{LIST}?asked_from=2026-03-04&asked_to=2026-03-04") == [first.number, second.number]
    assert numbers(auditor, f"{LIST}?asked_from=2026-03-05") == []
    assert numbers(auditor, f"{LIST}?asked_to=2026-03-03") == []
    page = auditor.get(f"{LIST}?state=to_approve&merchant={one.merchant.pk}&asked_from=2026-03-01")
    assert [(chip.label, chip.value, chip.remove_url) for chip in page.context["chips"]] == [
        ("Merchant", "Kestrel", "?state=to_approve&asked_from=2026-03-01"),
        ("Asked from", "1 Mar 2026", f"?state=to_approve&merchant={one.merchant.pk}"),
    ]


@pytest.mark.parametrize("asked", ["asked_from=yesterday", "merchant=0", "merchant=x", "number=" + "9" * 99])
def test_a_filter_that_makes_no_sense_is_told_and_filters_nothing(asked: str) -> None:
    refund = to_approve(scene())
    auditor = someone(Role.AUDITOR)
    page = auditor.get(f"{LIST}?{asked}")
    assert page.status_code == 200
    assert page.context["filter_form"].errors
    assert numbers(auditor, f"{LIST}?{asked}") == [refund.number]


def test_a_merchant_sees_its_own_refunds_only() -> None:
    one, other = scene("kestrel"), scene("northlight")
    own, foreign = to_approve(one), to_approve(other)
    client = someone(Role.MERCHANT, merchants=(one.merchant,))
    assert numbers(client) == [own.number]
    assert client.get(f"{LIST}{own.number}/").status_code == 200
    assert client.get(f"{LIST}{foreign.number}/").status_code == 404
    assert numbers(client, f"{LIST}?merchant={other.merchant.pk}") == [own.number]
    assert [tab.count for tab in client.get(LIST).context["tabs"]] == ["1", "0", "0", "0"]


def test_pages_follow_by_key_forth_and_back() -> None:
    place = scene()
    asked = [to_approve(place) for _ in range(3)]
    Refund.objects.update(asked_at=MONDAY)  # one moment for all: the id decides
    for number in range(52):
        _copy(asked[0], f"RT-X-{number:03d}")
    auditor = someone(Role.AUDITOR)
    everything = list(Refund.objects.order_by("asked_at", "pk").values_list("number", flat=True))
    first = auditor.get(LIST)
    later = first.context["pager"].later_url
    assert numbers(auditor) == everything[:50]
    assert first.context["pager"].earlier_url == ""
    assert numbers(auditor, f"{LIST}{later}") == everything[50:]
    back = auditor.get(f"{LIST}{later}").context["pager"]
    assert (back.later_url, numbers(auditor, f"{LIST}{back.earlier_url}")) == ("", everything[:50])


@pytest.mark.parametrize(
    "mark", ["x", "~", "2026-03-02~1", "2026-13-02T00:00:00+00:00~1", "~~", "a~" + "9" * 30, "%00~1"]
)
def test_a_mark_that_cannot_be_read_gives_the_first_page(mark: str) -> None:
    refund = to_approve(scene())
    assert numbers(someone(Role.AUDITOR), f"{LIST}?after={mark}") == [refund.number]


def _copy(refund: Refund, number: str) -> None:
    returning = Return.objects.get(case=refund.case_id)
    case = Case.objects.get(pk=refund.case_id)
    case.pk, case.number, case.token = None, number, number
    case.save()
    returning.pk, returning.case_id, returning.number = None, case.pk, number
    returning.save()
    Refund.objects.create(
        **{
            field.attname: getattr(refund, field.attname)
            for field in Refund._meta.concrete_fields
            if field.attname not in ("id", "case_id", "number", "asked_at")
        },
        case_id=case.pk, number=number, asked_at=MONDAY,
    )  # fmt: skip


def test_three_rows_cost_as_many_queries_as_one(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    place = scene()
    to_approve(place, 1, 1)
    auditor = someone(Role.AUDITOR)
    auditor.get(LIST)
    with django_assert_num_queries(14) as one:
        auditor.get(LIST)
    to_approve(place, 2, 1)
    payable(place)
    to_approve(scene("northlight"), 1)
    with django_assert_num_queries(len(one)):
        auditor.get(LIST)
