"""Credit notes become completed returns by the same rules; what the rules refuse is told row by row."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from aftercare.billing.models import Payout
from aftercare.cases.models import Case
from aftercare.catalog.models import Reason
from aftercare.catalog.queries import shown_reasons
from aftercare.cli.imports.credit_notes import STEPS
from aftercare.cli.imports.orders import import_orders
from aftercare.cli.imports.returns import import_returns
from aftercare.cli.imports.terms import Asked
from aftercare.cli.saying import Refusal
from aftercare.clocks.models import Clock
from aftercare.clocks.terms import Metric, Unit
from aftercare.journal.models import Entry
from aftercare.journal.queries.history import broken_links, history_of_case
from aftercare.orders.models import Grant, ImportRun, OrderLine
from aftercare.org.models import Merchant, ReturnAddress
from aftercare.reporting.queries.replay import replay
from aftercare.returns.models import Return, ReturnPolicy
from tests.factories.people import MANAGER
from tests.factories.promises import promise
from tests.imports.samples import NOTES_HEAD, note, rejects_of, shop_file, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sold(tmp_path: Path) -> None:
    """The web shop's orders are here."""
    import_orders(Asked(shop_file(tmp_path), mapping="online-retail", rejects=tmp_path / "other.csv"))


def run(folder: Path, *rows: str, **changed: object) -> list[str]:
    """Import these rows, and tell what was rejected."""
    file = written(folder / "notes.csv.gz", NOTES_HEAD, *rows)
    rejects = folder / "rejects.csv"
    import_returns(Asked(file, rejects=rejects, **{"batch": 2, **changed}))  # type: ignore[arg-type]
    return rejects_of(rejects)


def account(sku: str) -> tuple[int, ...]:
    row = OrderLine.objects.get(order__number="536365", sku=sku)
    return row.goods_asked, row.goods_back, row.granted_minor, row.paid_out_minor


def counts() -> dict[str, int]:
    latest = ImportRun.objects.filter(kind="returns").order_by("-pk").first()
    return latest.counts if latest else {}


@pytest.mark.shows("RET-63")
def test_a_credit_note_becomes_one_completed_return(tmp_path: Path) -> None:
    assert (
        run(tmp_path, note("C1000", "85123A", -2, "2.55", "536365"), note("C1000", "71053", -6, "3.39", "536365")) == []
    )
    returning = Return.objects.get()
    assert (returning.state, returning.amount_minor, returning.shop_reference) == ("completed", 2544, "C1000/536365")
    assert (returning.tracking_number, returning.window_rule) == ("C1000", "window_not_set")
    assert returning.applied_at == returning.completed_at
    assert str(returning.applied_at) == "2010-12-20 09:49:00+00:00"
    assert returning.number.startswith("RT-1012-")
    assert Case.objects.get().state == "closed"
    assert Payout.objects.get().reference == "C1000/536365"
    assert (account("85123A"), account("71053")) == ((2, 2, 510, 510), (6, 6, 2034, 2034))
    people = [entry.actor for entry in history_of_case(returning.case_id) if entry.kind.startswith("returns.return.")]
    assert people == ["system:11", "system:12", "system:11", "system:13", "system:13", "system:14", "system:15"]
    assert list(broken_links()) == []
    assert counts() == {"returns completed": 1, "lines taken over": 2, "lines read": 2}


def test_imported_returns_carry_a_reason_that_buyers_are_not_offered(tmp_path: Path) -> None:
    run(tmp_path, note("C1000", "85123A", -2, "2.55", "536365"))
    run(tmp_path, note("C1001", "85123A", -2, "2.55", "536365"))
    assert set(Return.objects.values_list("reason__code", flat=True)) == {"imported"}
    assert Reason.objects.count() == 1
    assert not shown_reasons("return_refund").exists()


