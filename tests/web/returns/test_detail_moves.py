"""The page of one return: its timeline, its buttons, where it stands, its reviews."""

import re
from datetime import timedelta

import pytest

from aftercare.billing.queries.refunds import refund_of_case
from aftercare.cases.commands.notes import add_note
from aftercare.flow.return_goods import cancel, refuse_goods, reject
from aftercare.flow.settlement import send_refund_back
from aftercare.org.models import Member
from aftercare.org.queries.actors import actor_of_member
from aftercare.org.roles import Role
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import Counted, Grade
from tests.factories.people import AGENT, DOCKER, FINANCE, MONDAY, REVIEWER
from tests.factories.shop import order, scene
from tests.factories.stories import applied, approved, inspected, reviewed_twice, shipped, to_pay
from tests.web.returns.conftest import As
from tests.web.returns.detail import acts, finished, page, steps

pytestmark = pytest.mark.django_db
WAY = ["Request", "Operations review", "Return shipping", "Receipt", "Inspection", "Finance review", "Payout"]


@pytest.mark.shows("RET-64")
def test_timeline_tells_every_step_from_the_request_to_the_money(as_role: As) -> None:
    place = scene()
    found = finished(place)
    add_note(found.case, "Second case was a gift.", for_buyer=False, by=FINANCE, at=MONDAY + timedelta(days=4))
    add_note(found.case, "Your money is on its way.", for_buyer=True, by=AGENT, at=MONDAY + timedelta(days=4))
    text = page(as_role(Role.AGENT), found)
    assert titles(text) == [
        "Your money is on its way.",
        "Second case was a gift.",
        "Refund paid out",
        "Refund approved by finance",
        "Goods counted and taken into stock",
        "Parcel received",
        "Goods on their way",
        "Approved by operations",
        "Return asked for",
    ]
    assert titles(page(as_role(Role.AUDITOR), found, "?talk=messages")) == ["Your money is on its way."]
    assert titles(page(as_role(Role.MANAGER), found, "?talk=notes")) == ["Second case was a gift."]
    assert len(titles(page(as_role(Role.FINANCE_REVIEWER), found, "?talk=events"))) == 7


def titles(text: str) -> list[str]:
    """What the timeline says, from top to bottom."""
    block = text[text.index('<ol class="timeline">') : text.index("</ol>", text.index('<ol class="timeline">'))]
    found = []
    for item in re.findall(r"<li.*?</li>", block, re.DOTALL):
        said = re.search(r"</header>\s*(.*?)\s*</div>", item, re.DOTALL)
        fact = re.search(r'<div class="fact"><p><b>(.*?)</b>', item)
        found.append(fact.group(1) if fact else said.group(1) if said else "?")
    return found


@pytest.mark.parametrize(
    ("role", "buttons"),
    [
        (Role.OPERATIONS_REVIEWER, ["Reject… R", "Approve… A"]),
        (Role.AGENT, ["Cancel…"]),
        (Role.MANAGER, ["Reject… R", "Cancel…", "Approve… A"]),
        (Role.MERCHANT, ["Reject… R", "Approve… A"]),
        (Role.FINANCE_REVIEWER, []),
        (Role.AUDITOR, []),
    ],
)
def test_buttons_are_the_moves_that_are_open_to_the_reader(as_role: As, role: Role, buttons: list[str]) -> None:
    place = scene()
    found = applied(place, order(place), 1)
    browser = as_role(role, merchants=(place.merchant,) if role == Role.MERCHANT else ())
    assert acts(page(browser, found)) == buttons


def test_buttons_follow_the_state(as_role: As) -> None:
    place = scene()
    agent = as_role(Role.AGENT)
    assert acts(page(agent, approved(place, order(place), 1))) == ["Cancel…", "Book a pick-up… P", "Enter tracking… T"]
    assert acts(page(agent, shipped(place, order(place), 1))) == ["Correct tracking… T"]
    assert acts(page(agent, inspected(place, order(place), 1))) == []


