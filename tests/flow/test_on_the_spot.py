"""An agent gives the return address by himself: opened, approved within his limit, and written to the buyer."""

from datetime import timedelta

import pytest

from aftercare.cases.commands.referrals import AboveOwnLimit
from aftercare.cases.models import Case, Note, Referral
from aftercare.flow import deciding
from aftercare.flow.authority import AboveAuthority
from aftercare.flow.on_the_spot import NoLimit, NothingSent, give_address
from aftercare.orders.models import Grant, Order
from aftercare.org.roles import Role
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.reviewing import AddressIncomplete
from aftercare.returns.models import Return
from aftercare.returns.terms import Wanted
from tests.factories.care import colleague
from tests.factories.people import AGENT, MONDAY
from tests.factories.shop import Scene, goods, order, scene

pytestmark = pytest.mark.django_db
SORRY = "Sorry about the crackle. Please send them here:"


@pytest.fixture
def place() -> Scene:
    return scene()


def wish(place: Scene, bought: Order) -> Application:
    """One pair of headphones, which the buyer only complained about."""
    return Application(wanted=[Wanted(goods(bought)[0].pk, 1)], reason=place.reason, remark="They crackle")


@pytest.mark.shows("RET-18", "RET-15")
def test_the_address_reaches_the_buyer_at_once(place: Scene) -> None:
    _who, agent = colleague(Role.AGENT, 69900)
    bought = order(place)
    returning = give_address(bought, wish(place, bought), place.address, SORRY, by=agent, at=MONDAY)
    assert (returning.state, returning.total_minor, returning.applied_by) == ("approved", 69900, agent.key)
    assert returning.reviewed_by == "system:27"
    note = Note.objects.get()
    assert (note.for_buyer, note.author) == (True, agent.key)
    assert note.text.splitlines() == [
        SORRY, "", place.address.contact, place.address.phone, returning.return_text, returning.number,
    ]  # fmt: skip
    assert Grant.objects.get().amount_minor == 69900


@pytest.mark.shows("RET-18", "RET-15")
def test_above_the_limit_it_goes_up_or_nothing_is_opened(place: Scene) -> None:
    _who, agent = colleague(Role.AGENT, 69899)
    _boss, boss = colleague(Role.MANAGER)
    bought = order(place)
    with pytest.raises(AboveAuthority, match=r"You may promise 698\.99 GBP by yourself"):
        give_address(bought, wish(place, bought), place.address, SORRY, by=agent, at=MONDAY)
    assert (Case.objects.count(), Grant.objects.count()) == (0, 0)
    returning = give_address(
        bought, wish(place, bought), place.address, SORRY, why_more="Broken twice.", by=agent, at=MONDAY
    )
    assert (returning.state, Note.objects.count(), Grant.objects.count()) == ("submitted", 0, 0)
    referral = Referral.objects.get()
    assert (referral.amount_minor, referral.words, referral.topic) == (69900, "Broken twice.", "approval")
    deciding.grant(referral, "Yes.", by=boss, at=MONDAY + timedelta(hours=1))
    done = Return.objects.get()
    assert (done.state, done.return_address, done.reviewed_by) == ("approved", place.address, boss.key)


def test_who_has_no_limit_promises_nothing_and_what_was_not_sent_cannot_come_back(place: Scene) -> None:
    bought = order(place)
    with pytest.raises(NoLimit):
        give_address(bought, wish(place, bought), place.address, SORRY, by=AGENT, at=MONDAY)
    _who, agent = colleague(Role.AGENT, 10**6)
    with pytest.raises(AddressIncomplete):
        give_address(bought, wish(place, bought), None, SORRY, by=agent, at=MONDAY)
    Order.objects.update(shipped_at=None, signed_at=None)
    bought.refresh_from_db()
    with pytest.raises(NothingSent):
        give_address(bought, wish(place, bought), place.address, SORRY, by=agent, at=MONDAY)
    assert (Case.objects.count(), Grant.objects.count()) == (0, 0)


def test_who_asked_above_his_limit_does_not_decide_it_himself(place: Scene) -> None:
    _who, boss = colleague(Role.MANAGER, 69899)
    bought = order(place)
    give_address(bought, wish(place, bought), place.address, SORRY, why_more="Why", by=boss, at=MONDAY)
    referral = Referral.objects.get()
    _other, other = colleague(Role.MANAGER, email="two@example.com")
    with pytest.raises(AboveOwnLimit):
        deciding.grant(referral, "Yes", by=boss, at=MONDAY)
    assert deciding.grant(referral, "Yes", by=other, at=MONDAY).state == "granted"
