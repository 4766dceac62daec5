"""Bank against books, both ways, each difference once."""

from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from aftercare.billing.commands.statements import (
    BadStatement,
    NoteMissing,
    OwnPayout,
    StatementTooLarge,
    TakenIn,
    import_statement,
    reconcile,
    settle_difference,
)
from aftercare.billing.models import Difference, Payout, Statement, StatementLine
from aftercare.billing.queries.statements import differences_visible_to
from aftercare.billing.rules.matching import match
from aftercare.billing.rules.statement_csv import Unreadable, read_statement
from aftercare.billing.terms import Booked, DifferenceKind, DifferenceState, Direction, PaidOut, PayMethod, Sent
from aftercare.flow.settlement import pay_refund
from aftercare.jobs.statements import match_statements
from aftercare.journal.models import Entry
from aftercare.journal.queries.history import broken_links
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import IllegalMove, NotAllowed, StalePage
from aftercare.org.roles import Role
from tests.factories.people import CASHIER, FINANCE, MONDAY, actor
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import to_pay

LATER = MONDAY + timedelta(days=3)
HEAD = "date,reference,amount,currency,direction,text"


@pytest.fixture
def place(db: None) -> Scene:
    """A merchant whose cashier pays by bank transfer."""
    return scene()


def paid(place: Scene, reference: str, *, method: PayMethod = PayMethod.BANK) -> Payout:
    """A payout of £699.00, three days after MONDAY."""
    return pay_refund(to_pay(place, order(place), 1), Sent(method, reference), by=CASHIER, at=LATER)


def taken(*lines: str) -> TakenIn:
    """A statement with these lines, taken in by finance."""
    return import_statement("\n".join([HEAD, *lines]).encode(), "march.csv", by=FINANCE, at=LATER)


def differences() -> list[tuple[str, str, str | None]]:
    """Kind, state and reference of the payout of each difference."""
    rows = Difference.objects.order_by("pk").values_list("kind", "state", "payout__reference")
    return list(rows)


@pytest.mark.shows("INF-20")
def test_lines_and_payouts_find_each_other_by_reference_and_amount(place: Scene) -> None:
    same, less, missing = paid(place, "BACS 1"), paid(place, "BACS 2"), paid(place, "BACS 3")
    found = taken(
        "2026-03-05,bacs1,699.00,GBP,out,Refund",
        "2026-03-05,BACS 2,698.00,GBP,out,Refund",
        "2026-03-05,RENT,1000.00,GBP,out,March",
        "2026-03-06,BACS 1,699.00,GBP,out,Refund again",
        "2026-03-06,BACS 2,698.00,GBP,in,Account closed",
        "2026-03-06,SALES,5000.00,GBP,in,Card sales",
        "2026-03-20,CARD FEES,1.00,GBP,out,",
    )
    assert (found.is_new, found.matched, found.differences) == (True, 1, 5)
    assert StatementLine.objects.get(payout=same).reference == "bacs1"
    assert differences() == [
        (DifferenceKind.AMOUNT, "open", "BACS 2"),
        (DifferenceKind.UNKNOWN, "open", None),
        (DifferenceKind.TWICE, "open", "BACS 1"),
        (DifferenceKind.CAME_BACK, "open", "BACS 2"),
        (DifferenceKind.UNKNOWN, "open", None),
    ]
    assert reconcile(by=FINANCE, at=LATER + timedelta(days=20)) == 1
    assert differences()[5:] == [(DifferenceKind.MISSING, "open", "BACS 3")]
    assert reconcile(by=FINANCE, at=LATER + timedelta(days=21)) == 0, "each is told once"
    assert (less.pk, missing.pk) == tuple(
        Difference.objects.filter(kind__in=["amount", "missing"]).order_by("pk").values_list("payout", flat=True)
    )
    assert list(broken_links()) == []


def test_the_same_file_changes_nothing_and_an_overlapping_one_only_what_is_new(place: Scene) -> None:
    paid(place, "BACS 1")
    lines = ["2026-03-05,BACS 1,699.00,GBP,out,", "2026-03-05,RENT,10.00,GBP,out,", "2026-03-05,RENT,10.00,GBP,out,"]
    first = taken(*lines)
    assert (first.matched, first.differences, StatementLine.objects.count()) == (1, 2, 3), "two that are alike are two"
    entries = Entry.objects.count()
    again = taken(*lines)
    assert (again.is_new, again.statement.pk) == (False, first.statement.pk)
    assert (Entry.objects.count(), Statement.objects.count(), Difference.objects.count()) == (entries, 1, 2)
    more = taken(*lines, "2026-03-06,RENT,10.00,GBP,out,")
    assert (more.statement.lines, more.statement.known_lines, more.differences) == (4, 3, 1)
    assert StatementLine.objects.count() == 4


def test_an_exact_line_finds_its_payout_before_one_that_differs(place: Scene) -> None:
    paid(place, "BACS 1")
    found = taken("2026-03-05,BACS 1,1.00,GBP,out,", "2026-03-05,BACS 1,699.00,GBP,out,")
    assert (found.matched, differences()) == (1, [(DifferenceKind.TWICE, "open", "BACS 1")])


