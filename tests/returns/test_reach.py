"""Commands refuse who has no right to this very record, whatever page or key he came by; and nobody plays two parts."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from aftercare.billing.commands.refunds import pay_refund as pay_plainly
from aftercare.billing.models import Refund
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import PayMethod, Sent
from aftercare.cases.commands.notes import add_note, reveal_contact
from aftercare.cases.models import Note
from aftercare.cases.terms import Channel
from aftercare.customers.queries import visible_to as customers_visible_to
from aftercare.flow.return_goods import apply_for_return, approve_again, cancel, inspect_goods
from aftercare.flow.settlement import approve_refund, pay_refund, send_refund_back
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM, Actor, ActorKind
from aftercare.kernel.errors import NotAllowed
from aftercare.orders.queries.finding import visible_to as orders_visible_to
from aftercare.org.commands.members import add_member
from aftercare.org.queries.actors import actor_of_member
from aftercare.org.rights import Right
from aftercare.org.roles import Role, rights_of
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.docking import receive
from aftercare.returns.commands.guards import SamePerson
from aftercare.returns.commands.policies import set_policy
from aftercare.returns.commands.reviewing import Decision, approve, reject
from aftercare.returns.commands.sending import ship
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import actions_for, policy_of
from aftercare.returns.terms import State, Wanted
from tests.factories.people import AGENT, CASHIER, DOCKER, FINANCE, MONDAY, REVIEWER, actor, buyer
from tests.factories.shop import goods, order, scene
from tests.factories.stories import PARCEL, all_good, applied, approved, inspected, shipped, to_pay

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=3)
EVERYTHING = frozenset(str(right) for right in Right)


def refused(error: type[NotAllowed], act: Callable[[], object]) -> None:
    """The act is refused and leaves nothing behind."""
    before = Entry.objects.count(), list(Return.objects.order_by("pk").values("state", "version"))
    with pytest.raises(error):
        act()
    assert (Entry.objects.count(), list(Return.objects.order_by("pk").values("state", "version"))) == before


def stranger() -> Actor:
    """A machine that may do everything, for another merchant."""
    return Actor(ActorKind.KEY, 9, "other shop", EVERYTHING, frozenset({scene("lumen").merchant.pk}))


def test_another_merchant_s_key_moves_nothing() -> None:
    place, who = scene(), stranger()
    asked = applied(place, order(place), 1)
    sent = shipped(place, order(place), 1)
    due = refund_of_case(inspected(place, order(place), 1).case_id)
    to_send = to_pay(place, order(place), 1)
    assert due
    bought = order(place)
    application = Application(wanted=[Wanted(goods(bought)[0].pk, 1)], reason=place.reason)
    acts: list[Callable[[], object]] = [
        lambda: apply_for_return(bought, application, channel=Channel.API, by=who, at=LATER),
        lambda: approve(asked, Decision(address=place.address), by=who, at=LATER),
        lambda: reject(asked, "No.", by=who, at=LATER),
        lambda: cancel(asked, by=who, at=LATER),
        lambda: receive(sent, by=who, at=LATER),
        lambda: approve_refund(due, by=who, at=LATER),
        lambda: send_refund_back(due, "Why?", by=who, at=LATER),
        lambda: pay_refund(to_send, Sent(PayMethod.BANK, "B 1"), by=who, at=LATER),
        lambda: pay_plainly(to_send, Sent(PayMethod.BANK, "B 1"), by=who, at=LATER),
        lambda: add_note(asked.case, "Hello", for_buyer=True, by=who, at=LATER),
        lambda: reveal_contact(asked.case, "phone", by=who, at=LATER),
        lambda: set_policy(place.merchant, window_days=1, goods_due_days=1, separate_people=False, by=who, at=LATER),
    ]
    for act in acts:
        refused(NotAllowed, act)
    assert Note.objects.count() == 0
    assert actions_for(who, asked, policy_of(place.merchant.pk)) == []


def test_a_buyer_s_right_reaches_his_own_returns_only() -> None:
    place = scene()
    mine, other = applied(place, order(place), 1), approved(place, order(place, account="somebody.else"), 1)
    me = Actor(
        ActorKind.MEMBER, 70, "buys and audits", rights_of([Role.BUYER, Role.AUDITOR]), customer=mine.customer_id
    )
    refused(NotAllowed, lambda: cancel(other, by=me, at=LATER))
    refused(NotAllowed, lambda: ship(other, PARCEL, by=me, at=LATER))
    refused(NotAllowed, lambda: cancel(other, by=buyer(mine.customer_id), at=LATER))
    refused(NotAllowed, lambda: add_note(other.case, "x", for_buyer=True, by=buyer(mine.customer_id), at=LATER))
    machine = Actor(ActorKind.KEY, 3, "key", frozenset({Right.RETURNS_SEE, Right.OWN_CASES}))
    refused(NotAllowed, lambda: cancel(other, by=machine, at=LATER))
    assert actions_for(me, other, policy_of(place.merchant.pk)) == []
    assert cancel(mine, by=me, at=LATER).state == State.CANCELLED


def test_a_link_opens_its_own_case_only() -> None:
    place = scene()
    first, second = applied(place, order(place), 1), applied(place, order(place), 1)
    guest = Actor(
        ActorKind.BUYER, 1, "guest", rights_of([Role.BUYER]), customer=first.customer_id, only_case=first.case_id
    )
    refused(NotAllowed, lambda: cancel(second, by=guest, at=LATER))
    refused(NotAllowed, lambda: add_note(second.case, "x", for_buyer=True, by=guest, at=LATER))
    assert cancel(first, by=guest, at=LATER).state == State.CANCELLED


def test_only_the_buyer_or_who_opens_returns_may_ask() -> None:
    place = scene()
    bought, foreign = order(place), order(place, account="somebody.else")
    for who in (CASHIER, DOCKER, SYSTEM, buyer(foreign.customer_id)):
        refused(NotAllowed, lambda who=who: applied(place, bought, 1, by=who))  # type: ignore[misc]
    assert applied(place, bought, 1, by=AGENT).state == State.SUBMITTED


def test_a_second_role_does_not_lift_a_merchant_s_person_over_his_merchants() -> None:
    place = scene()
    person = add_member(
        "m@example.com", name="M", roles=[Role.MERCHANT, Role.AGENT], merchants=[place.merchant], by=SYSTEM, at=MONDAY
    )
    assert actor_of_member(person).merchants == frozenset({place.merchant.pk})


def test_orders_and_customers_are_shown_to_nobody_without_the_right() -> None:
    order(scene())
    for who in (CASHIER, DOCKER, actor(Role.ADMINISTRATOR), SYSTEM):
        assert (orders_visible_to(who).count(), customers_visible_to(who).count()) == (0, 0)
    assert (orders_visible_to(AGENT).count(), customers_visible_to(AGENT).count()) == (1, 1)


def both(earlier: Actor) -> Actor:
    """The same person, who was given every role."""
    return Actor(earlier.kind, earlier.id, earlier.name, rights_of(Role))


def test_who_reviewed_first_and_was_reviewed_over_may_not_approve_or_pay() -> None:
    place = scene()
    refund = refund_of_case(inspected(place, order(place), 1).case_id)
    assert refund
    send_refund_back(refund, "Why?", by=FINANCE, at=LATER)
    second = actor(Role.OPERATIONS_REVIEWER, 1)
    approve_again(Return.objects.get(), Decision(), by=second, at=LATER)
    refund = Refund.objects.get()
    refused(SamePerson, lambda: approve_refund(refund, by=both(REVIEWER), at=LATER))
    refused(SamePerson, lambda: approve_refund(refund, by=both(second), at=LATER))
    approve_refund(refund, by=FINANCE, at=LATER)
    refused(SamePerson, lambda: pay_refund(refund, Sent(PayMethod.BANK, "B"), by=both(REVIEWER), at=LATER))


def test_who_counted_what_another_received_may_not_approve_or_pay() -> None:
    place = scene()
    counter = actor(Role.DOCK, 1)
    returning = receive(shipped(place, order(place), 1), by=DOCKER, at=LATER)
    inspect_goods(returning, all_good(returning), by=counter, at=LATER)
    refund = Refund.objects.get()
    refused(SamePerson, lambda: approve_refund(refund, by=both(counter), at=LATER))
    refused(SamePerson, lambda: approve_refund(refund, by=both(DOCKER), at=LATER))


def test_who_counted_may_not_review_again() -> None:
    place = scene()
    refund = refund_of_case(inspected(place, order(place), 1).case_id)
    assert refund
    send_refund_back(refund, "Why?", by=FINANCE, at=LATER)
    refused(SamePerson, lambda: approve_again(Return.objects.get(), Decision(), by=both(DOCKER), at=LATER))


def test_nobody_decides_on_his_own_purchase_whoever_wrote_the_request_down() -> None:
    place = scene()
    returning = applied(place, order(place), 1, by=AGENT)
    me = Actor(ActorKind.MEMBER, 71, "buys and reviews", rights_of(list(Role)), customer=returning.customer_id)
    refused(SamePerson, lambda: approve(returning, Decision(address=place.address), by=me, at=LATER))


def test_a_guest_is_never_taken_for_a_member() -> None:
    guest = Actor(ActorKind.BUYER, 7, "guest", only_case=3)
    assert guest.key != Actor(ActorKind.BUYER, 7, "signed in").key
