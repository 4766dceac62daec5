"""How KPIs are counted: chosen on a page, held from a day on, and seen on the scores at once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from aftercare.cases.commands.interventions import step_in
from aftercare.cases.models import Case
from aftercare.cases.terms import Ruling
from aftercare.cli.demo.bulk import Pace, Told, write
from aftercare.journal.models import Entry
from aftercare.org.roles import Role
from aftercare.reporting.commands.definitions import Chosen, DefinitionUnsound, define_kpi
from aftercare.reporting.commands.scoring import count_cases, recount
from aftercare.reporting.models import KpiDefinition
from aftercare.reporting.queries.daily_sums import differing_rows
from aftercare.reporting.queries.scores import Ladder, scores_on
from aftercare.reporting.terms.scores import Kpi, Variant
from tests.factories.benchmarks import SETTER, first_benchmarks
from tests.factories.people import AGENT, MANAGER, MONDAY, member
from tests.factories.shop import Scene, order, scene

pytestmark = pytest.mark.django_db
ADDRESS = "/marketplace/definitions/"


@pytest.fixture
def place() -> Scene:
    """A merchant with four refunds, asked for ten days ago, one of which the platform judged for the buyer; and with
    sixteen orders of that day that nobody asked anything about.
    """
    first_benchmarks()
    made = scene()
    at = timezone.now() - timedelta(days=10)
    told = [Told(at, 3 * 86_400, Pace((0.2, 0.2, 0.2, 0.2, 0.1, 0.1))) for _n in range(4)]
    ids = write(made.shop, told)
    step_in(Case.objects.get(pk=ids[0]), Ruling.BUYER, "The buyer is right.", by=MANAGER, at=timezone.now())
    count_cases(ids)
    for _n in range(16):
        order(made, ordered_at=at)
    return made


def browser(role: Role) -> Client:
    """Somebody signed in."""
    client = Client()
    client.force_login(member(role))
    return client


def told(variant: str, **more: object) -> dict[str, object]:
    """The form's answers."""
    plain = {"window_days": 28, "lag_days": 0, "middling_from": 50, "excellent_from": 100}
    return {"variant": variant, "valid_from": timezone.localdate().isoformat(), **plain, **more}


def card(client: Client, place: Scene, kpi: Kpi, *, ago: int = 0) -> object:
    """What the merchant's page says of a KPI on a day."""
    on = timezone.localdate() - timedelta(days=ago)
    page = client.get(f"/marketplace/{place.merchant.pk}/?on={on}")
    return page.context["cards"][list(Kpi).index(kpi)]


def test_disputes_are_counted_of_orders_with_a_lag_as_marketplaces_do(place: Scene) -> None:
    client = browser(Role.MANAGER)
    assert str(card(client, place, Kpi.DISPUTES).value) == "25.00"  # type: ignore[attr-defined]
    lagging = told("judged_of_orders", window_days=30, lag_days=8)
    assert client.post(f"{ADDRESS}disputes/", lagging).status_code == 302
    now = card(client, place, Kpi.DISPUTES)
    assert (str(now.value), str(now.made_of)) == ("5.00", "1 of 20")  # type: ignore[attr-defined]
    assert "the last 30 days up to 8 days ago" in now.counted  # type: ignore[attr-defined]
    assert str(card(client, place, Kpi.DISPUTES, ago=1).value) == "25.00", "days before keep theirs"  # type: ignore[attr-defined]
    behind = client.get(f"/marketplace/{place.merchant.pk}/cases/?kpi=disputes&all")
    assert len(behind.context["rows"]) == 4
    listed = client.get(ADDRESS).content.decode()
    for sentence in ("Judged for the buyer, of paid orders", "the last 30 days up to 8 days ago", "holds now"):
        assert sentence in listed


def test_a_window_that_ends_before_the_refunds_has_nothing_to_count(place: Scene) -> None:
    client = browser(Role.MANAGER)
    client.post(f"{ADDRESS}disputes/", told("judged_of_asked", lag_days=11))
    assert str(card(client, place, Kpi.DISPUTES).value) == "–"  # type: ignore[attr-defined]


