"""A deduction: the buyer is asked, his answer stays on record, and without his consent nothing is kept."""

import pytest
from django.db.models import F

from aftercare.flow.return_goods import approve
from aftercare.journal.models import Entry
from aftercare.kernel.errors import NotAllowed
from aftercare.returns.commands.deducting import (
    AskedAlready,
    NoDeduction,
    NothingAsked,
    answer_deduction,
    ask_consent,
)
from aftercare.returns.commands.reviewing import ConsentMissing, Decision
from aftercare.returns.models import Deduction, Return
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import Answer, State
from tests.factories.people import AGENT, MONDAY, REVIEWER, buyer
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import applied

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> tuple[Scene, Return]:
    """A buyer wants 699.00 back, and is asked to leave 50.00."""
    place = scene()
    returning = applied(place, order(place), 1)
    ask_consent(returning, 5000, "The box is torn.", by=REVIEWER, at=MONDAY)
    return place, returning


def less(place: Scene, returning: Return, taken: int) -> Decision:
    """Approve so many pence less than was asked for, with no consent noted by a colleague."""
    (line,) = lines_of(returning)
    return Decision(address=place.address, amounts={line.pk: line.asked_minor - taken})


@pytest.mark.shows("RET-42")
def test_nothing_is_kept_until_the_buyer_has_agreed_on_his_page(asked: tuple[Scene, Return]) -> None:
    place, returning = asked
    with pytest.raises(ConsentMissing):
        approve(returning, less(place, returning, 5000), by=REVIEWER, at=MONDAY)
    with pytest.raises(NotAllowed):
        answer_deduction(returning, Answer.AGREED, by=AGENT, at=MONDAY)
    said = answer_deduction(returning, Answer.AGREED, by=buyer(returning.customer_id), at=MONDAY)
    assert (said.amount_minor, said.words, said.answered_by) == (
        5000, "The box is torn.", buyer(returning.customer_id).key,
    )  # fmt: skip
    with pytest.raises(ConsentMissing):
        approve(returning, less(place, returning, 5001), by=REVIEWER, at=MONDAY)
    done = approve(returning, less(place, returning, 5000), by=REVIEWER, at=MONDAY)
    assert (done.amount_minor, done.consent) == (64900, "The box is torn.")
    kinds = list(Entry.objects.filter(stream=returning.stream).order_by("position").values_list("kind", flat=True))
    assert kinds[2:4] == ["returns.return.ask_deduction", "returns.return.deduction_agreed"]


def test_a_buyer_who_refuses_keeps_his_whole_refund(asked: tuple[Scene, Return]) -> None:
    place, returning = asked
    answer_deduction(returning, Answer.REFUSED, by=buyer(returning.customer_id), at=MONDAY)
    with pytest.raises(ConsentMissing):
        approve(returning, less(place, returning, 1), by=REVIEWER, at=MONDAY)
    with pytest.raises(NothingAsked):
        answer_deduction(returning, Answer.AGREED, by=buyer(returning.customer_id), at=MONDAY)
    assert approve(returning, Decision(address=place.address), by=REVIEWER, at=MONDAY).amount_minor == 69900


def test_only_one_question_waits_and_only_for_what_can_be_kept(asked: tuple[Scene, Return]) -> None:
    _place, returning = asked
    with pytest.raises(AskedAlready):
        ask_consent(returning, 100, "And the cable.", by=REVIEWER, at=MONDAY)
    for amount in (0, 69901):
        with pytest.raises(NoDeduction):
            ask_consent(returning, amount, "Too much.", by=REVIEWER, at=MONDAY)
    with pytest.raises(NotAllowed):
        ask_consent(returning, 100, "Not mine to ask.", by=AGENT, at=MONDAY)
    Return.objects.update(state=State.CANCELLED, version=F("version") + 1)
    with pytest.raises(NothingAsked):
        answer_deduction(returning, Answer.AGREED, by=buyer(returning.customer_id), at=MONDAY)
    assert Deduction.objects.count() == 1
