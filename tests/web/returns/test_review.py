"""The review inside the page: amounts, switches, address, consent, refusals that change nothing."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from aftercare.billing.queries.refunds import refund_of_case
from aftercare.cases.models import Note
from aftercare.flow.settlement import send_refund_back
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM
from aftercare.orders.models import Grant, Order, OrderLine
from aftercare.org.commands.merchants import save_return_address
from aftercare.org.models import Member, ReturnAddress
from aftercare.org.queries.actors import actor_of_member
from aftercare.org.roles import Role
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.commands.reviewing import approve as approve_directly
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import State
from tests.factories.people import FINANCE, MONDAY, REVIEWER
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import applied, inspected
from tests.web.returns.conftest import As
from tests.web.returns.reviewing import Answer, amount, answers, approve

pytestmark = pytest.mark.django_db


class Before:
    """How things stood, to be compared with how they stand after a refusal."""

    def __init__(self, returning: Return) -> None:
        self.returning = returning
        self.facts = self._look()

    def holds(self) -> bool:
        """Whether nothing was decided, promised or written down since."""
        return self._look() == self.facts

    def _look(self) -> tuple[object, ...]:
        now = Return.objects.get(pk=self.returning.pk)
        return now.state, now.version, now.amount_minor, Entry.objects.count(), Grant.objects.count()


@pytest.fixture
def place() -> Scene:
    return scene()


@pytest.fixture
def found(place: Scene) -> Return:
    """Two headphones and a case, asked back."""
    return applied(place, order(place), 2, 1)


@pytest.fixture
def reviewer(as_role: As, found: Return) -> Client:
    return as_role(Role.OPERATIONS_REVIEWER)


@pytest.mark.shows("PAG-17", "RET-40", "RET-57", "RET-59")
def test_approve_as_the_page_offers_promises_goods_only(found: Return, reviewer: Client, place: Scene) -> None:
    answer = approve(reviewer, found)
    assert (answer.status, answer.location) == (302, f"/returns/{found.number}/")
    found.refresh_from_db()
    assert (found.state, found.amount_minor, found.freight_minor) == (State.APPROVED, 152700, 0)
    assert (found.gives_back_coupon, found.gives_back_coins, found.reviewed_by_name) == (
        False,
        False,
        "Operations_Reviewer",
    )
    assert (found.return_address, found.return_contact, found.return_phone, found.return_text) == (
        place.address, "Dock team", "+44 20 7946 0018", "88 Example Road, Demo City, GB",
    )  # fmt: skip
    told = reviewer.get(answer.location).content.decode()
    assert "Approved: £1,527.00 promised. The buyer now has the return address." in told


@pytest.mark.shows("RET-58")
def test_switches_give_back_freight_coupon_and_coins(found: Return, reviewer: Client) -> None:
    told = approve(reviewer, found, freight_back="on", freight="12.00", coupon="on", coins="on")
    assert told.status == 302
    found.refresh_from_db()
    assert (found.freight_minor, found.gives_back_coupon, found.gives_back_coins) == (1200, True, True)
    assert found.total_minor == 153900


def test_freight_without_its_switch_is_not_given_back(found: Return, reviewer: Client) -> None:
    assert approve(reviewer, found, freight="12.00").status == 302
    found.refresh_from_db()
    assert found.freight_minor == 0


@pytest.mark.shows("RET-42")
def test_lowering_needs_consent_and_keeps_what_was_typed(found: Return, reviewer: Client) -> None:
    first = lines_of(found)[0]
    before = Before(found)
    refused = approve(reviewer, found, **amount(first.pk, 100000), message="Scratches on the left side")
    assert refused.status == 422
    assert "The amount is below what the buyer asked for. Agree it with the buyer first and note how." in refused.text
    assert 'value="1000.00"' in refused.text
    assert "Scratches on the left side" in refused.text
    assert 'aria-invalid="true"' in refused.text
    assert before.holds()
    agreed = approve(reviewer, found, **amount(first.pk, 100000), consent="By phone, 2 March")
    assert agreed.status == 302
    found.refresh_from_db()
    assert (found.amount_minor, found.consent) == (112900, "By phone, 2 March")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1398.01", "The refund for “K2 headphones, graphite” must be between 0 and its ceiling."),
        ("-1", "The refund for “K2 headphones, graphite” must be between 0 and its ceiling."),
        ("a lot", "“a lot” is not an amount."),
        ("12.345", "Use at most 2 decimals."),
        ("", "This field is required."),
        ("1e5", "“1e5” is not an amount."),
        ("NaN", "“NaN” is not an amount."),
    ],
)
def test_amount_that_cannot_be_is_refused_beside_its_line(
    found: Return, reviewer: Client, text: str, sentence: str
) -> None:
    first = lines_of(found)[0]
    before = Before(found)
    refused = approve(reviewer, found, **{f"amount-{first.pk}": text}, consent="agreed")
    assert refused.status == 422
    assert f'id="id_amount-{first.pk}_error"' in refused.text
    assert sentence in refused.text
    assert before.holds()


def test_amount_may_be_typed_as_people_type(found: Return, reviewer: Client) -> None:
    first = lines_of(found)[0]
    assert approve(reviewer, found, **{f"amount-{first.pk}": "£ 1,398.00"}).status == 302
    found.refresh_from_db()
    assert found.amount_minor == 152700


def test_freight_above_what_was_paid_is_refused(found: Return, reviewer: Client) -> None:
    before = Before(found)
    refused = approve(reviewer, found, freight_back="on", freight="12.01")
    assert refused.status == 422
    assert before.holds()


@pytest.mark.shows("RET-19", "RET-59")
def test_address_that_is_incomplete_cannot_be_chosen(found: Return, reviewer: Client, place: Scene) -> None:
    bad = ReturnAddress(merchant=place.merchant, name="South hall", country="GB", city="Demo City", phone="+44 1")
    save_return_address(bad, by=SYSTEM, at=MONDAY)
    before = Before(found)
    offered = reviewer.get(f"/returns/{found.number}/").content.decode()
    assert "lacks: contact, street" in offered
    assert f'value="{bad.pk}" id="id_address_1" disabled' in offered
    refused = approve(reviewer, found, address=str(bad.pk))
    assert refused.status == 422
    assert "This return address lacks: contact. Complete it in the settings first." in refused.text
    assert before.holds()


def test_address_of_another_merchant_cannot_be_chosen(found: Return, reviewer: Client) -> None:
    foreign = scene("northlight").address
    before = Before(found)
    assert approve(reviewer, found, address=str(foreign.pk)).status == 422
    assert approve(reviewer, found, address="").status == 422
    assert before.holds()


def test_merchant_without_address_is_told_so(as_role: As) -> None:
    place = scene()
    found = applied(place, order(place), 1)
    ReturnAddress.objects.update(is_active=False)
    text = as_role(Role.OPERATIONS_REVIEWER).get(f"/returns/{found.number}/").content.decode()
    assert "This merchant has no return address yet" in text


def test_message_goes_to_the_buyer_with_the_approval(found: Return, reviewer: Client) -> None:
    assert approve(reviewer, found, message="Please pack it well.").status == 302
    note = Note.objects.get()
    assert (note.text, note.for_buyer, note.case_id) == ("Please pack it well.", True, found.case_id)


def test_ceiling_shrinks_by_what_another_case_gave_back(as_role: As, place: Scene) -> None:
    bought = order(place)
    line = OrderLine.objects.get(order=bought, sku="KA-K2-TC")
    found = applied(place, bought, 0, 2)
    OrderLine.objects.filter(pk=line.pk).update(granted_minor=5800)
    text = as_role(Role.OPERATIONS_REVIEWER).get(f"/returns/{found.number}/").content.decode()
    assert 'value="200.00"' in text
    assert "£58.00 was given back before" in text


@pytest.mark.shows("RET-41", "PAG-18")
def test_rejection_needs_a_reason_that_the_buyer_reads(found: Return, reviewer: Client) -> None:
    address = f"/returns/{found.number}/reject/"
    before = Before(found)
    for nothing in ("", "   "):
        refused = Answer(reviewer.post(address, {"version": "1", "reason": nothing}))
        assert (refused.status, "Say why: the buyer reads this." in refused.text) == (422, True)
    assert before.holds()
    done = reviewer.post(address, {"version": "1", "reason": "The seal is broken."})
    assert (done.status_code, done.headers["Location"]) == (302, f"/returns/{found.number}/")
    found.refresh_from_db()
    assert (found.state, found.reject_reason) == (State.REJECTED, "The seal is broken.")
    assert not OrderLine.objects.filter(order=found.order_id, goods_asked__gt=0).exists()


def test_dialog_is_a_page_without_script_and_a_part_with_it(found: Return, reviewer: Client) -> None:
    address = f"/returns/{found.number}/reject/"
    whole = reviewer.get(address).content.decode()
    part = reviewer.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" in whole
    assert "<html" not in part
    done = reviewer.post(address, {"version": "1", "reason": "No"}, headers={"HX-Request": "true"})
    assert done.headers["HX-Redirect"] == f"/returns/{found.number}/"


@pytest.mark.parametrize("act", ["approve", "reject"])
def test_stale_page_is_refused_and_shows_how_it_stands(found: Return, reviewer: Client, place: Scene, act: str) -> None:
    filled = answers(reviewer, found) | {"reason": "No"}
    approve_directly(found, Decision(address=place.address), by=REVIEWER, at=MONDAY)
    entries = Entry.objects.count()
    refused = Answer(reviewer.post(f"/returns/{found.number}/{act}/", filled))
    assert refused.status == 409
    assert "This was changed meanwhile. Look at it again, then decide." in refused.text
    found.refresh_from_db()
    assert (found.reviewed_by_name, found.reject_reason, Entry.objects.count()) == (
        "operations_reviewer 0",
        "",
        entries,
    )
    if act == "approve":
        assert f'<a href="/returns/{found.number}/">Load it afresh</a>' in refused.text


def test_pressing_twice_decides_once_and_leads_to_the_same_page(found: Return, reviewer: Client) -> None:
    filled = answers(reviewer, found)
    first = Answer(reviewer.post(f"/returns/{found.number}/approve/", filled))
    entries = Entry.objects.count()
    second = Answer(reviewer.post(f"/returns/{found.number}/approve/", filled))
    assert (first.status, second.status, first.location) == (302, 302, second.location)
    assert Entry.objects.count() == entries
    assert Grant.objects.count() == 2


@pytest.mark.parametrize("role", [Role.AGENT, Role.FINANCE_REVIEWER, Role.AUDITOR, Role.DOCK])
def test_others_may_not_review(as_role: As, place: Scene, role: Role) -> None:
    found = applied(place, order(place), 1)
    browser = as_role(role)
    entries = Entry.objects.count()
    filled = {"version": "1", "reason": "No", "address": str(place.address.pk)}
    for act in ("approve", "reject"):
        assert browser.post(f"/returns/{found.number}/{act}/", filled).status_code == 403
    found.refresh_from_db()
    assert (found.state, Entry.objects.count()) == (State.SUBMITTED, entries)


def test_who_asked_for_it_may_not_review_it(as_role: As, place: Scene) -> None:
    reviewer = as_role(Role.OPERATIONS_REVIEWER)
    found = applied(place, order(place), 1, by=actor_of_member(Member.objects.get()))
    (line,) = lines_of(found)
    entries = Entry.objects.count()
    filled = {"version": "1", "address": str(place.address.pk), f"amount-{line.pk}": "699", "reason": "No"}
    for act in ("approve", "reject"):
        assert reviewer.post(f"/returns/{found.number}/{act}/", filled).status_code == 403
    found.refresh_from_db()
    assert (found.state, Entry.objects.count()) == (State.SUBMITTED, entries)


def test_reloading_a_refused_review_leads_back_to_the_page(found: Return, reviewer: Client) -> None:
    answer = reviewer.get(f"/returns/{found.number}/approve/?state=pending_review")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/returns/{found.number}/?state=pending_review")


def sent_back(place: Scene, bought: Order) -> Return:
    """Finance sent the refund back."""
    found = inspected(place, bought, 2)
    refund = refund_of_case(found.case_id)
    assert refund
    send_refund_back(refund, "Too much", by=FINANCE, at=MONDAY + timedelta(days=3))
    found.refresh_from_db()
    return found


@pytest.mark.shows("RET-44")
def test_second_review_lowers_and_puts_it_before_finance_again(as_role: As, place: Scene) -> None:
    found = sent_back(place, order(place))
    (line,) = lines_of(found)
    reviewer = as_role(Role.OPERATIONS_REVIEWER)
    too_much = approve(reviewer, found, **amount(line.pk, 139801))
    assert too_much.status == 422
    done = approve(reviewer, found, **amount(line.pk, 130000), consent="Mail of 5 March")
    assert done.status == 302
    found.refresh_from_db()
    refund = refund_of_case(found.case_id)
    assert refund
    assert (found.state, found.amount_minor, refund.state, refund.total_minor) == (
        State.INSPECTED, 130000, "to_approve", 130000,
    )  # fmt: skip
    assert "Approved again: £1,300.00 is before finance." in reviewer.get(done.location).content.decode()


def test_second_review_may_end_in_rejection(as_role: As, place: Scene) -> None:
    found = sent_back(place, order(place))
    reviewer = as_role(Role.OPERATIONS_REVIEWER)
    done = reviewer.post(f"/returns/{found.number}/reject/", {"version": str(found.version), "reason": "Other goods"})
    assert done.status_code == 302
    found.refresh_from_db()
    refund = refund_of_case(found.case_id)
    assert refund
    assert (found.state, refund.state) == (State.REJECTED, "revoked")


@pytest.mark.django_db(transaction=True)
def test_of_two_reviewers_at_once_one_decides_and_one_is_told(as_role: As) -> None:
    place = scene()
    found = applied(place, order(place), 1)
    browsers = [as_role(Role.OPERATIONS_REVIEWER), as_role(Role.MANAGER)]
    filled = [answers(browser, found) for browser in browsers]
    told = _at_once([
        lambda: browsers[0].post(f"/returns/{found.number}/approve/", filled[0]).status_code,
        lambda: browsers[1].post(f"/returns/{found.number}/approve/", filled[1]).status_code,
    ])  # fmt: skip
    assert sorted(told) == [302, 409]
    found.refresh_from_db()
    assert (found.state, Grant.objects.count()) == (State.APPROVED, 1)
    assert Entry.objects.filter(kind="returns.return.approve").count() == 1


def _at_once(works: list[Callable[[], int]]) -> list[int]:
    barrier, found = threading.Barrier(len(works)), []

    def run(work: Callable[[], int]) -> None:
        barrier.wait(30)
        found.append(work())
        connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