def test_another_currency_is_another_amount(place: Scene) -> None:
    paid(place, "BACS 1")
    taken("2026-03-05,BACS 1,699.00,EUR,out,")
    assert differences() == [(DifferenceKind.AMOUNT, "open", "BACS 1")]


def test_what_is_young_or_cash_or_nothing_is_not_asked_of_the_bank(place: Scene) -> None:
    paid(place, "TILL 1", method=PayMethod.CASH)
    paid(place, "BACS 1")
    assert reconcile(by=FINANCE, at=LATER + timedelta(days=99)) == 0, "no statement, no question"
    taken("2026-03-01,A,1.00,GBP,out,", "2026-03-09,B,1.00,GBP,out,")
    assert reconcile(by=FINANCE, at=LATER + timedelta(days=99)) == 0, "the statements reach four days beyond it"
    taken("2026-03-10,C,1.00,GBP,out,")
    assert reconcile(by=FINANCE, at=LATER + timedelta(days=99)) == 1
    assert differences()[-1] == (DifferenceKind.MISSING, "open", "BACS 1")


def test_what_turns_up_later_clears_the_difference_by_itself(place: Scene) -> None:
    taken("2026-03-05,BACS 1,699.00,GBP,out,", "2026-03-30,X,1.00,GBP,in,")
    assert differences() == [(DifferenceKind.UNKNOWN, "open", None)]
    paid(place, "BACS 1")
    paid(place, "BACS 2")
    assert reconcile(by=FINANCE, at=LATER + timedelta(days=30)) == 1
    assert differences() == [(DifferenceKind.UNKNOWN, "cleared", "BACS 1"), (DifferenceKind.MISSING, "open", "BACS 2")]
    taken("2026-03-06,BACS 2,699.00,GBP,out,")
    reconcile(by=FINANCE, at=LATER + timedelta(days=31))
    assert differences()[1] == (DifferenceKind.MISSING, "cleared", "BACS 2")
    assert StatementLine.objects.filter(payout__isnull=False).count() == 2


def test_a_difference_is_settled_once_with_words_by_somebody_else(place: Scene) -> None:
    paid(place, "BACS 1")
    taken("2026-03-05,BACS 1,1.00,GBP,out,")
    difference = Difference.objects.get()
    entries = Entry.objects.count()
    for who, refusal in ((CASHIER, NotAllowed), (actor(Role.FINANCE_REVIEWER, merchants=frozenset()), NotAllowed)):
        with pytest.raises(refusal):
            settle_difference(difference, "Fees", by=who, at=LATER)
    both = Actor(CASHIER.kind, CASHIER.id, "Cashier and finance", FINANCE.rights | CASHIER.rights)
    with pytest.raises(OwnPayout):
        settle_difference(difference, "Fees", by=both, at=LATER)
    with pytest.raises(NoteMissing):
        settle_difference(difference, "  ", by=FINANCE, at=LATER)
    with pytest.raises(StalePage):
        settle_difference(difference, "Fees", seen=7, by=FINANCE, at=LATER)
    assert (Entry.objects.count(), differences()[0][1]) == (entries, "open")
    settled = settle_difference(difference, " Fees of the bank ", by=FINANCE, at=LATER)
    assert (settled.state, settled.settled_note, settled.settled_by_name, settled.settled_at) == (
        DifferenceState.SETTLED, "Fees of the bank", FINANCE.name, LATER,
    )  # fmt: skip
    with pytest.raises(IllegalMove):
        settle_difference(difference, "Again", by=FINANCE, at=LATER)


