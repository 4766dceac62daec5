"""What stands still is seen by everybody who works, with the button for whoever holds the step's right."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aftercare.billing.models import Charge, Refund
from aftercare.cases.models import Referral
from aftercare.cli.lifecycles import LIFECYCLES
from aftercare.duties.models import Task
from aftercare.duties.terms import TaskKind
from aftercare.flow import dispatching
from aftercare.flow.settlement import approve_refund
from aftercare.journal.models import Entry
from aftercare.kernel.errors import StalePage
from aftercare.org.roles import Role
from aftercare.reporting.queries.standing import SOURCES
from aftercare.returns.models import Dispatch, Return
from aftercare.web.times import stuck as desk
from aftercare.web.times.next_steps import NEXT, PRESSED
from aftercare.web.times.stuck_rows import SHOWN
from tests.factories.buying import bought_lately
from tests.factories.duties import task
from tests.factories.exchanges import PACKER, agreed, articles, counted, dispatch_of, packed
from tests.factories.people import FINANCE, MONDAY, member
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import applied, inspected

pytestmark = pytest.mark.django_db
LIST = "times-stuck"


@pytest.fixture
def place() -> Scene:
    """A merchant with goods on the shelf."""
    found = scene()
    articles(found)
    return found


def signed_in(role: Role, **more: object) -> Client:
    """Somebody's browser."""
    client = Client()
    client.force_login(member(role, **more))  # type: ignore[arg-type]
    return client


def page(client: Client, asked: str = "") -> str:
    return client.get(reverse(LIST) + asked).content.decode()


def test_every_lifecycle_with_a_limit_stands_in_the_list_with_its_step() -> None:
    listed = {table.name for source in SOURCES.values() for table in source.tables.values()}
    with_limit = {table.name for table in LIFECYCLES.values() if table.holds}
    assert with_limit - listed == {"cases.case", "parcels.pickup"}, "these go with their return"
    steps = {
        (name, hold.usual)
        for name, source in SOURCES.items()
        for table in source.tables.values()
        for hold in table.holds.values()
    }
    assert steps == set(NEXT)
    assert set(SHOWN) == set(SOURCES)
    assert set(PRESSED) == {key for key, step in NEXT.items() if not step.page}


def test_finance_approves_a_stuck_refund_by_one_press(place: Scene) -> None:
    returning = inspected(place, bought_lately(place), 1)
    client, refund = signed_in(Role.FINANCE_REVIEWER), Refund.objects.get()
    Refund.objects.update(state_since=timezone.now() - timedelta(days=30))
    address = reverse("times-step", args=["refund", refund.pk])
    seen = page(client)
    assert f'href="{address}" data-dialog>Approve the refund' in seen
    rows = client.get(reverse(LIST) + "?show=all").context["rows"]
    assert [(row.source, row.number) for row in rows] == [("refund", returning.number)], "its return is no second line"
    assert "Approve the refund" in client.get(address).content.decode()
    assert client.post(address, {"seen": refund.version - 1}).status_code == 409
    assert Refund.objects.get().state == "to_approve"
    assert client.post(address, {"seen": refund.version}).status_code == 302
    assert (Refund.objects.get().state, Return.objects.get().state) == ("to_pay", "refunding")
    entries = Entry.objects.count()
    assert client.get(address).status_code == 404
    assert client.post(address, {"seen": refund.version}).status_code == 409, "a colleague was quicker"
    assert Entry.objects.count() == entries


def test_who_looked_before_a_colleague_pressed_is_refused_under_the_lock(place: Scene) -> None:
    inspected(place, bought_lately(place), 1)
    refund = Refund.objects.get()
    approve_refund(refund, seen=refund.version, by=FINANCE, at=timezone.now())
    with pytest.raises(StalePage):
        PRESSED["refund", "approve"](refund, refund.version, FINANCE, timezone.now())


def test_each_sees_what_waits_for_his_role_and_may_see_the_rest_without_a_button(place: Scene) -> None:
    refunded = inspected(place, bought_lately(place), 1)
    Refund.objects.update(state_since=timezone.now() - timedelta(days=30))
    asked = applied(place, bought_lately(place), 1, at=timezone.now() - timedelta(days=30))
    agent, reviewer = signed_in(Role.AGENT), signed_in(Role.OPERATIONS_REVIEWER, email="reviewer@example.com")
    cashier = signed_in(Role.CASHIER, email="cashier@example.com")
    assert [asked.number in page(one) for one in (agent, reviewer, cashier)] == [False, True, False]
    assert [asked.number in page(one, "?show=all") for one in (agent, reviewer, cashier)] == [True, True, True]
    assert f'href="{reverse("return-detail", args=[asked.number])}">Review' in page(reviewer)
    assert '<span class="dim">Review</span>' in page(agent, "?show=all")
    assert refunded.number not in page(agent, "?show=all"), "who does not see refunds is told nothing of them"
    assert refunded.number in page(cashier, "?show=all")


def test_the_warehouse_picks_and_the_agent_confirms_what_left(place: Scene) -> None:
    returning = counted(agreed(place, order(place)))
    dock, agent = signed_in(Role.DOCK), signed_in(Role.AGENT, email="agent@example.com")
    dispatch = dispatch_of(returning)
    assert dispatch.number in page(dock)
    press = reverse("times-step", args=["dispatch", dispatch.pk])
    assert agent.post(press, {"seen": dispatch.version}).status_code == 404
    assert dock.post(press, {"seen": dispatch.version}).status_code == 302
    assert Dispatch.objects.get().state == "picking"
    dispatching.send_out(Dispatch.objects.get(), packed(dispatch), by=PACKER, at=timezone.now())
    Dispatch.objects.update(state_since=timezone.now() - timedelta(days=30))
    assert "The buyer has it" in page(agent)
    assert dock.get(press).status_code == 404
    assert agent.post(press, {"seen": Dispatch.objects.get().version}).status_code == 302
    assert (Dispatch.objects.get().state, Return.objects.get().state) == ("delivered", "completed")


