"""What somebody may promise by himself; what is above it goes up at once and is decided by another."""

from datetime import date, timedelta

import pytest

from aftercare.cases.commands.referrals import AboveOwnLimit, OpenReferral, OwnReferral, WordsMissing, withdraw_open
from aftercare.cases.models import Referral
from aftercare.cases.queries.referrals import visible_to, waiting_for
from aftercare.flow import authority as authority_of
from aftercare.flow import compensation, deciding, return_goods
from aftercare.flow.authority import AboveAuthority, DecisionPending
from aftercare.flow.requests import Chosen, approve, approve_each
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM
from aftercare.kernel.errors import NotAllowed
from aftercare.orders.models import Grant
from aftercare.org.commands.authority import BadLimit, set_decision_time, set_limit
from aftercare.org.commands.keys import create_key
from aftercare.org.models import AuthorityLimit
from aftercare.org.queries.actors import actor_of_key
from aftercare.org.queries.authority import limit_of
from aftercare.org.rights import Right
from aftercare.org.roles import Role
from aftercare.org.rules import authority
from aftercare.returns.commands.guards import SamePerson
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import CompensationOffer, Return
from aftercare.returns.queries.detail import lines_of
from tests.factories.care import colleague, compensated, terms
from tests.factories.exchanges import SILVER, articles, asked
from tests.factories.people import AGENT, FINANCE, MONDAY, REVIEWER, actor
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import applied

pytestmark = pytest.mark.django_db
ADMIN = actor(Role.ADMINISTRATOR)
LATER = MONDAY + timedelta(hours=1)


@pytest.fixture
def place() -> Scene:
    return scene()


def test_ones_own_limit_counts_first_then_the_widest_of_ones_roles() -> None:
    assert authority(None, []) is None
    assert authority(None, [500, 2000]) == 2000
    assert authority(None, [500, None]) is None
    assert authority(100, [500, None]) == 100


@pytest.mark.shows("RET-15")
def test_limits_are_data_by_role_member_and_currency(place: Scene) -> None:
    who, agent = colleague(Role.AGENT)
    assert limit_of(agent, "GBP") is None
    set_limit(5000, "GBP", role=Role.AGENT, by=ADMIN, at=MONDAY)
    assert (limit_of(agent, "GBP"), limit_of(agent, "EUR")) == (5000, None)
    set_limit(9000, "GBP", member=who, by=ADMIN, at=MONDAY)
    assert limit_of(agent, "GBP") == 9000
    set_limit(None, "GBP", member=who, by=ADMIN, at=MONDAY)
    assert (limit_of(agent, "GBP"), AuthorityLimit.objects.count()) == (5000, 1)


def test_limits_are_set_by_who_may_and_for_one(place: Scene) -> None:
    for wrong in ({"role": Role.AGENT, "member": colleague(Role.AGENT)[0]}, {}):
        with pytest.raises(BadLimit):
            set_limit(5000, "GBP", by=ADMIN, at=MONDAY, **wrong)  # type: ignore[arg-type]
    with pytest.raises(BadLimit):
        set_limit(-1, "GBP", role=Role.AGENT, by=ADMIN, at=MONDAY)
    with pytest.raises(NotAllowed):
        set_limit(5000, "GBP", role=Role.AGENT, by=AGENT, at=MONDAY)
    with pytest.raises(NotAllowed):
        set_decision_time(30, by=AGENT, at=MONDAY)
    assert AuthorityLimit.objects.count() == 0


@pytest.mark.shows("RET-15")
def test_within_the_limit_it_is_solved_on_the_spot_above_it_goes_up_at_once_and_timed(place: Scene) -> None:
    _who, agent = colleague(Role.AGENT, 5000)
    set_decision_time(30, by=ADMIN, at=MONDAY)
    assert compensated(order(place), 5000, by=agent).referral is None
    referral = compensated(order(place), 5001, by=agent).referral
    assert referral
    told = (referral.state, referral.amount_minor, referral.limit_minor, referral.asked_by)
    assert told == ("asked", 5001, 5000, agent.key)
    assert (referral.asked_at, referral.due_at) == (MONDAY, MONDAY + timedelta(minutes=30))
    _boss, boss = colleague(Role.MANAGER)
    assert list(waiting_for(boss)) == [referral]
    assert list(waiting_for(agent)) == []
    assert list(visible_to(agent)) == [referral]