def test_who_is_kept_to_merchants_sees_what_concerns_them(place: Scene) -> None:
    paid(place, "BACS 1")
    taken("2026-03-05,BACS 1,1.00,GBP,out,", "2026-03-05,RENT,1.00,GBP,out,")
    own = actor(Role.AUDITOR, merchants=frozenset({place.merchant.pk}))
    assert [one.kind for one in differences_visible_to(own)] == ["amount"]
    assert list(differences_visible_to(actor(Role.AUDITOR, merchants=frozenset({0})))) == []
    assert differences_visible_to(actor(Role.AUDITOR)).count() == 2
    assert differences_visible_to(actor(Role.AGENT)).count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The first line must name the column “date”."),
        (b"date,reference\n", "The first line must name the column “amount”."),
        (b"5.3.2026,A,1.00,GBP,out,", "Line 2: “5.3.2026” is no day like 2026-03-02."),
        (b'2026-03-05,A,"1,00",GBP,out,', "Line 2: “1,00” is no amount like 732.80."),
        (b"2026-03-05,A,-1.00,GBP,out,", "Line 2: “-1.00” is no amount like 732.80."),
        (b"2026-03-05,A,1.005,GBP,out,", "Line 2: “1.005” is no amount like 732.80."),
        (b"2026-03-05,A,1.5,JPY,out,", "Line 2: “1.5” is no amount like 732.80."),
        (b"2026-03-05,A,1e3,GBP,out,", "Line 2: “1e3” is no amount like 732.80."),
        (b"2026-03-05,A,1.00,Pounds,out,", "Line 2: “POUNDS” is no currency like GBP."),
        (b"2026-03-05,A,1.00,GBP,debit,", "Line 2: “debit” is neither “out” nor “in”."),
        (b"2026-03-05," + b"A" * 81 + b",1.00,GBP,out,", "Line 2: the reference is longer than 80 characters."),
        (b"2026-03-05,A,1.00,GBP,out,\n2026-03-05,\xff,1.00,GBP,out,", "Line 3: this is not UTF-8 text."),
        (b'2026-03-05,"A"x,1.00,GBP,out,', "Line 2: this is no CSV."),
        (b"2026-03-05,\0,1.00,GBP,out,", "The file is no CSV."),
    ],
)
def test_a_file_with_one_bad_line_is_refused_as_a_whole(content: bytes, sentence: str) -> None:
    whole = content if content.startswith(b"date") or not content else HEAD.encode() + b"\n" + content
    with pytest.raises(BadStatement) as refusal:
        import_statement(whole, "bad.csv", by=FINANCE, at=LATER)
    assert refusal.value.sentence == sentence
    assert (Statement.objects.count(), StatementLine.objects.count(), Entry.objects.count()) == (0, 0, 0)


@pytest.mark.django_db
def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MAX_STATEMENT_BYTES", 1024**2)
    with pytest.raises(StatementTooLarge):
        import_statement(b"x" * (1024**2 + 1), "big.csv", by=FINANCE, at=LATER)
    with pytest.raises(NotAllowed):
        import_statement(b"", "x.csv", by=CASHIER, at=LATER)


def test_files_as_other_programs_write_them_can_be_read() -> None:
    head = "\ufeffDate;Text;Reference;Amount;Currency;Direction;Balance"
    text = f"{head}\r\n2026-03-05; Two  words ;A 1;7.5;gbp;OUT;9\r\n\r\n"
    (row,) = read_statement(text.encode())
    assert (row.booked_on, row.reference, row.amount_minor, row.currency, row.direction, row.text, row.place) == (
        date(2026, 3, 5), "A 1", 750, "GBP", Direction.OUT, "Two words", 2,
    )  # fmt: skip


@given(st.binary(max_size=400))
def test_no_file_breaks_the_reader(content: bytes) -> None:
    with suppress(Unreadable):
        read_statement(b"date,reference,amount,currency,direction\n" + content)


REFERENCES = st.sampled_from(["A", "a ", "B", "C"])
LINES = st.lists(st.tuples(REFERENCES, st.integers(1, 3), st.sampled_from(["out", "in"])), max_size=8)
PAYOUTS = st.lists(st.tuples(REFERENCES, st.integers(1, 3), st.booleans()), max_size=6)


@given(LINES, PAYOUTS)
def test_matching_uses_each_payout_once_and_leaves_no_line_that_went_out(
    lines: list[tuple[str, int, str]], payouts: list[tuple[str, int, bool]]
) -> None:
    booked = [Booked(n, reference, amount, "GBP", way) for n, (reference, amount, way) in enumerate(lines)]
    out = [PaidOut(n, reference, amount, "GBP", used) for n, (reference, amount, used) in enumerate(payouts)]
    found = {finding.line_id: finding for finding in match(booked, out)}
    agreed = [finding.payout_id for finding in found.values() if finding.kind is None]
    assert len(agreed) == len(set(agreed))
    assert not {payout.id for payout in out if payout.is_matched} & set(agreed)
    assert {line.id for line in booked if line.direction == "out"} <= set(found)
    by_id = {payout.id: payout for payout in out}
    for line in booked:
        finding = found.get(line.id)
        if finding and finding.kind is None and finding.payout_id is not None:
            assert by_id[finding.payout_id].amount_minor == line.amount_minor


def test_every_night_the_homes_folder_is_read(
    place: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(settings, "STATEMENT_FOLDER", tmp_path / "statements")
    assert match_statements(at=LATER) == 0, "no folder, nothing to do"
    paid(place, "BACS 1")
    folder = tmp_path / "statements"
    folder.mkdir()
    (folder / "a.csv").write_text(f"{HEAD}\n2026-03-05,BACS 9,1.00,GBP,out,\n2026-03-20,X,1.00,GBP,in,\n")
    (folder / "broken.csv").write_text("nonsense")
    (folder / "readme.txt").write_text("not for the machine")
    assert match_statements(at=LATER + timedelta(days=20)) == 1
    assert "broken.csv was not taken in" in caplog.text
    assert [kind for kind, _state, _reference in differences()] == ["unknown", "missing"]
    entries = Entry.objects.count()
    assert match_statements(at=LATER + timedelta(days=21)) == 0
    assert Entry.objects.count() == entries
