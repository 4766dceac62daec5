"""A deduction: the buyer is asked, his answer stays on record, and without his consent nothing is kept."""

from dataclasses import replace
from importlib import import_module

import pytest
from django.db import connection
from django.db.models import F

from aftercare.billing.models import Refund
from aftercare.cases.terms import Channel
from aftercare.catalog.commands import add_reason
from aftercare.flow.refund_only import apply_for_refund
from aftercare.flow.return_goods import approve, approve_again, take_in_goods
from aftercare.flow.settlement import send_refund_back
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM
from aftercare.kernel.errors import NotAllowed
from aftercare.moves.queries import strays
from aftercare.returns.commands.amounts import ConsentMissing
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.deducting import (
    AskedAlready,
    NoDeduction,
    NothingAsked,
    answer_deduction,
    ask_consent,
)
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import Deduction, Return, ReturnPolicy
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import Answer, Choice, State, Wanted
from tests.factories.people import AGENT, DOCKER, FINANCE, MONDAY, REVIEWER, buyer
from tests.factories.shop import Scene, goods, order, scene
from tests.factories.stories import all_good, applied

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
    assert list(strays(Return)) == [], "a deduction that is asked for changes no amount yet"
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


@pytest.mark.shows("RET-42")
@pytest.mark.parametrize("first_taken", [3000, 5000])
def test_one_consent_serves_one_review_however_often_finance_sends_the_return_back(
    asked: tuple[Scene, Return], first_taken: int
) -> None:
    place, returning = asked
    answer_deduction(returning, Answer.AGREED, by=buyer(returning.customer_id), at=MONDAY)
    returning = at_finance(place, returning, taken=first_taken)
    for taken in (2000, 1):
        send_refund_back(Refund.objects.get(), "Why?", by=FINANCE, at=MONDAY)
        again = Decision(amounts={line.pk: line.amount_minor - taken for line in lines_of(returning)})
        before = Entry.objects.count()
        with pytest.raises(ConsentMissing):
            approve_again(Return.objects.get(), again, by=REVIEWER, at=MONDAY)
        assert Entry.objects.count() == before
        approve_again(Return.objects.get(), Decision(), by=REVIEWER, at=MONDAY)
    left = 69900 - first_taken
    assert (Return.objects.get().amount_minor, Refund.objects.get().total_minor) == (left, left)
    assert Deduction.objects.get().used_minor == first_taken


@pytest.mark.parametrize(("goods", "freight", "refused"), [(5000, 1, True), (3801, 1200, True), (3800, 1200, False)])
def test_goods_and_freight_are_kept_under_one_consent_together(
    asked: tuple[Scene, Return], goods: int, freight: int, refused: bool
) -> None:
    place, returning = asked
    answer_deduction(returning, Answer.REFUSED, by=buyer(returning.customer_id), at=MONDAY)
    returning = at_finance(place, returning, taken=0, freight=1200)
    send_refund_back(Refund.objects.get(), "Why?", by=FINANCE, at=MONDAY)
    ask_consent(Return.objects.get(), 5000, "It is worn.", by=REVIEWER, at=MONDAY)
    answer_deduction(Return.objects.get(), Answer.AGREED, by=buyer(returning.customer_id), at=MONDAY)
    (line,) = lines_of(returning)
    again = Decision(amounts={line.pk: 69900 - goods}, freight_minor=1200 - freight)
    if refused:
        with pytest.raises(ConsentMissing):
            approve_again(Return.objects.get(), again, by=REVIEWER, at=MONDAY)
        assert (Return.objects.get().state, Return.objects.get().total_minor) == (State.REVIEW_AGAIN, 71100)
        return
    assert approve_again(Return.objects.get(), again, by=REVIEWER, at=MONDAY).total_minor == 66100


def test_as_much_can_be_asked_for_as_goes_back_with_the_freight() -> None:
    place = scene()
    ReturnPolicy.objects.update(approves_refund_only=False)
    reason = add_reason("refund_only", {"en": "Bought twice"}, by=SYSTEM, at=MONDAY)
    paid = order(place, shipped=False, signed=False)
    wanted = [Wanted(line.pk, line.quantity) for line in goods(paid)]
    whole = apply_for_refund(
        paid, Application(wanted=wanted, reason=reason), channel=Channel.PORTAL, by=buyer(paid.customer_id), at=MONDAY
    )
    most = whole.asked_minor + 1200
    with pytest.raises(NoDeduction):
        ask_consent(whole, most + 1, "Too much.", by=REVIEWER, at=MONDAY)
    assert ask_consent(whole, most, "All of it.", by=REVIEWER, at=MONDAY).amount_minor == most


