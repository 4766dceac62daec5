"""Operations review: amounts, consent, address, rejection."""

from datetime import timedelta

import pytest

from aftercare.cases.models import Case
from aftercare.cases.terms import Room
from aftercare.flow.return_goods import reject
from aftercare.journal.models import Entry
from aftercare.kernel.errors import DomainError, IllegalMove, NotAllowed, StalePage
from aftercare.orders.commands.account import AboveCeiling, grant
from aftercare.orders.models import Grant, OrderLine
from aftercare.org.models import ReturnAddress
from aftercare.returns.commands.amounts import ConsentMissing
from aftercare.returns.commands.guards import ReasonMissing, SamePerson
from aftercare.returns.commands.reviewing import AddressIncomplete, Decision, approve
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import actions_for, lines_of, policy_of
from aftercare.returns.terms import Shown, State
from tests.factories.people import AGENT, CASHIER, MANAGER, MONDAY, REVIEWER
from tests.factories.shop import goods, order, scene
from tests.factories.stories import applied, approved

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=1)


def refused(error: type[DomainError], returning: Return, decision: Decision, **more: object) -> str:
    """The sentence of a refused approval that left nothing behind."""
    entries = Entry.objects.count()
    with pytest.raises(error) as refusal:
        approve(returning, decision, **{"by": REVIEWER, "at": LATER, **more})  # type: ignore[arg-type]
    fresh = Return.objects.get(pk=returning.pk)
    assert (fresh.state, fresh.version, fresh.amount_minor) == (
        returning.state,
        returning.version,
        returning.amount_minor,
    )
    assert Entry.objects.count() == entries
    assert not Grant.objects.filter(purpose=f"return:{returning.pk}").exists()
    return refusal.value.sentence


@pytest.mark.shows("RET-40", "RET-59")
def test_approval_promises_the_amount_and_hands_out_the_return_address() -> None:
    place = scene(goods_due_days=7)
    returning = approved(place, order(place), 2)
    assert (returning.state, returning.amount_minor, returning.reviewed_by) == (State.APPROVED, 139800, REVIEWER.key)
    assert (returning.return_contact, returning.return_phone) == ("Dock team", "+44 20 7946 0018")
    assert returning.return_text == "88 Example Road, Demo City, GB"
    assert returning.goods_due_on == (LATER + timedelta(days=7)).date()
    assert list(Grant.objects.values_list("amount_minor", "paid_out_minor")) == [(139800, 0)]


@pytest.mark.shows("RET-42")
def test_lower_amount_needs_the_buyer_s_consent_on_record() -> None:
    place = scene()
    returning = applied(place, order(place), 1)
    line = lines_of(returning)[0]
    sentence = refused(ConsentMissing, returning, Decision(address=place.address, amounts={line.pk: 60000}))
    assert sentence == "The amount is below what the buyer asked for. Agree it with the buyer first and note how."
    decision = Decision(address=place.address, amounts={line.pk: 60000}, consent="By phone, 2 March")
    returning = approve(returning, decision, by=REVIEWER, at=LATER)
    assert (returning.amount_minor, returning.asked_minor, returning.consent) == (60000, 69900, "By phone, 2 March")


@pytest.mark.parametrize("amount", [69901, -1])
def test_amount_outside_its_ceiling_is_refused(amount: int) -> None:
    place = scene()
    returning = applied(place, order(place), 1)
    line = lines_of(returning)[0]
    refused(AboveCeiling, returning, Decision(address=place.address, amounts={line.pk: amount}, consent="yes"))


def test_value_given_elsewhere_lowers_the_ceiling() -> None:
    place = scene()
    bought = order(place)
    returning = applied(place, bought, 3)
    grant(goods(bought)[0], "goodwill:1", 10000, by=MANAGER, at=MONDAY)
    line = lines_of(returning)[0]
    refused(AboveCeiling, returning, Decision(address=place.address, amounts={line.pk: 209700}, consent="yes"))
    decision = Decision(address=place.address, amounts={line.pk: 199700}, consent="Knows of the goodwill")
    assert approve(returning, decision, by=REVIEWER, at=LATER).amount_minor == 199700
    assert OrderLine.objects.get(pk=goods(bought)[0].pk).granted_minor == 209700