def test_a_second_run_takes_nothing_over(tmp_path: Path) -> None:
    rows = [note("C1000", "85123A", -2, "2.55", "536365"), note("C1001", "71053", -1, "3.39", "536365")]
    run(tmp_path, *rows)
    before = (Entry.objects.count(), account("85123A"), account("71053"))
    assert run(tmp_path, *rows) == []
    assert run(tmp_path, *rows, note("C1002", "71053", -1, "3.39", "536365")) == []
    assert (Return.objects.count(), account("85123A")) == (3, before[1])
    assert counts()["lines known already"] == 2
    assert Entry.objects.count() == before[0] + 14


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (note("C1", "85123A", -7, "2.55", "536365"), "Only 6 of “WHITE HEART HOLDER” can still be returned, not 7."),
        (note("C1", "85123A", -1, "2.56", "536365"), "“WHITE HEART HOLDER” must be between 0 and its ceiling."),
        (note("C1", "85123A", -1, "2.55", ""), "The row names no sale (OrigInvoiceNo) that it gives back."),
        (note("C1", "85123A", -1, "2.55", "999999"), "There is no order 999999 in this shop."),
        (note("C1", "99999", -1, "2.55", "536365"), "Order 536365 is here, but has no line “99999”."),
        (note("C1", "POST", -1, "18.0", "536365"), "Order 536365 is here, but has no line “POST”."),
        (note("C1", "85123A", -1, "2.55", "536365", customer="1"), "Order 536365 was bought by another customer."),
        (note("C1", "85123A", 1, "2.55", "536365"), "The quantity is 1; pieces that came back are written as minus."),
        (note("C1", "85123A", -1, "x", "536365"), "UnitPrice: “x” is no amount."),
        (note("", "85123A", -1, "2.55", "536365"), "InvoiceNo is empty."),
        (note("C_ø", "85123A", -1, "2.55", "536365"), "A tracking number has 4 to 60 letters and digits."),
    ],
)  # fmt: skip
def test_a_refused_row_is_told_and_leaves_nothing_behind(tmp_path: Path, row: str, sentence: str) -> None:
    before = Entry.objects.count()
    rejected = run(tmp_path, row)
    assert len(rejected) == 1
    assert rejected[0].startswith("2,")
    assert sentence in rejected[0]
    assert (Return.objects.count(), Case.objects.count(), Grant.objects.count(), Payout.objects.count()) == (0, 0, 0, 0)
    assert account("85123A") == (0, 0, 0, 0)
    assert Entry.objects.count() == before + 2  # the reason was added, and hidden


def test_one_bad_row_does_not_keep_out_the_others_of_its_note(tmp_path: Path) -> None:
    rows = [
        note("C1000", "85123A", -2, "2.55", "536365"),
        note("C1000", "71053", -7, "3.39", "536365"),
        note("C1000", "85123A", -1, "2.55", "536365"),
    ]
    (rejected,) = run(tmp_path, *rows)
    assert rejected.startswith("3,")
    references = ["C1000/536365/85123A", "C1000/536365/85123A/2"]
    assert list(Return.objects.order_by("pk").values_list("shop_reference", flat=True)) == references
    assert account("85123A") == (3, 3, 765, 765)
    run(tmp_path, *rows)
    assert (Return.objects.count(), counts()["lines known already"]) == (2, 2)


def test_pieces_are_spread_over_lines_of_the_same_goods(tmp_path: Path) -> None:
    sold = [
        "536999,85123A,HOLDER,2,2010-12-01T08:26:00,2.55,17850,United Kingdom",
        "536999,85123A,HOLDER,3,2010-12-01T08:26:00,2.95,17850,United Kingdom",
    ]
    import_orders(Asked(shop_file(tmp_path, *sold), mapping="online-retail", rejects=tmp_path / "other.csv"))
    assert run(tmp_path, note("C1000", "85123A", -4, "2.55", "536999")) == []
    returning = Return.objects.get()
    assert returning.amount_minor == 4 * 255
    assert returning.consent == "C1000"
    found = OrderLine.objects.filter(order__number="536999").order_by("position")
    assert list(found.values_list("goods_back", "paid_out_minor")) == [(2, 510), (2, 510)]


def test_a_note_that_pays_less_says_so(tmp_path: Path) -> None:
    assert run(tmp_path, note("C1000", "85123A", -2, "2.00", "536365")) == []
    returning = Return.objects.get()
    assert (returning.asked_minor, returning.amount_minor, returning.consent) == (510, 400, "C1000")
    assert account("85123A") == (2, 2, 400, 400)