def test_grades_follow_the_definition_and_so_does_the_list(place: Scene) -> None:
    client = browser(Role.ADMINISTRATOR)
    time = Kpi.COMPLETION_TIME
    assert str(card(client, place, time).level) == "middling"  # type: ignore[attr-defined]
    client.post(f"{ADDRESS}completion_time/", told("of_closed", middling_from=90, excellent_from=95))
    assert str(card(client, place, time).level) == "poor"  # type: ignore[attr-defined]
    (row,) = client.get("/marketplace/").context["rows"]
    assert str(row.cells[0][1]) == "poor"


@pytest.mark.parametrize(
    ("kpi", "wrong"),
    [
        ("disputes", {"variant": "of_paid"}),
        ("disputes", {"window_days": 0}),
        ("disputes", {"lag_days": 93}),
        ("disputes", {"valid_from": "0001-01-01"}),
        ("disputes", {"valid_from": "9999-12-31"}),
        ("disputes", {"middling_from": 60, "excellent_from": 60}),
        ("disputes", {"valid_from": ""}),
    ],
)
def test_definitions_that_make_no_sense_are_refused(kpi: str, wrong: dict[str, object]) -> None:
    client, entries = browser(Role.MANAGER), Entry.objects.count()
    assert client.post(f"{ADDRESS}{kpi}/", {**told("judged_of_asked"), **wrong}).status_code == 422
    assert (KpiDefinition.objects.count(), Entry.objects.filter(kind="reporting.definition.set").count()) == (0, 0)
    assert client.get(f"{ADDRESS}nothing/").status_code == 404
    assert Entry.objects.count() >= entries


def test_the_command_refuses_what_the_form_would_and_who_may_not() -> None:
    today = timezone.localdate()
    with pytest.raises(DefinitionUnsound):
        define_kpi(Kpi.DISPUTES, Chosen(Variant.ALONE), valid_from=today, by=SETTER, at=MONDAY)
    with pytest.raises(Exception, match="right"):
        define_kpi(Kpi.DISPUTES, Chosen(Variant.JUDGED_OF_ASKED), valid_from=today, by=AGENT, at=MONDAY)
    for window in (28, 30):
        define_kpi(Kpi.DISPUTES, Chosen(Variant.JUDGED_OF_ASKED, window), valid_from=today, by=SETTER, at=MONDAY)
    assert list(KpiDefinition.objects.values_list("window_days", flat=True)) == [30], "the same day corrects it"
    entry = Entry.objects.filter(kind="reporting.definition.set").latest("pk")
    assert (entry.before["window_days"], entry.after["window_days"]) == (28, 30)


def test_counting_anew_comes_to_the_same_in_every_way_of_counting(place: Scene) -> None:
    assert differing_rows() == 0
    recount()
    assert differing_rows() == 0
    client = browser(Role.MANAGER)
    client.post(f"{ADDRESS}disputes/", told("stepped_in_of_asked"))
    assert str(card(client, place, Kpi.DISPUTES).value) == "25.00"  # type: ignore[attr-defined]


@pytest.mark.parametrize("variant", [Variant.JUDGED_OF_ORDERS, Variant.STEPPED_IN_OF_ORDERS])
def test_a_merchant_with_orders_and_no_refund_has_a_score_of_nothing_wrong(place: Scene, variant: Variant) -> None:
    quiet, today = scene("quiet"), timezone.localdate()
    for _n in range(3):
        order(quiet, ordered_at=timezone.now() - timedelta(days=10))
    assert quiet.merchant.pk not in scores_on(today, ladder=Ladder())
    define_kpi(Kpi.DISPUTES, Chosen(variant), valid_from=today, by=SETTER, at=MONDAY)
    for merchants in (None, [quiet.merchant.pk]):
        found = scores_on(today, ladder=Ladder(), merchants=merchants)[quiet.merchant.pk]
        values = {one.definition.kpi: one.value for one in found.readings}
        assert values == {Kpi.COMPLETION_TIME: None, Kpi.SELF_COMPLETION: None, Kpi.DISPUTES: 0}
    assert len(scores_on(today, ladder=Ladder())) == 2