@pytest.mark.shows("RET-57", "RET-58")
def test_switches_give_back_freight_coupon_and_coins_only_when_set() -> None:
    place = scene()
    bought = order(place, freight_minor=1200)
    plain = approve(applied(place, bought, 1), Decision(address=place.address), by=REVIEWER, at=LATER)
    assert (plain.total_minor, plain.gives_back_coupon, plain.gives_back_coins) == (69900, False, False)
    decision = Decision(address=place.address, freight_minor=1200, gives_back_coupon=True, gives_back_coins=True)
    generous = approve(applied(place, bought, 1), decision, by=REVIEWER, at=LATER)
    assert (generous.total_minor, generous.gives_back_coupon, generous.gives_back_coins) == (71100, True, True)


def test_freight_goes_back_only_once() -> None:
    place = scene()
    bought = order(place, freight_minor=1200)
    approve(applied(place, bought, 1), Decision(address=place.address, freight_minor=1200), by=REVIEWER, at=LATER)
    refused(AboveCeiling, applied(place, bought, 1), Decision(address=place.address, freight_minor=1))


@pytest.mark.shows("RET-19")
def test_incomplete_address_is_refused_with_what_is_missing() -> None:
    place = scene()
    bare = ReturnAddress.objects.create(
        merchant=place.merchant, name="Bare", contact="Dock", country="GB", city="Demo City"
    )
    sentence = refused(AddressIncomplete, applied(place, order(place), 1), Decision(address=bare))
    assert sentence == "This return address lacks: phone. Complete it in the settings first."


def test_address_of_another_merchant_is_refused() -> None:
    place, other = scene(), scene("lumen")
    refused(AddressIncomplete, applied(place, order(place), 1), Decision(address=other.address))


@pytest.mark.shows("RET-41", "PAG-18")
def test_rejection_needs_a_reason_and_sets_everything_free() -> None:
    place = scene()
    bought = order(place)
    returning = applied(place, bought, 2)
    with pytest.raises(ReasonMissing):
        reject(returning, "  ", by=REVIEWER, at=LATER)
    assert Return.objects.get(pk=returning.pk).state == State.SUBMITTED
    returning = reject(returning, "The seal is broken", by=REVIEWER, at=LATER)
    assert (returning.state, returning.reject_reason) == (State.REJECTED, "The seal is broken")
    assert Return.objects.get(pk=returning.pk).shown == Shown.REJECTED
    assert [line.goods_asked for line in goods(bought)] == [0, 0]
    assert Case.objects.get(pk=returning.case_id).state == Room.CLOSED


def test_requester_may_not_review_what_he_asked_for() -> None:
    place = scene()
    returning = applied(place, order(place), 1, by=REVIEWER)
    sentence = refused(SamePerson, returning, Decision(address=place.address))
    assert sentence == "You have already acted on this return (request); somebody else must do this step."
    assert actions_for(REVIEWER, returning, policy_of(place.merchant.pk)) == []


def test_same_person_may_review_where_the_policy_does_not_separate() -> None:
    place = scene(separate_people=False)
    returning = applied(place, order(place), 1, by=REVIEWER)
    assert approve(returning, Decision(address=place.address), by=REVIEWER, at=LATER).state == State.APPROVED


@pytest.mark.parametrize("who", [AGENT, CASHIER])
def test_without_the_right_nobody_approves(who: object) -> None:
    place = scene()
    refused(NotAllowed, applied(place, order(place), 1), Decision(address=place.address), by=who)


def test_stale_page_is_refused() -> None:
    place = scene()
    returning = applied(place, order(place), 1)
    refused(StalePage, returning, Decision(address=place.address), seen=returning.version - 1)


def test_second_approval_is_illegal_and_changes_nothing() -> None:
    place = scene()
    returning = approved(place, order(place), 1)
    entries, granted = Entry.objects.count(), Grant.objects.count()
    with pytest.raises(IllegalMove) as refusal:
        approve(returning, Decision(address=place.address), by=REVIEWER, at=LATER)
    assert refusal.value.sentence == "This is not possible now: it is approved."
    assert (Entry.objects.count(), Grant.objects.count()) == (entries, granted)