@pytest.mark.shows("RET-15")
def test_operations_waits_for_the_decision_and_then_may_promise_as_much(place: Scene) -> None:
    _who, agent = colleague(Role.AGENT, 5000)
    _reviewer, reviewer = colleague(Role.OPERATIONS_REVIEWER, 5000)
    _boss, boss = colleague(Role.MANAGER)
    opened = compensated(order(place), 8000, by=agent)
    assert opened.referral
    with pytest.raises(DecisionPending):
        approve(opened.returning, Decision(), by=reviewer, at=LATER)
    granted = deciding.grant(opened.referral, "Good customer.", by=boss, at=LATER)
    assert (granted.state, granted.answered_at, granted.answer) == ("granted", LATER, "Good customer.")
    assert approve(opened.returning, Decision(), by=reviewer, at=LATER).state == "inspected"


@pytest.mark.shows("RET-15")
def test_a_declined_compensation_ends_with_the_reason(place: Scene) -> None:
    _who, agent = colleague(Role.AGENT, 5000)
    _boss, boss = colleague(Role.MANAGER)
    opened = compensated(order(place), 8000, by=agent)
    assert opened.referral
    deciding.decline(opened.referral, "Too much for a scratch.", by=boss, at=LATER)
    ended = Return.objects.get()
    assert (ended.state, ended.reject_reason) == ("rejected", "Too much for a scratch.")
    assert Grant.objects.count() == 0


def test_four_eyes_and_words_and_nobody_above_himself(place: Scene) -> None:
    _who, boss = colleague(Role.MANAGER, 5000)
    opened = compensated(order(place), 8000, by=boss)
    referral = opened.referral
    assert referral
    _other, other = colleague(Role.MANAGER, 7000, email="other@example.com")
    entries = Entry.objects.count()
    with pytest.raises(OwnReferral):
        deciding.decline(referral, "Mine", by=boss, at=LATER)
    with pytest.raises(AboveOwnLimit):
        deciding.grant(referral, "Yes", by=other, at=LATER)
    with pytest.raises(WordsMissing):
        deciding.decline(referral, " ", by=other, at=LATER)
    for nobody in (AGENT, FINANCE, REVIEWER):
        with pytest.raises(NotAllowed):
            deciding.grant(referral, "Yes", by=nobody, at=LATER)
    referral.refresh_from_db()
    assert (referral.state, Entry.objects.count()) == ("asked", entries)


def test_a_decision_is_made_once(place: Scene) -> None:
    _who, agent = colleague(Role.AGENT, 5000)
    _boss, boss = colleague(Role.MANAGER)
    referral = compensated(order(place), 8000, by=agent).referral
    assert referral
    deciding.grant(referral, "Yes", by=boss, at=LATER)
    with pytest.raises(Exception, match="not possible now"):
        deciding.decline(referral, "No", by=boss, at=LATER)
    assert Return.objects.get().state == "submitted"


@pytest.mark.shows("RET-15")
def test_a_reviewer_above_his_limit_asks_and_another_approves_exactly_that(place: Scene) -> None:
    _reviewer, reviewer = colleague(Role.OPERATIONS_REVIEWER, 69900)
    _boss, boss = colleague(Role.MANAGER)
    returning = applied(place, order(place), 2)
    decision = Decision(address=place.address, freight_minor=1200)
    with pytest.raises(AboveAuthority, match=r"You may promise 699\.00 GBP by yourself, not 1410\.00"):
        approve(returning, decision, by=reviewer, at=LATER)
    assert Return.objects.get().state == "submitted"
    assert Grant.objects.count() == 0
    referral = deciding.ask_to_approve(returning, decision, "Both are broken.", by=reviewer, at=LATER)
    assert (referral.amount_minor, Return.objects.get().state, Grant.objects.count()) == (141000, "submitted", 0)
    with pytest.raises(OpenReferral):
        deciding.ask_to_approve(returning, decision, "Again", by=reviewer, at=LATER)
    deciding.grant(referral, "Agreed.", by=boss, at=LATER)
    done = Return.objects.get()
    assert (done.state, done.total_minor, done.reviewed_by) == ("approved", 141000, boss.key)
    assert done.return_address == place.address


