"""The page of one return: what stands on it, for whom, and what is covered."""

import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from aftercare.cases.commands.notes import add_note
from aftercare.cases.terms import Channel
from aftercare.catalog.commands import add_reason
from aftercare.flow.refund_only import apply_for_refund
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM, Actor, ActorKind
from aftercare.org.models import Member
from aftercare.org.queries.actors import actor_of_member
from aftercare.org.roles import Role
from aftercare.returns.commands.applying import Application
from aftercare.returns.models import Return, ReturnPolicy
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import Counted, Grade, State, Wanted
from tests.factories.people import AGENT, MONDAY, buyer
from tests.factories.shop import goods, order, scene
from tests.factories.stories import applied, approved, shipped
from tests.web.returns.conftest import As
from tests.web.returns.detail import facts, finished, page, steps, take_in

pytestmark = pytest.mark.django_db


@pytest.mark.shows("PAG-10", "PAG-11", "PAG-12")
def test_case_block_tells_number_times_reviewer_order_type_and_state(as_role: As) -> None:
    place = scene()
    bought = order(place)
    found = approved(place, bought, 1)
    told = facts(page(as_role(Role.AGENT), found), "Case")
    assert told == {
        "Service no.": found.number,
        "Type": "Return and refund",
        "State": "Approved",
        "Applied": "2 Mar 2026 09:00 Buyer",
        "Reviewed": "2 Mar 2026 10:00",
        "Reviewer": "operations_reviewer 0",
        "Order no.": bought.number,
        "Ordered": "23 Feb 2026 09:00",
        "Merchant": "Kestrel Kestrel web",
        "Came by": "Buyer's account",
        "Pays out": "After inspection",
    }


@pytest.mark.shows("PAG-13", "PAG-14")
def test_goods_block_tells_shop_name_code_price_pieces_and_money(as_role: As) -> None:
    place = scene()
    found = approved(place, order(place), 2, 1)
    text = page(as_role(Role.AGENT), found)
    block = text[text.index('aria-labelledby="goods-h"') : text.index('class="owed"')]
    rows = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in re.findall(r"<tr.*?</tr>", block, re.DOTALL)]
    assert rows == [
        "Goods Unit price Pieces Amount asked Refund",
        "K2 headphones, graphite KA-K2-GR · Kestrel web £699.00 each, 2 of 3 699.00 2 of 3 1,398.00 1,398.00",
        "Travel case K2 KA-K2-TC · Kestrel web £129.00 each, 1 of 2 129.00 1 of 2 129.00 129.00",
        "Total £1,527.00 £1,527.00",
    ]
    assert "This refund <b>£1,527.00</b>" in text.replace('<span class="num">', "").replace("</span>", "")


def test_counted_goods_show_what_the_dock_found(as_role: As) -> None:
    place = scene()
    found = shipped(place, order(place), 2)
    (line,) = lines_of(found)
    counts = [Counted(line.pk, 1, 1, 1, Grade.DAMAGED)]
    from_dock = take_in(found, counts)
    text = page(as_role(Role.AGENT), from_dock)
    assert "1 counted, 1 accepted · Damaged" in text
    assert "1 damaged" in text
    assert "Promised and counted differ: KA-K2-GR 2→1. £699.00 for the goods." in text


@pytest.mark.shows("PAG-15")
def test_buyer_block_tells_account_level_past_cases_and_covers_the_rest(as_role: As) -> None:
    place = scene()
    applied(place, order(place), 1)
    found = applied(place, order(place), 1, at=MONDAY + timedelta(hours=1))
    text = page(as_role(Role.AGENT), found)
    told = facts(text, "Buyer")
    assert told["Account"] == "lin.demo"
    assert told["Name"] == "L••• Reveal"
    assert told["Phone"] == "••• •••• 0142 Reveal"
    assert told["Address"] == "•••, Demo City Reveal"
    assert told["After-sales"] == "1 earlier case, 1 open Return and refund 1"
    assert '<span class="push tag">gold</span>' in text
    for secret in ("+447700900142", "Lin Demo", "7 Osmanthus Lane"):
        assert secret not in text


