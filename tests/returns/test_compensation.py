"""Compensation without return: agreed, reviewed twice, paid; the goods stay, and the sum stays within what was paid."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import PayMethod, Sent
from aftercare.cases.models import Case
from aftercare.cases.terms import Channel, Room
from aftercare.flow import compensation, return_goods
from aftercare.flow.requests import approve
from aftercare.flow.settlement import approve_refund, pay_refund, send_refund_back
from aftercare.journal.models import Entry
from aftercare.kernel.errors import DomainError, IllegalMove, NotAllowed
from aftercare.orders.commands.account import AboveCeiling
from aftercare.orders.models import Grant, OrderLine
from aftercare.returns.commands.amounts import ConsentMissing
from aftercare.returns.commands.applying import BadReason, NothingWanted, NotPaid
from aftercare.returns.commands.compensating import Consent, NotAgreed, OfferOpen, Terms
from aftercare.returns.commands.doubling import LooksLikeAnother
from aftercare.returns.commands.guards import SamePerson
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import Agreement, CompensationOffer, Return
from aftercare.returns.queries.compensating import compensation_instead_of, open_offer
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import Compensated, ConsentWay
from tests.factories.care import BY_PHONE, compensated, terms
from tests.factories.people import AGENT, CASHIER, DOCKER, FINANCE, MONDAY, REVIEWER, buyer
from tests.factories.shop import CASE, HEADPHONES, Scene, goods, order, scene
from tests.factories.stories import all_good, applied

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=1)


@pytest.fixture
def place() -> Scene:
    return scene()


def account(line: OrderLine) -> tuple[int, int, int, int]:
    """Granted, paid out, asked back, back."""
    line.refresh_from_db()
    return line.granted_minor, line.paid_out_minor, line.goods_asked, line.goods_back


@pytest.mark.shows("RET-03", "LAW-04")
def test_an_agreed_amount_is_reviewed_twice_and_paid_and_no_goods_are_asked_back(place: Scene) -> None:
    bought = order(place)
    line = goods(bought)[0]
    returning = compensated(bought, 5000).returning
    assert (returning.kind, returning.state, returning.number[:3]) == ("compensation", "submitted", "CP-")
    agreed = Agreement.objects.get(returning=returning)
    assert (agreed.agent, agreed.way, agreed.buyer_words) == (AGENT.key, "phone", BY_PHONE.words)
    approve(returning, Decision(), by=REVIEWER, at=LATER)
    assert account(line) == (5000, 0, 0, 0)
    assert Grant.objects.get().purpose == f"compensation:{returning.pk}"
    refund = refund_of_case(returning.case_id)
    assert refund
    refund = approve_refund(refund, by=FINANCE, at=LATER)
    pay_refund(refund, Sent(PayMethod.BANK, "P-1"), by=CASHIER, at=LATER)
    assert account(line) == (5000, 5000, 0, 0)
    assert (Return.objects.get().state, Case.objects.get().state) == ("completed", Room.CLOSED)


@pytest.mark.shows("RET-03")
def test_it_can_be_rejected_with_a_reason_cancelled_or_sent_back(place: Scene) -> None:
    bought = order(place)
    line = goods(bought)[0]
    rejected = return_goods.reject(
        compensated(bought, 5000).returning, "The photo shows no fault.", by=REVIEWER, at=LATER
    )
    assert (rejected.state, account(line)) == ("rejected", (0, 0, 0, 0))
    cancelled = return_goods.cancel(compensated(bought, 5000).returning, by=AGENT, at=LATER)
    assert (cancelled.state, account(line)) == ("cancelled", (0, 0, 0, 0))
    returning = approve(compensated(bought, 5000).returning, Decision(), by=REVIEWER, at=LATER)
    refund = refund_of_case(returning.case_id)
    assert refund
    send_refund_back(refund, "Half is enough.", by=FINANCE, at=LATER)
    lowered = Decision(amounts={lines_of(returning)[0].pk: 2500}, consent="He agreed in the chat.")
    return_goods.approve_again(Return.objects.get(pk=returning.pk), lowered, by=REVIEWER, at=LATER)
    assert account(line) == (2500, 0, 0, 0)


def test_who_agreed_with_the_buyer_does_not_review_it(place: Scene) -> None:
    returning = compensated(order(place), 5000, by=REVIEWER).returning
    with pytest.raises(SamePerson):
        approve(returning, Decision(), by=REVIEWER, at=LATER)
    assert Return.objects.get().state == "submitted"


def test_less_than_agreed_needs_the_buyers_consent_again(place: Scene) -> None:
    returning = compensated(order(place), 5000).returning
    less = {lines_of(returning)[0].pk: 4000}
    with pytest.raises(ConsentMissing):
        approve(returning, Decision(amounts=less), by=REVIEWER, at=LATER)
    with pytest.raises(AboveCeiling):
        approve(returning, Decision(amounts={lines_of(returning)[0].pk: 5001}), by=REVIEWER, at=LATER)
    assert Grant.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda t: Terms([], t.reason, t.words), NothingWanted),
        (lambda t: Terms([Compensated(t.lines[0].line_id, 4, 100)], t.reason, t.words), NothingWanted),
        (lambda t: Terms([Compensated(t.lines[0].line_id, 0, 100)], t.reason, t.words), NothingWanted),
        (lambda t: Terms([Compensated(t.lines[0].line_id, 1, -1)], t.reason, t.words), NothingWanted),
        (lambda t: Terms([t.lines[0], t.lines[0]], t.reason, t.words), NothingWanted),
        (lambda t: Terms([Compensated(10**9, 1, 100)], t.reason, t.words), NothingWanted),
        (lambda t: Terms([Compensated(t.lines[0].line_id, 1, 69901)], t.reason, t.words), AboveCeiling),
        (lambda t: Terms(t.lines, t.reason, "  "), NotAgreed),
    ],
)
def test_what_cannot_be_paid_is_refused_and_nothing_is_opened(place: Scene, change, refusal) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    bought = order(place)
    wrong = change(terms(bought, 5000))
    entries = Entry.objects.count()
    with pytest.raises(refusal):
        compensation.open_compensation(bought, wrong, BY_PHONE, channel=Channel.DESK, by=AGENT, at=MONDAY)
    assert (Case.objects.count(), Return.objects.count(), Entry.objects.count()) == (0, 0, entries)


def test_without_consent_reason_right_or_payment_there_is_none(place: Scene) -> None:
    bought = order(place)
    open_it = compensation.open_compensation
    with pytest.raises(NotAgreed):
        open_it(bought, terms(bought, 100), Consent(ConsentWay.PHONE), channel=Channel.DESK, by=AGENT, at=MONDAY)
    other = Terms(terms(bought, 100).lines, place.reason, "Why")
    with pytest.raises(BadReason):
        open_it(bought, other, BY_PHONE, channel=Channel.DESK, by=AGENT, at=MONDAY)
    for nobody in (DOCKER, buyer(bought.customer_id)):
        with pytest.raises(NotAllowed):
            open_it(bought, terms(bought, 100), BY_PHONE, channel=Channel.DESK, by=nobody, at=MONDAY)
    bought.paid_at = bought.shipped_at = None
    with pytest.raises(NotPaid):
        open_it(bought, terms(bought, 100), BY_PHONE, channel=Channel.DESK, by=AGENT, at=MONDAY)
    assert Case.objects.count() == 0


@pytest.mark.shows("RET-03")
def test_what_was_paid_for_a_piece_that_stays_is_not_paid_again_when_it_comes_back(place: Scene) -> None:
    """One piece, 129.00: 50.00 stay with the buyer as compensation, so its return gives 79.00 and no more."""
    bought = order(place, lines=(CASE.__class__(sku="ONE", name="One", quantity=1, unit_price_minor=12900),))
    line = goods(bought)[0]
    approve(compensated(bought, 5000).returning, Decision(), by=REVIEWER, at=LATER)
    returning = applied(place, bought, 1)
    assert returning.asked_minor == 7900
    approve(returning, Decision(address=place.address), by=REVIEWER, at=LATER)
    assert account(line)[0] == 12900
    with pytest.raises(AboveCeiling):
        compensated(bought, 1)


def test_what_is_asked_for_and_undecided_is_not_promised_twice(place: Scene) -> None:
    bought = order(place)
    applied(place, bought, 3)
    with pytest.raises(AboveCeiling):
        compensated(bought, 1)
    other = order(place)
    compensated(other, 60000)
    assert applied(place, other, 3).asked_minor == 3 * 69900 - 60000


def test_a_second_one_about_the_same_goods_needs_a_word(place: Scene) -> None:
    bought = order(place)
    agreed = terms(bought, 4000)
    opened: list[Return] = []

    def open_it(channel: Channel, despite: str = "") -> None:
        made = compensation.open_compensation(
            bought, agreed, BY_PHONE, channel=channel, despite=despite, by=AGENT, at=MONDAY
        )
        opened.append(made.returning)

    open_it(Channel.DESK)
    entries = Entry.objects.count()
    for channel, despite in ((Channel.DESK, ""), (Channel.API, "  ")):
        with pytest.raises(LooksLikeAnother) as refusal:
            open_it(channel, despite)
        assert opened[0].number in refusal.value.sentence
    assert (Return.objects.count(), Case.objects.count(), Entry.objects.count()) == (1, 1, entries)
    open_it(Channel.DESK, "The second lid.")
    second = Return.objects.get(pk=opened[1].pk)
    assert (second.similar_to, second.similar_words) == (opened[0], "The second lid.")


DEED = st.sampled_from(["compensate", "return", "approve", "cancel", "reject", "inspect"])
DEEDS = st.lists(st.tuples(DEED, st.integers(1, 3), st.integers(1, 100)), max_size=14)


@given(deeds=DEEDS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.shows("RET-03")
def test_no_sequence_of_compensations_and_returns_gives_back_more_than_was_paid(
    place: Scene, deeds: list[tuple[str, int, int]]
) -> None:
    bought = order(place, lines=(HEADPHONES,), discount_minor=100, freight_minor=0)
    line = goods(bought)[0]
    for deed, pieces, share in deeds:
        try:
            _do(deed, place, bought, pieces, share)
        except DomainError:
            continue
        line.refresh_from_db()
        grants = Grant.objects.filter(line=line)
        assert sum(g.amount_minor for g in grants) == line.granted_minor <= line.paid_minor
        back = sum(g.amount_minor for g in grants if g.purpose.startswith("return:"))
        worth = -(-line.paid_minor * line.goods_asked // line.quantity)
        assert back <= worth, "returned pieces give no more than they cost"


def _do(deed: str, place: Scene, bought, pieces: int, share: int) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    if deed == "compensate":
        compensated(bought, 69900 * pieces * share // 100, pieces=pieces)
    elif deed == "return":
        applied(place, bought, pieces)
    else:
        found = Return.objects.filter(order=bought).exclude(state__in=("rejected", "cancelled")).order_by("?").first()
        if found and deed == "approve":
            approve(found, Decision(address=place.address), by=REVIEWER, at=LATER)
        elif found and deed == "inspect" and found.kind == "return_refund":
            return_goods.take_in_goods(found, all_good(found), by=DOCKER, at=LATER)
        elif found:
            (
                return_goods.cancel(found, by=AGENT, at=LATER)
                if deed == "cancel"
                else return_goods.reject(found, "No", by=REVIEWER, at=LATER)
            )


@pytest.mark.shows("RET-02", "RET-03")
def test_a_buyer_who_asked_for_a_return_takes_the_offered_amount_and_keeps_the_goods(place: Scene) -> None:
    bought = order(place)
    line, him = goods(bought)[0], buyer(bought.customer_id)
    asked = applied(place, bought, 3)
    made = compensation.offer(asked, terms(bought, 30000, pieces=3), by=AGENT, at=LATER)
    assert isinstance(made, CompensationOffer)
    assert open_offer(asked) == made
    taken = compensation.accept(made, by=him, at=LATER)
    asked.refresh_from_db()
    assert (asked.state, taken.state, taken.asked_minor) == ("cancelled", "submitted", 30000)
    agreed = Agreement.objects.get(returning=taken)
    assert (agreed.agent, agreed.way, agreed.instead_of) == (AGENT.key, "page", asked)
    assert (account(line)[2], compensation_instead_of(asked)) == (0, taken.number)
    with pytest.raises(IllegalMove):
        compensation.accept(made, by=him, at=LATER)
    assert Return.objects.filter(kind="compensation").count() == 1


def test_an_offer_is_the_buyers_to_accept_and_one_at_a_time(place: Scene) -> None:
    bought = order(place)
    asked = applied(place, bought, 3)
    made = compensation.offer(asked, terms(bought, 30000, pieces=3), by=AGENT, at=LATER)
    assert isinstance(made, CompensationOffer)
    with pytest.raises(OfferOpen):
        compensation.offer(asked, terms(bought, 31000, pieces=3), by=AGENT, at=LATER)
    second = applied(place, order(place), 1)
    with pytest.raises(AboveCeiling):
        compensation.offer(second, terms(second.order, 209701, pieces=3), by=AGENT, at=LATER)
    for other in (AGENT, REVIEWER, buyer(10**6)):
        with pytest.raises(NotAllowed):
            compensation.accept(made, by=other, at=LATER)
    asked.refresh_from_db()
    assert (asked.state, Return.objects.count()) == ("submitted", 2)


def test_an_offer_on_a_return_that_was_settled_meanwhile_is_not_taken(place: Scene) -> None:
    bought = order(place)
    asked = applied(place, bought, 1)
    made = compensation.offer(asked, terms(bought, 3000), by=AGENT, at=LATER)
    assert isinstance(made, CompensationOffer)
    return_goods.reject(asked, "No fault.", by=REVIEWER, at=LATER)
    with pytest.raises(IllegalMove):
        compensation.accept(made, by=buyer(bought.customer_id), at=LATER)
    made.refresh_from_db()
    assert (made.state, Return.objects.count()) == ("offered", 1)