def test_who_opened_the_return_cannot_approve_it_by_a_decision(place: Scene) -> None:
    _reviewer, reviewer = colleague(Role.OPERATIONS_REVIEWER, 100)
    _boss, boss = colleague(Role.MANAGER)
    returning = applied(place, order(place), 1, by=boss)
    referral = deciding.ask_to_approve(returning, Decision(address=place.address), "Why", by=reviewer, at=LATER)
    with pytest.raises(SamePerson):
        deciding.grant(referral, "Yes", by=boss, at=LATER)
    referral.refresh_from_db()
    assert (referral.state, Return.objects.get().state) == ("asked", "submitted")


def test_in_a_batch_what_is_above_the_limit_is_left_out(place: Scene) -> None:
    _reviewer, reviewer = colleague(Role.OPERATIONS_REVIEWER, 69900)
    small, big = applied(place, order(place), 1), applied(place, order(place), 2)
    chosen = [Chosen(one, place.address, one.version) for one in (small, big)]
    done = approve_each(chosen, by=reviewer, at=LATER)
    assert [one.refusal and one.refusal.code for one in done] == [None, "above_authority"]


@pytest.mark.shows("RET-15")
def test_an_offer_above_the_limit_reaches_the_buyer_once_it_is_granted(place: Scene) -> None:
    _who, agent = colleague(Role.AGENT, 5000)
    _boss, boss = colleague(Role.MANAGER)
    bought = order(place)
    returning = applied(place, bought, 1)
    referral = compensation.offer(returning, terms(bought, 9000), by=agent, at=LATER)
    assert isinstance(referral, Referral)
    assert CompensationOffer.objects.count() == 0
    deciding.grant(referral, "Yes", by=boss, at=LATER)
    made = CompensationOffer.objects.get()
    assert (made.amount_minor, made.offered_by, made.state) == (9000, agent.key, "offered")


def test_what_was_asked_is_withdrawn_when_the_case_ends(place: Scene) -> None:
    _who, agent = colleague(Role.AGENT, 5000)
    opened = compensated(order(place), 8000, by=agent)
    return_goods.cancel(opened.returning, by=agent, at=LATER)
    assert Referral.objects.get().state == "withdrawn"


@pytest.mark.shows("RET-15")
def test_compensations_of_one_order_count_together_so_that_splitting_passes_no_limit(place: Scene) -> None:
    _who, agent = colleague(Role.AGENT, 10000)
    _small, small = colleague(Role.MANAGER, 11999, email="small@example.com")
    _boss, boss = colleague(Role.MANAGER, 12000, email="boss@example.com")
    bought = order(place)
    first, second = compensated(bought, 4000, by=agent), compensated(bought, 4000, by=agent)
    third = compensated(bought, 4000, by=agent)
    assert (first.referral, second.referral) == (None, None)
    assert third.referral
    told = third.referral
    assert (told.amount_minor, told.before_minor, told.limit_minor) == (4000, 8000, 10000)
    with pytest.raises(AboveOwnLimit):
        deciding.grant(told, "Yes.", by=small, at=LATER)
    deciding.grant(told, "Yes.", by=boss, at=LATER)
    return_goods.cancel(first.returning, by=agent, at=LATER)
    return_goods.cancel(second.returning, by=agent, at=LATER)
    assert compensated(bought, 6000, by=agent).referral is None, "what was called off does not count"
    assert compensated(order(place), 10000, by=agent).referral is None, "another order has its own"


