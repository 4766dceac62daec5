"""Whose returns an actor sees, and what is masked."""

import pytest

from aftercare.cases.commands.notes import EmptyNote, add_note, reveal_contact
from aftercare.cases.queries.file import PastCases, notes_of, past_cases
from aftercare.customers.rules import masked_phone, masked_text, normal_phone, sort_key
from aftercare.journal.models import Entry
from aftercare.kernel.actor import NOBODY, Actor, ActorKind
from aftercare.org.rights import Right
from aftercare.org.roles import Role
from aftercare.returns.queries.detail import return_file
from aftercare.returns.queries.listing import counts_by_shown, visible_to
from tests.factories.people import AGENT, DOCKER, MONDAY, actor, buyer
from tests.factories.shop import order, scene
from tests.factories.stories import applied, approved

pytestmark = pytest.mark.django_db


def test_everybody_sees_only_what_is_his() -> None:
    ours, theirs = scene(), scene("lumen")
    mine = applied(ours, order(ours), 1)
    other = approved(theirs, order(theirs, account="somebody.else"), 1)
    merchant = actor(Role.MERCHANT, merchants=frozenset({ours.merchant.pk}))
    by_link = Actor(
        ActorKind.BUYER, 1, "link", frozenset({Right.OWN_CASES}), None, mine.customer_id, only_case=mine.case_id
    )
    for who, seen in [
        (AGENT, {mine.pk, other.pk}),
        (merchant, {mine.pk}),
        (actor(Role.MERCHANT, merchants=frozenset()), set()),
        (buyer(mine.customer_id), {mine.pk}),
        (by_link, {mine.pk}),
        (DOCKER, {other.pk}),
        (actor(Role.ADMINISTRATOR), set()),
        (NOBODY, set()),
    ]:
        assert {row.pk for row in visible_to(who)} == seen, who.name
    assert return_file(buyer(mine.customer_id), other.number) is None


@pytest.mark.shows("PAG-08")
def test_counts_stand_by_the_trade_s_states() -> None:
    place = scene()
    applied(place, order(place), 1)
    approved(place, order(place), 1)
    counts = counts_by_shown(AGENT)
    assert (counts["pending_review"], counts["approved"], counts["completed"]) == (1, 1, 0)


@pytest.mark.shows("PAG-15")
def test_past_cases_of_the_buyer_are_counted() -> None:
    place = scene()
    first = applied(place, order(place), 1)
    second = applied(place, order(place), 1)
    assert past_cases(second.customer_id, before=MONDAY, except_case=second.case_id) == PastCases(1, 1)
    assert first.customer_id == second.customer_id


def test_looking_at_personal_data_stands_in_the_journal() -> None:
    place = scene()
    returning = applied(place, order(place), 1)
    assert reveal_contact(returning.case, "phone", by=AGENT, at=MONDAY) == "+447700900142"
    entry = Entry.objects.get(kind="cases.contact.reveal")
    assert (entry.actor, entry.after) == (AGENT.key, {"part": "phone"})


def test_buyers_read_messages_and_never_notes() -> None:
    place = scene()
    case = applied(place, order(place), 1).case
    add_note(case, "Looks like fraud", for_buyer=False, by=AGENT, at=MONDAY)
    add_note(case, "Please send a photo", for_buyer=True, by=AGENT, at=MONDAY)
    add_note(case, "Here it is", for_buyer=False, by=buyer(case.customer_id), at=MONDAY)
    assert [note.text for note in notes_of(case.pk, for_buyer_only=True)] == ["Please send a photo", "Here it is"]
    with pytest.raises(EmptyNote):
        add_note(case, "   ", for_buyer=True, by=AGENT, at=MONDAY)


def test_masks_leave_enough_to_recognise() -> None:
    assert (masked_phone("+447700900142"), masked_phone("112")) == ("••• •••• 0142", "•••")
    assert (masked_text("林小雨"), masked_text("")) == ("林•••", "")


def test_phones_are_kept_in_one_spelling() -> None:
    assert normal_phone("07700 900142", "GB") == normal_phone("+44 7700 900142", "CN") == "+447700900142"
    assert normal_phone("ext. 12", "GB") == "12"


def test_names_sort_in_the_order_of_their_script() -> None:
    names = ["王芳", "Zoë", "李明", "ángel", "Ana"]
    assert sorted(names, key=sort_key) == ["Ana", "ángel", "Zoë", "李明", "王芳"]
