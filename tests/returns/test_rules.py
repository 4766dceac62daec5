"""Windows, duties, amounts, counts: decisions on plain values."""

from datetime import date

import pytest

from aftercare.returns.rules.amounts import amount_for_accepted, ceiling, needs_consent
from aftercare.returns.rules.duties import clash
from aftercare.returns.rules.receipt import Difference, differences, fault_in
from aftercare.returns.rules.window import Window, decide_window
from aftercare.returns.terms import Counted, Duty, Grade

SIGNED = date(2026, 3, 1)


@pytest.mark.shows("RET-39")
@pytest.mark.parametrize(
    ("asked_on", "is_open"),
    [(date(2026, 3, 1), True), (date(2026, 3, 8), True), (date(2026, 3, 9), False), (date(2027, 1, 1), False)],
)
def test_window_counts_from_the_day_after_signing(asked_on: date, is_open: bool) -> None:
    assert decide_window(days=7, signed_on=SIGNED, asked_on=asked_on) == Window(
        is_open, date(2026, 3, 8), "merchant_window"
    )


def test_window_is_off_until_the_merchant_sets_one() -> None:
    assert decide_window(days=None, signed_on=SIGNED, asked_on=date(2030, 1, 1)) == Window(True, None, "window_not_set")


def test_window_has_not_begun_before_the_goods_are_there() -> None:
    assert decide_window(days=7, signed_on=None, asked_on=date(2030, 1, 1)).rule == "not_received_yet"


@pytest.mark.parametrize(
    ("duty", "earlier"),
    [(Duty.REVIEW, Duty.REQUEST), (Duty.RECEIVE, Duty.REVIEW), (Duty.APPROVE, Duty.RECEIVE), (Duty.PAY, Duty.APPROVE)],
)
def test_duties_clash_with_what_the_same_person_did(duty: Duty, earlier: Duty) -> None:
    assert clash(duty, "member:1", {earlier: {"member:0", "member:1"}}) == earlier
    assert clash(duty, "member:2", {earlier: {"member:1"}}) is None


def test_duties_not_done_yet_clash_with_nobody() -> None:
    assert clash(Duty.PAY, "", {Duty.APPROVE: {""}}) is None


def test_ceiling_is_the_pieces_worth_or_what_is_left() -> None:
    assert ceiling(worth=5000, paid=9000, granted_elsewhere=1000) == 5000
    assert ceiling(worth=5000, paid=9000, granted_elsewhere=6000) == 3000
    assert ceiling(worth=5000, paid=9000, granted_elsewhere=9000) == 0


@pytest.mark.parametrize(("accepted", "amount"), [(0, 0), (1, 33), (2, 66), (3, 100), (4, 100)])
def test_amount_for_accepted_pieces_ends_at_exactly_the_approved(accepted: int, amount: int) -> None:
    assert amount_for_accepted(approved=100, promised=3, accepted=accepted) == amount


@pytest.mark.shows("RET-42")
def test_only_a_lowered_amount_needs_consent() -> None:
    assert needs_consent(asked=100, approved=99)
    assert not needs_consent(asked=100, approved=100)


@pytest.mark.parametrize(
    ("counted", "accepted", "damaged", "fault"),
    [
        (2, 2, 1, ""),
        (5, 3, 0, ""),
        (-1, 0, 0, "A count cannot be negative."),
        (1, 2, 0, "More pieces accepted than counted."),
        (4, 4, 0, "More pieces accepted than the buyer was to send back."),
        (2, 1, 2, "More pieces damaged than accepted. Pieces that are not accepted go back to the buyer."),
    ],
)
def test_counts_that_contradict_each_other_are_named(counted: int, accepted: int, damaged: int, fault: str) -> None:
    assert fault_in(Counted(1, counted, accepted, damaged, Grade.OPENED), promised=3) == fault


def test_differences_name_promised_and_counted() -> None:
    counts = [Counted(1, 2, 2, 0, Grade.AS_NEW), Counted(2, 1, 1, 0, Grade.AS_NEW)]
    assert differences(counts, {1: 3, 2: 1, 3: 1}) == [Difference(1, 3, 2), Difference(3, 1, 0)]


@pytest.mark.parametrize(
    ("grade", "accepted", "damaged", "fault"),
    [
        (Grade.WRONG, 3, 0, "Wrong goods go back to the buyer: accept fewer than came, or choose another grade."),
        (Grade.WRONG, 2, 0, ""),
        (Grade.DAMAGED, 3, 0, "Graded damaged, yet no piece is damaged: say how many, or choose another grade."),
        (Grade.DAMAGED, 3, 1, ""),
        (Grade.DAMAGED, 2, 0, ""),
        (Grade.MISSING, 3, 0, "What is missing is not counted: correct one of them."),
        (Grade.OPENED, 3, 1, ""),
    ],
)
def test_a_grade_that_contradicts_where_the_pieces_go_is_refused(
    grade: Grade, accepted: int, damaged: int, fault: str
) -> None:
    assert fault_in(Counted(1, 3, accepted, damaged, grade), promised=3) == fault