@pytest.mark.shows("RET-15")
def test_an_offer_counts_with_what_is_agreed_for_the_order(place: Scene) -> None:
    _who, agent = colleague(Role.AGENT, 10000)
    bought = order(place)
    compensated(bought, 6000, by=agent)
    returning = applied(place, bought, 0, 1)
    referral = compensation.offer(returning, terms(bought, 0, 4001), by=agent, at=LATER)
    assert isinstance(referral, Referral)
    assert (referral.amount_minor, referral.before_minor) == (4001, 6000)
    withdraw_open(returning.case_id, by=agent, at=LATER)
    assert isinstance(compensation.offer(returning, terms(bought, 0, 4000), by=agent, at=LATER), CompensationOffer)
    assert compensated(bought, 1, by=agent).referral


@pytest.mark.shows("RET-15")
def test_a_reviewer_s_limit_counts_what_was_promised_for_the_order_before(place: Scene) -> None:
    _reviewer, reviewer = colleague(Role.OPERATIONS_REVIEWER, 7999)
    bought = order(place)
    first, second = compensated(bought, 4000).returning, compensated(bought, 4000).returning
    assert approve(first, Decision(), by=reviewer, at=LATER).state == "inspected"
    with pytest.raises(AboveAuthority) as refusal:
        approve(second, Decision(), by=reviewer, at=LATER)
    assert "not 80.00" in refusal.value.sentence
    second.refresh_from_db()
    assert second.state == "submitted"
    asked_up = deciding.ask_to_approve(second, Decision(), "Two faults.", by=reviewer, at=LATER)
    assert (asked_up.amount_minor, asked_up.before_minor) == (4000, 4000)


@pytest.mark.shows("RET-15")
def test_an_exchange_that_is_granted_is_approved_with_its_own_terms(place: Scene) -> None:
    articles(place)
    _reviewer, reviewer = colleague(Role.OPERATIONS_REVIEWER, 100)
    _boss, boss = colleague(Role.MANAGER)
    returning = asked(order(place), 1)
    (line,) = lines_of(returning)
    decision = Decision(place.address, new={line.pk: SILVER}, is_advance=False, deliver_on=date(2026, 3, 20))
    referral = deciding.ask_to_approve(returning, decision, "He wants silver.", by=reviewer, at=LATER)
    referral.refresh_from_db()
    assert authority_of.decision_of(referral.content) == decision
    deciding.grant(referral, "Agreed.", by=boss, at=LATER)
    done = Return.objects.get()
    (line,) = lines_of(done)
    assert (done.state, done.deliver_on, done.is_advance) == ("approved", date(2026, 3, 20), False)
    assert (line.new_sku, done.price_minor) == (SILVER.sku, SILVER.price_minor)


@pytest.mark.shows("RET-15")
def test_a_key_has_its_own_limit_else_that_of_who_made_it(place: Scene) -> None:
    who, maker = colleague(Role.OPERATIONS_REVIEWER, 69900)
    key, _secret = create_key("Bot", scopes=[Right.RETURNS_REVIEW], by=maker, at=MONDAY)
    bot = actor_of_key(key)
    assert (limit_of(bot, "GBP"), limit_of(bot, "EUR")) == (69900, None)
    set_limit(100, "GBP", key=key, by=ADMIN, at=MONDAY)
    assert (limit_of(bot, "GBP"), limit_of(maker, "GBP")) == (100, 69900)
    with pytest.raises(BadLimit):
        set_limit(100, "GBP", key=key, member=who, by=ADMIN, at=MONDAY)
    ours, _other = create_key("Ours", scopes=[Right.RETURNS_REVIEW], by=SYSTEM, at=MONDAY)
    assert limit_of(actor_of_key(ours), "GBP") is None
    returning = applied(place, order(place), 1)
    decision = Decision(address=place.address)
    with pytest.raises(AboveAuthority):
        deciding.approve_or_ask(returning, decision, " ", by=bot, at=LATER)
    assert (Return.objects.get().state, Grant.objects.count(), Referral.objects.count()) == ("submitted", 0, 0)
    referral = deciding.approve_or_ask(returning, decision, "Broken twice.", by=bot, at=LATER)
    assert isinstance(referral, Referral)
    assert (referral.asked_by, referral.limit_minor, Return.objects.get().state) == (bot.key, 100, "submitted")
    _boss, boss = colleague(Role.MANAGER)
    deciding.grant(referral, "Yes.", by=boss, at=LATER)
    assert Return.objects.get().state == "approved"