def test_the_window_counts_unless_it_is_ignored(tmp_path: Path) -> None:
    ReturnPolicy.objects.create(merchant=Merchant.objects.get(), window_days=14)
    row = note("C1000", "85123A", -2, "2.55", "536365")
    (rejected,) = run(tmp_path, row)
    assert "The time to return this order ended on 2010-12-15." in rejected
    assert not Return.objects.exists()
    assert run(tmp_path, row, ignore_window=True) == []
    assert Return.objects.get().window_rule == "window_ignored"


def test_without_a_return_address_every_row_is_refused(tmp_path: Path) -> None:
    ReturnAddress.objects.all().delete()
    (rejected,) = run(tmp_path, note("C1000", "85123A", -2, "2.55", "536365"))
    assert "Choose one of the merchant's return addresses." in rejected
    assert not Return.objects.exists()


def test_rows_of_one_note_find_each_other_over_the_whole_file(tmp_path: Path) -> None:
    rows = [
        note("C1000", "85123A", -1, "2.55", "536365"),
        note("C1001", "22633", -1, "1.85", "536366", customer=""),
        note("C1000", "71053", -1, "3.39", "536365"),
    ]
    assert run(tmp_path, *rows, batch=1) == []
    assert list(Return.objects.order_by("pk").values_list("shop_reference", "amount_minor")) == [
        ("C1000/536365", 594),
        ("C1001/536366", 185),
    ]


def test_columns_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="lacks the columns"):
        import_returns(Asked(written(tmp_path / "x.csv", "a,b", "1,2")))
    assert not Return.objects.exists()


def test_a_file_that_tells_when_each_step_was_gives_the_clocks_their_times(tmp_path: Path) -> None:
    promise(Metric.REFUND_DONE, 3 * 24 * 60, Unit.MINUTES)
    steps = "2010-12-06 10:00:00,2010-12-06 15:00:00,2010-12-08 09:00:00,2010-12-17 09:00:00,2010-12-20 09:00:00"
    row = note("C1000", "85123A", -2, "2.55", "536365")
    file = written(tmp_path / "notes.csv", f"{NOTES_HEAD},{','.join(STEPS)}", f"{row},{steps}")
    import_returns(Asked(file, rejects=tmp_path / "rejects.csv"))
    returning = Return.objects.get()
    entries = [one for one in history_of_case(returning.case_id) if one.kind.startswith("returns.return.")]
    assert [f"{one.at:%d %H:%M}" for one in entries] == [
        "06 10:00", "06 15:00", "08 09:00", "17 09:00", "17 09:00", "20 09:00", "20 09:49",
    ]  # fmt: skip
    clock = Clock.objects.get()
    # Five hours with us, eleven days with the buyer and the carrier, and then three days and 49 minutes with us.
    assert (str(clock.late_at), clock.minutes["carrier"]) == ("2010-12-20 04:00:00+00:00", 9 * 24 * 60.0)
    found = replay(MANAGER, timezone.now())
    assert (found.instants, found.policies["refund_done 4320"].missed) == (0, 1)


def test_steps_that_go_backwards_are_refused_and_returns_of_one_instant_are_not_judged(tmp_path: Path) -> None:
    promise(Metric.REFUND_DONE, 60, Unit.MINUTES)
    row = note("C1000", "85123A", -2, "2.55", "536365")
    file = written(tmp_path / "n.csv", f"{NOTES_HEAD},AskedDate", f"{row},2010-12-21 10:00:00")
    import_returns(Asked(file, rejects=tmp_path / "rejects.csv"))
    assert "go backwards" in rejects_of(tmp_path / "rejects.csv")[0]
    assert not Return.objects.exists()
    run(tmp_path, row)
    found = replay(MANAGER, timezone.now())
    judged = found.policies["refund_done 60"]
    assert (found.returns, found.instants, judged.kept, judged.missed) == (1, 1, 0, 0)
    (span,) = found.spans
    assert (span.kind, span.count, span.usual) == ("return_refund", 1, timedelta(days=19, hours=1, minutes=23))