def test_auditor_cannot_reveal(as_role: As) -> None:
    place = scene()
    found = applied(place, order(place), 1)
    auditor = as_role(Role.AUDITOR)
    assert facts(page(auditor, found), "Buyer")["Phone"] == "••• •••• 0142"
    entries = Entry.objects.count()
    assert auditor.post(f"/returns/{found.number}/reveal/", {"kind": "phone"}).status_code == 403
    assert Entry.objects.count() == entries


def test_reveal_shows_one_part_and_writes_down_who_looked(as_role: As) -> None:
    place = scene()
    found = applied(place, order(place), 1)
    agent = as_role(Role.AGENT)
    part = agent.post(f"/returns/{found.number}/reveal/", {"kind": "address"}, headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert part.content.decode().strip() == (
        '<span class="masked num open"><span>7 Osmanthus Lane, Demo City</span></span>'
    )
    entry = Entry.objects.latest("pk")
    assert (entry.kind, entry.after, entry.actor_name) == ("cases.contact.reveal", {"part": "address"}, "Agent")
    whole = html.unescape(agent.post(f"/returns/{found.number}/reveal/", {"kind": "phone"}).content.decode())
    assert facts(whole, "Buyer")["Phone"] == "+447700900142"
    assert facts(whole, "Buyer")["Name"] == "L••• Reveal"
    assert "Personal data looked at" in whole
    assert agent.post(f"/returns/{found.number}/reveal/", {"kind": "email"}).status_code == 404


def test_who_works_on_the_case_reads_whom_he_works_for(as_role: As) -> None:
    place = scene()
    agent = as_role(Role.AGENT)
    mine = actor_of_member(Member.objects.get())
    found = applied(place, order(place), 1, by=mine)
    told = facts(page(agent, found), "Buyer")
    assert (told["Name"], told["Phone"]) == ("Lin Demo", "+447700900142")


@pytest.mark.shows("PAG-16")
def test_parcel_block_tells_station_contact_phone_address_carrier_and_tracking(as_role: As) -> None:
    place = scene()
    auditor = as_role(Role.AUDITOR)
    assert "The approval sets where the goods go." in page(auditor, applied(place, order(place), 1))
    assert facts(page(auditor, shipped(place, order(place), 1)), "Return parcel") == {
        "Station": "East returns hall",
        "Contact": "Dock team",
        "Phone": "+44 20 7946 0018",
        "Address": "88 Example Road, Demo City, GB",
        "Goods due": "9 Mar 2026",
        "Way": "Sent by the buyer",
        "Carrier": "Demo Post",
        "Tracking": "DP123456789GB",
    }


def test_refund_block_tells_who_approved_and_how_it_was_paid(as_role: As) -> None:
    text = page(as_role(Role.AGENT), finished(scene()))
    assert facts(text, "Refund") == {
        "State": "Paid out",
        "Total": "£1,527.00",
        "Approved": "4 Mar 2026 10:00 finance_reviewer 0",
        "Paid out": "5 Mar 2026 09:00 cashier 0",
        "Way": "Bank transfer",
        "Reference": "BACS 7741",
    }
    assert "£1,527.00, Bank transfer, reference BACS 7741." in text


@pytest.mark.shows("RET-56")
def test_reviewer_sees_reason_remark_and_amount_first(as_role: As) -> None:
    place = scene()
    found = applied(place, order(place), 1)
    text = page(as_role(Role.OPERATIONS_REVIEWER), found)
    assert text.index("Changed my mind") < text.index("Does not fit") < text.index('id="review"')
    assert "In time" not in text
    assert "Asked in time: the window ends on 4 Mar 2026." in text
    assert 'value="699.00"' in text


def test_what_people_wrote_is_escaped(as_role: As) -> None:
    place = scene()
    found = applied(place, order(place), 1)
    evil = "<script>alert(1)</script>"
    Return.objects.filter(pk=found.pk).update(remark=evil, carrier=evil)
    found.case.contact = evil
    found.case.save(update_fields=["contact"])
    for for_buyer in (True, False):
        add_note(found.case, evil, for_buyer=for_buyer, by=AGENT, at=MONDAY)
    answer = as_role(Role.OPERATIONS_REVIEWER).get(f"/returns/{found.number}/").content.decode()
    assert evil not in answer
    assert answer.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 3


def test_other_merchants_and_unknown_returns_do_not_exist(as_role: As) -> None:
    mine, theirs = scene("kestrel"), scene("northlight")
    own, foreign = applied(mine, order(mine), 1), applied(theirs, order(theirs), 1)
    browser = as_role(Role.MERCHANT, merchants=(mine.merchant,))
    assert browser.get(f"/returns/{own.number}/").status_code == 200
    entries = Entry.objects.count()
    for number in (foreign.number, "RT-0000-000000"):
        assert browser.get(f"/returns/{number}/").status_code == 404
        for act in ("approve", "reject", "write", "reveal"):
            assert browser.post(f"/returns/{number}/{act}/", {"text": "x", "to": "buyer"}).status_code == 404
    foreign.refresh_from_db()
    assert (foreign.state, Entry.objects.count()) == (State.SUBMITTED, entries)


def test_neighbours_are_those_of_the_list_one_came_from(as_role: As) -> None:
    place = scene()
    first = applied(place, order(place), 1, at=MONDAY)
    other = approved(place, order(place), 1)
    Return.objects.filter(pk=other.pk).update(applied_at=MONDAY + timedelta(hours=1))
    last = applied(place, order(place), 1, at=MONDAY + timedelta(hours=2))
    browser = as_role(Role.AGENT)
    everywhere = page(browser, other)
    assert f'href="/returns/{last.number}/" rel="prev"' in everywhere
    assert f'href="/returns/{first.number}/" rel="next"' in everywhere
    assert "2 of 3" in everywhere
    pending = page(browser, last, "?state=pending_review")
    assert f'href="/returns/{first.number}/?state=pending_review" rel="next"' in pending
    assert 'rel="prev"' not in pending
    assert "1 of 2" in pending
    assert '<a href="/returns/?state=pending_review">Returns</a>' in pending


def test_page_costs_as_many_queries_for_two_lines_as_for_one(as_role: As) -> None:
    place = scene()
    small, big = applied(place, order(place), 1), applied(place, order(place, account="orla.demo"), 2, 1)
    browser = as_role(Role.OPERATIONS_REVIEWER)
    page(browser, small)
    with CaptureQueriesContext(connection) as one:
        page(browser, small)
    for at in range(3):
        add_note(big.case, "Hello", for_buyer=True, by=AGENT, at=MONDAY + timedelta(hours=at))
    with CaptureQueriesContext(connection) as two:
        page(browser, big)
    assert len(two) == len(one)


def test_buyers_name_stays_out_of_the_timeline(as_role: As) -> None:
    place = scene()
    bought = order(place)
    named = Actor(ActorKind.BUYER, 77, "Lin Demo", buyer(bought.customer_id).rights, None, bought.customer_id)
    found = applied(place, bought, 1, by=named)
    add_note(found.case, "Where is my money?", for_buyer=True, by=named, at=MONDAY)
    text = page(as_role(Role.AGENT), found)
    assert "Lin Demo" not in text
    assert "<b>Buyer</b>" in text


@pytest.mark.shows("RET-58")
def test_refund_only_is_reviewed_without_parcel_or_address(as_role: As) -> None:
    place = scene()
    ReturnPolicy.objects.update(approves_refund_only=False)
    why = add_reason("refund_only", {"en": "Ordered by mistake"}, by=SYSTEM, at=MONDAY)
    bought = order(place, shipped=False, signed=False)
    wanted = [Wanted(line.pk, line.quantity) for line in goods(bought)]
    application = Application(wanted=wanted, reason=why)
    found = apply_for_refund(bought, application, channel=Channel.PORTAL, by=buyer(bought.customer_id), at=MONDAY)
    reviewer = as_role(Role.OPERATIONS_REVIEWER)
    text = page(reviewer, found)
    assert steps(text) == ["done Request", "now Operations review", "todo Finance review", "todo Payout"]
    assert "Waits for a person, since the merchant wants to look at each request." in text
    assert "Return parcel" not in text
    assert "Return to" not in text
    assert "Give the outbound freight back" in text
    amounts = {f"amount-{line.pk}": f"{line.asked_minor / 100:.2f}" for line in lines_of(found)}
    answer = reviewer.post(
        f"/returns/{found.number}/approve/",
        {"version": found.version, "once": "A", "freight_back": "on", "freight": "12.00", **amounts},
    )
    assert answer.status_code == 302, answer.content.decode()
    found.refresh_from_db()
    assert (found.state, found.total_minor) == (State.REFUNDING, bought.paid_minor)
    assert found.return_address_id is None