def test_tasks_stand_there_for_their_owner_and_for_who_manages_them(place: Scene) -> None:
    mine = member(Role.AGENT)
    own = task("Guide the plant", TaskKind.GUIDANCE, owner_id=mine.pk)
    nobodys = task("Plan for spring", TaskKind.PLAN)
    other = task("Plan for autumn", TaskKind.PLAN, owner_id=member(Role.AGENT, email="other@example.com").pk)
    Task.objects.update(state_since=MONDAY)
    client = Client()
    client.force_login(mine)
    manager = signed_in(Role.MANAGER, email="manager@example.com")
    assert [one.number in page(client) for one in (own, nobodys, other)] == [True, True, False]
    assert [one.number in page(manager) for one in (own, nobodys, other)] == [False, True, False]
    assert [one.number in page(manager, "?show=all") for one in (own, nobodys, other)] == [True, True, True]
    assert f'href="{reverse("duty-act", args=[own.pk, "finish"])}" data-dialog>Hand in' in page(client)


def test_an_open_complaint_asks_for_its_answer_after_a_day_and_stays_with_who_took_it() -> None:
    boss = member(Role.MANAGER)
    told = task("The driver was rude", TaskKind.COMPLAINT, owner_id=boss.pk)
    client = Client()
    client.force_login(boss)
    Task.objects.update(state_since=timezone.now() - timedelta(hours=23))
    assert told.number not in page(client)
    Task.objects.update(state_since=timezone.now() - timedelta(hours=25))
    answer = reverse("duty-act", args=[told.pk, "answer"])
    assert f'href="{answer}" data-dialog>Answer the customer' in page(client)
    assert client.post(answer, {"way": "call", "word": "We are sorry."}).status_code == 302
    assert Task.objects.get().state == "begun"
    about = client.get(reverse("duty-task", args=[told.pk])).content.decode()
    assert reverse("duty-act", args=[told.pk, "assign"]) not in about
    about = client.get(reverse("duty-task", args=[task("Plan", TaskKind.PLAN).pk])).content.decode()
    assert "/assign/" in about


def test_a_merchants_people_see_their_own_only(place: Scene) -> None:
    ours = applied(place, bought_lately(place), 1, at=timezone.now() - timedelta(days=30))
    other = member(Role.MERCHANT, email="other@example.com")
    own = signed_in(Role.MERCHANT, email="own@example.com", merchants=(place.merchant,))
    stranger = Client()
    stranger.force_login(other)
    assert [ours.number in page(one, "?show=all") for one in (own, stranger)] == [True, False]


def test_the_list_turns_its_pages_over_all_kinds(place: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "SIZE", 2)
    for n in range(3):
        task(f"Plan {n}", TaskKind.PLAN)
    Task.objects.update(state_since=MONDAY)
    late = [applied(place, bought_lately(place, account=f"{n}"), 1, at=MONDAY).number for n in range(2)]
    client = signed_in(Role.MANAGER)
    first = client.get(reverse(LIST) + "?show=all")
    numbers = [row.number for row in first.context["rows"]]
    second = client.get(reverse(LIST) + first.context["pager"].later_url)
    numbers += [row.number for row in second.context["rows"]]
    third = client.get(reverse(LIST) + second.context["pager"].later_url)
    numbers += [row.number for row in third.context["rows"]]
    tasks = [one.number for one in Task.objects.order_by("pk")]
    assert sorted(numbers) == sorted([*late, *tasks])
    assert third.context["pager"].later_url == ""
    back = client.get(reverse(LIST) + third.context["pager"].earlier_url)
    assert [row.number for row in back.context["rows"]] == numbers[2:4]
    start = client.get(reverse(LIST) + back.context["pager"].earlier_url)
    assert ([row.number for row in start.context["rows"]], start.context["pager"].earlier_url) == (numbers[:2], "")


@pytest.mark.parametrize(
    "mark", ["x", "2026-03-02~return~1", "2026-03-02T09:00:00+00:00~nothing~1", "~~", "\0~return~1"]
)
def test_a_mark_that_cannot_be_read_gives_the_first_page(place: Scene, mark: str) -> None:
    waiting = task("Plan", TaskKind.PLAN)
    Task.objects.update(state_since=MONDAY)
    answer = signed_in(Role.MANAGER).get(reverse(LIST), {"show": "all", "after": mark})
    assert [row.number for row in answer.context["rows"]] == [waiting.number]


def test_the_places_are_asked_for_in_a_number_of_questions_that_does_not_grow(
    place: Scene, django_assert_max_num_queries: object
) -> None:
    client = signed_in(Role.MANAGER)
    page(client, "?show=all")  # what is usual is measured once, and remembered
    counts = []
    for n in range(3):
        applied(place, bought_lately(place, account=f"{n}"), 1, at=MONDAY)
        with django_assert_max_num_queries(60) as asked:  # type: ignore[operator]
            page(client, "?show=all")
        counts.append(len(asked))
    assert counts[0] == counts[2]


def test_nothing_of_a_kind_that_nobody_knows_is_pressed(place: Scene) -> None:
    client = signed_in(Role.FINANCE_REVIEWER)
    for args in (["nothing", 1], ["refund", 999], ["charge", 1]):
        assert client.get(reverse("times-step", args=args)).status_code == 404
    assert (Charge.objects.count(), Referral.objects.count()) == (0, 0)