def test_periods_that_are_counted_or_graded_otherwise_say_so(place: Scene) -> None:
    client, today = browser(Role.MANAGER), timezone.localdate()
    days = {"before_from": -60, "before_to": -40, "after_from": -20, "after_to": 0}
    query = {name: str(today + timedelta(days=offset)) for name, offset in days.items()}
    address = f"/marketplace/{place.merchant.pk}/compare/"
    assert [row.note for row in client.get(address, query).context["rows"]] == ["", "", ""]
    client.post(f"{ADDRESS}disputes/", told("judged_of_orders"))
    client.post(f"{ADDRESS}self_completion/", told("alone", middling_from=60))
    page = client.get(address, query)
    said = (
        "Counted otherwise before (Judged for the buyer, of all asked for) than after (Judged for the buyer, of paid"
        " orders): the two do not compare."
    )
    assert [row.note for row in page.context["rows"]] == ["", "Graded by other limits before than after.", said]
    assert said in page.content.decode()
    (time, alone, disputes), context = page.context["rows"], page.context
    assert (str(time.change), str(alone.change), str(disputes.change)) == ("–", "–", "–")
    assert (str(context["index_change"]), bool(context["index_note"])) == ("–", True)


def test_two_periods_counted_the_same_way_are_compared_with_their_index(place: Scene) -> None:
    client, today = browser(Role.MANAGER), timezone.localdate()
    days = {"before_from": -20, "before_to": -1, "after_from": -20, "after_to": 0}
    query = {name: str(today + timedelta(days=offset)) for name, offset in days.items()}
    address = f"/marketplace/{place.merchant.pk}/compare/"
    found = client.get(address, query).context
    assert ([str(row.change) for row in found["rows"]], str(found["index_change"])) == (["0.00", "0.00", "0.00"], "0")
    client.post(f"{ADDRESS}disputes/", told("judged_of_orders"))
    found = client.get(address, query).context
    assert ([str(row.change) for row in found["rows"]], str(found["index_change"])) == (["0.00", "0.00", "–"], "–")


def test_a_definition_is_withdrawn_and_its_days_are_counted_as_before(place: Scene) -> None:
    client = browser(Role.MANAGER)
    client.post(f"{ADDRESS}disputes/", told("judged_of_orders"))
    row = KpiDefinition.objects.get()
    address = f"{ADDRESS}{row.pk}/withdraw/"
    assert address in client.get(ADDRESS).content.decode()
    assert browser(Role.AGENT).post(address).status_code == 403
    assert address not in browser(Role.AUDITOR).get(ADDRESS).content.decode()
    assert "counted by the definition before it" in client.get(address).content.decode()
    assert KpiDefinition.objects.count() == 1
    stale = {"seen": "of another page"}
    refused = client.post(address, stale)
    assert (refused.status_code, "changed meanwhile" in refused.content.decode()) == (409, True)
    assert client.post(address).status_code == 302
    assert str(card(client, place, Kpi.DISPUTES).value) == "25.00"  # type: ignore[attr-defined]
    entry = Entry.objects.get(kind="reporting.definition.withdraw")
    assert (entry.before["variant"], KpiDefinition.objects.exists()) == ("judged_of_orders", False)
    assert client.post(address).status_code == 404


def test_a_curve_never_joins_two_ways_of_counting(place: Scene) -> None:
    client, today = browser(Role.MANAGER), timezone.localdate()
    begins = today - timedelta(days=5)
    client.post(f"{ADDRESS}disputes/", told("judged_of_orders", window_days=7, lag_days=5, valid_from=str(begins)))
    page = client.get(f"/marketplace/{place.merchant.pk}/")
    of_orders = page.context["cards"][list(Kpi).index(Kpi.DISPUTES)]
    own = dict(zip(of_orders.chart["days"], of_orders.chart["own"], strict=True))
    assert (own[str(begins)], own[str(begins - timedelta(days=1))]) == (5.0, None)
    text = page.content.decode()
    assert "Counted in another way before" in of_orders.note
    assert ("this merchant, over the days of each KPI" in text, "28 days up to each day" in text) == (True, False)
    rows = {row.day: row.cells[list(Kpi).index(Kpi.DISPUTES)] for row in page.context["days"]}
    assert (rows[begins][3], rows[begins - timedelta(days=1)][3]) == (False, True)
    assert "† Counted in another way than on the day shown; the two do not compare." in text
    plain = client.get(f"/marketplace/{place.merchant.pk}/?on={begins - timedelta(days=1)}").content.decode()
    assert "Counted in another way" not in plain