def test_what_a_colleague_noted_counts_against_the_consent_on_the_page(asked: tuple[Scene, Return]) -> None:
    place, returning = asked
    answer_deduction(returning, Answer.AGREED, by=buyer(returning.customer_id), at=MONDAY)
    returning = at_finance(place, returning, taken=5000, consent="As agreed on the page.")
    send_refund_back(Refund.objects.get(), "Why?", by=FINANCE, at=MONDAY)
    again = Decision(amounts={line.pk: line.amount_minor - 1 for line in lines_of(returning)})
    with pytest.raises(ConsentMissing):
        approve_again(Return.objects.get(), again, by=REVIEWER, at=MONDAY)


def test_consents_that_have_served_before_they_were_counted_serve_no_more(asked: tuple[Scene, Return]) -> None:
    place, returning = asked
    answer_deduction(returning, Answer.AGREED, by=buyer(returning.customer_id), at=MONDAY)
    backfill = import_module("aftercare.returns.migrations.0022_consents_used_before").FORWARD
    used = []
    for decided in (False, True):
        if decided:
            at_finance(place, returning, taken=5000)
        Deduction.objects.update(used_minor=0)
        with connection.cursor() as cursor:
            cursor.execute(backfill)
        used.append(Deduction.objects.get().used_minor)
    assert used == [0, 5000]


def at_finance(place: Scene, returning: Return, *, taken: int, freight: int = 0, consent: str = "") -> Return:
    """Approved with so much kept, sent, and found good at the dock."""
    decision = replace(less(place, returning, taken), freight_minor=freight, consent=consent)
    returning = approve(returning, decision, by=REVIEWER, at=MONDAY)
    take_in_goods(returning, all_good(returning), by=DOCKER, at=MONDAY)
    return Return.objects.get(pk=returning.pk)


def test_freight_that_goes_back_whole_is_nothing_to_ask_the_buyer_for() -> None:
    place = scene()
    ReturnPolicy.objects.filter(merchant=place.merchant).update(freight_back=str(Choice.ALWAYS))
    returning = approve(applied(place, order(place), 1), Decision(address=place.address), by=REVIEWER, at=MONDAY)
    take_in_goods(returning, all_good(returning), by=DOCKER, at=MONDAY)
    send_refund_back(Refund.objects.get(), "Why so much?", by=FINANCE, at=MONDAY)
    returning = Return.objects.get()
    assert (returning.amount_minor, returning.freight_minor) == (69900, 1200)
    with pytest.raises(NoDeduction):
        ask_consent(returning, 69901, "Ruined.", by=REVIEWER, at=MONDAY)
    ask_consent(returning, 69900, "Ruined.", by=REVIEWER, at=MONDAY)
    answer_deduction(returning, Answer.AGREED, by=buyer(returning.customer_id), at=MONDAY)
    (line,) = lines_of(returning)
    again = approve_again(Return.objects.get(), Decision(amounts={line.pk: 0}), by=REVIEWER, at=MONDAY)
    assert (again.amount_minor, again.freight_minor) == (0, 1200)


def test_a_deduction_that_the_review_did_not_take_is_taken_by_no_later_one(asked: tuple[Scene, Return]) -> None:
    place, returning = asked
    answer_deduction(returning, Answer.AGREED, by=buyer(returning.customer_id), at=MONDAY)
    returning = at_finance(place, returning, taken=0)
    send_refund_back(Refund.objects.get(), "Look again.", by=FINANCE, at=MONDAY)
    again = Decision(amounts={line.pk: line.amount_minor - 5000 for line in lines_of(returning)})
    with pytest.raises(ConsentMissing):
        approve_again(Return.objects.get(), again, by=REVIEWER, at=MONDAY)
    ask_consent(Return.objects.get(), 5000, "It is scratched.", by=REVIEWER, at=MONDAY)
    answer_deduction(Return.objects.get(), Answer.AGREED, by=buyer(returning.customer_id), at=MONDAY)
    done = approve_again(Return.objects.get(), again, by=REVIEWER, at=MONDAY)
    assert (done.amount_minor, done.consent) == (64900, "It is scratched.")


def test_what_reviews_let_go_before_it_was_written_down_is_no_consent(asked: tuple[Scene, Return]) -> None:
    place, returning = asked
    answer_deduction(returning, Answer.AGREED, by=buyer(returning.customer_id), at=MONDAY)
    backfill = import_module("aftercare.returns.migrations.0030_consents_let_go_before").FORWARD
    found = []
    for decided in (False, True):
        if decided:
            at_finance(place, returning, taken=0)
        Deduction.objects.update(let_go_at=None)
        with connection.cursor() as cursor:
            cursor.execute(backfill)
        found.append(Deduction.objects.get().is_let_go)
    assert found == [False, True]