@pytest.mark.parametrize("separate", [True, False])
def test_move_kept_by_separation_of_duties_is_shown_locked_with_its_reason(as_role: As, separate: bool) -> None:
    place = scene(separate_people=separate)
    reviewer = as_role(Role.OPERATIONS_REVIEWER)
    found = applied(place, order(place), 1, by=actor_of_member(Member.objects.get()))
    text = page(reviewer, found)
    reason = "You opened this return yourself, so somebody else must take this step."
    assert (reason in text) == separate
    assert ('id="review"' in text) != separate
    assert acts(text) == ([] if separate else ["Reject… R", "Approve… A"])


def test_step_bar_shows_where_the_return_stands(as_role: As) -> None:
    place = scene()
    browser = as_role(Role.AUDITOR)

    def expect(returning: Return, done: int, now: str) -> None:
        ahead = [f"todo {label}" for label in WAY[done + 1 :]]
        assert steps(page(browser, returning)) == [
            *[f"done {label}" for label in WAY[:done]],
            *([f"{now} {WAY[done]}"] if done < 7 else []),
            *ahead,
        ]

    expect(applied(place, order(place), 1), 1, "now")
    expect(approved(place, order(place), 1), 2, "wait")
    expect(shipped(place, order(place), 1), 3, "wait")
    expect(inspected(place, order(place), 1), 5, "now")
    expect(Return.objects.get(case=to_pay(place, order(place), 1).case_id), 6, "now")
    expect(finished(place), 7, "")


def test_step_bar_shows_how_a_return_ended_early(as_role: As) -> None:
    place = scene()
    browser = as_role(Role.AUDITOR)
    rejected = reject(applied(place, order(place), 1), "Seal broken", by=REVIEWER, at=MONDAY + timedelta(hours=1))
    assert steps(page(browser, rejected)) == ["done Request", "bad Rejected"]
    given_up = cancel(approved(place, order(place), 1), by=AGENT, at=MONDAY + timedelta(hours=3))
    assert steps(page(browser, given_up)) == ["done Request", "done Operations review", "bad Cancelled"]
    sent = shipped(place, order(place), 1)
    counts = [Counted(line.pk, 1, 0, 0, Grade.WRONG) for line in lines_of(sent)]
    refused = refuse_goods(sent, counts, "Other goods", by=DOCKER, at=MONDAY + timedelta(days=2))
    assert steps(page(browser, refused))[-1] == "bad Goods refused"
    assert "The goods were refused; the buyer reads: Other goods" in re.sub(r"</?b>", "", page(browser, refused))


def test_second_review_tells_why_finance_sent_it_back(as_role: As) -> None:
    place = scene()
    found = inspected(place, order(place), 1)
    refund = refund_of_case(found.case_id)
    assert refund
    send_refund_back(refund, "Coupon share missing", by=FINANCE, at=MONDAY + timedelta(days=3))
    text = page(as_role(Role.OPERATIONS_REVIEWER), found)
    assert "Finance sent this back:</b> Coupon share missing" in text
    assert "now Second review" in steps(text)
    assert acts(text) == ["Reject… R", "Approve again… A"]


def test_first_and_second_review_each_keep_their_time_and_person(as_role: As) -> None:
    place = scene()
    found = reviewed_twice(place, order(place), 1)
    auditor = as_role(Role.AUDITOR)
    ahead = ["now Finance review", "todo Payout"]
    assert steps(page(auditor, found)) == [*[f"done {label}" for label in WAY[:5]], "done Second review", *ahead]
    reviews = [("Operations review", MONDAY + timedelta(hours=1)), ("Second review", MONDAY + timedelta(days=4))]
    desks = [f"/returns/{found.number}/", f"/finance/{found.number}/"]
    for desk in desks:
        context = auditor.get(desk).context
        bar = context["file"].steps if "steps" not in context else context["steps"]
        assert [(str(step.label), step.at) for step in bar if step.at and "review" in str(step.label)] == reviews
