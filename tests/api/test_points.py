"""Labels and the counters of service points, by machine: done once, refused with a sentence, each within its reach."""

import pytest

from aftercare.org.commands.points import PointChoice, set_point
from aftercare.org.models import ServicePoint
from aftercare.org.rights import Right
from aftercare.org.roles import Role
from aftercare.parcels.commands.watching import Times, set_watch
from aftercare.parcels.models import HandIn, Label
from aftercare.returns.models import Fetch, Return
from aftercare.returns.terms import State
from tests.api.client import Machine, machine, machine_as
from tests.factories.carriers import SETTER, carrier
from tests.factories.exchanges import agreed, articles, counted, sent
from tests.factories.people import MONDAY
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import approved

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Scene:
    """A merchant who pays each buyer's first way back, and a contracted carrier with one number left."""
    made = scene()
    articles(made)
    set_watch(made.merchant, Times(pays_first_freight=True), by=SETTER, at=MONDAY)
    carrier(is_contracted=True, label_next="DP500000099GB", label_last="DP500000099GB")
    return made


@pytest.fixture
def shop() -> ServicePoint:
    choice = PointChoice("market", "Market shop", "Demo City", "1 Market Street", hands_out=True)
    return set_point(None, choice, by=SETTER, at=MONDAY)


@pytest.fixture
def counter() -> Machine:
    return machine_as(Role.POINT)


@pytest.mark.shows("RET-14")
def test_a_label_is_drawn_once_however_often_it_is_asked_for(place: Scene) -> None:
    agent = machine_as(Role.AGENT)
    first, second = approved(place, order(place)), approved(place, order(place, account="other"))
    for told in ({}, {"version": first.version}):
        answer = agent.post(f"/returns/{first.number}/label", told)
        assert (answer.status_code, answer.json()["tracking_number"]) == (200, "DP500000099GB")
    assert Label.objects.count() == 1
    stale = agent.post(f"/returns/{first.number}/label", {"version": 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    none_left = agent.post(f"/returns/{second.number}/label")
    assert (none_left.status_code, none_left.json()["code"]) == (409, "no_labels_left")
    assert Label.objects.count() == 1


@pytest.mark.shows("RET-25", "RET-70")
def test_goods_are_handed_in_given_back_and_sent_on(place: Scene, shop: ServicePoint, counter: Machine) -> None:
    returning = approved(place, order(place), 2)
    told = {"point": shop.code, "number": returning.number.lower(), "pieces": 2, "condition": "box dented"}
    answers = [counter.post("/service-points/hand-ins", told, **{"Idempotency-Key": "hi-1"}) for _n in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    receipt = answers[0].json()["number"]
    assert (HandIn.objects.count(), Return.objects.get().state) == (1, State.IN_TRANSIT)
    taken = counter.post("/service-points/hand-ins", told)
    assert (taken.status_code, taken.json()["code"]) == (422, "nothing_there"), "its goods are no longer to come"
    back = counter.post(f"/service-points/hand-ins/{receipt}/give-back", {"reason": "He changed his mind."})
    assert (back.status_code, back.json()["state"], back.json()["back_reason"]) == (
        200, "given_back", "He changed his mind.",
    )  # fmt: skip
    assert Return.objects.get().state == State.APPROVED
    twice = counter.post(f"/service-points/hand-ins/{receipt}/give-back", {"reason": "Again."})
    assert (twice.status_code, twice.json()["code"]) == (409, "illegal_move")
    again = counter.post("/service-points/hand-ins", told).json()["number"]
    parcel = {"carrier": "Demo Post", "tracking_number": "ON123456"}
    sent_on = counter.post(f"/service-points/hand-ins/{again}/send-on", parcel)
    assert (sent_on.status_code, sent_on.json()["state"]) == (200, "sent_on")


@pytest.mark.shows("RET-70")
def test_new_goods_are_fetched_with_the_code_that_the_buyer_alone_reads(
    place: Scene, shop: ServicePoint, counter: Machine
) -> None:
    agent, returning = machine_as(Role.AGENT), agreed(place, order(place))
    chosen = agent.post(f"/returns/{returning.number}/fetch-point", {"point": shop.code})
    assert (chosen.status_code, chosen.json()["state"]) == (200, "chosen")
    home = agent.post(f"/returns/{returning.number}/fetch-point", {"point": None})
    assert (home.status_code, home.json()["state"], home.json()["point"]) == (200, "none", "")
    unknown = agent.post(f"/returns/{returning.number}/fetch-point", {"point": "nowhere"})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_point")
    agent.post(f"/returns/{returning.number}/fetch-point", {"point": shop.code})
    early = counter.post("/service-points/arrivals", {"number": returning.number})
    assert (early.status_code, early.json()["code"]) == (422, "nothing_there"), "the goods have not left"
    sent(counted(returning))
    come = counter.post("/service-points/arrivals", {"number": returning.number})
    code = Fetch.objects.get().code
    assert (come.status_code, come.json()["state"], code in come.content.decode()) == (200, "waiting", False)
    wrong = counter.post("/service-points/hand-overs", {"code": "AAAA-AAAA"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_code")
    handed = counter.post("/service-points/hand-overs", {"code": f"{code[:4].lower()}-{code[4:]}"})
    assert (handed.status_code, handed.json()["state"], Return.objects.get().state) == (200, "fetched", "completed")


def test_a_key_of_another_merchant_sees_its_own_points_alone(place: Scene, shop: ServicePoint) -> None:
    other = scene("northlight")
    own = set_point(
        None, PointChoice("pier", "Pier", "Demo City", "2 Pier", merchant=other.merchant), by=SETTER, at=MONDAY
    )
    confined = machine(Right.POINTS_WORK, merchant=other.merchant)
    listed = [(one["code"], one["is_yours"]) for one in confined.get("/service-points").json()["items"]]
    assert listed == [(shop.code, False), (own.code, True)]
    returning = approved(place, order(place))
    told = {"number": returning.number, "pieces": 1}
    elsewhere = confined.post("/service-points/hand-ins", {**told, "point": shop.code})
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (422, "not_your_counter"), "it knows others' goods"
    nowhere = confined.post("/service-points/hand-ins", {**told, "point": "nowhere"})
    assert (nowhere.status_code, nowhere.json()["code"]) == (422, "unknown_point")
    foreign = confined.post("/service-points/hand-ins", {**told, "point": own.code})
    assert (foreign.status_code, foreign.json()["code"]) == (422, "bad_hand_in")
    assert not HandIn.objects.exists()


def test_a_receipt_is_for_no_more_pieces_than_the_return(place: Scene, shop: ServicePoint, counter: Machine) -> None:
    returning = approved(place, order(place), 2)
    told = {"point": shop.code, "number": returning.number, "pieces": 3}
    found = counter.post("/service-points/hand-ins", told)
    assert (found.status_code, found.json()["code"], found.json()["field"]) == (422, "bad_hand_in", "pieces")
    assert found.json()["detail"] == "This return is of 2 pieces, so no receipt is written for 3."
    assert (HandIn.objects.count(), Return.objects.get().state) == (0, State.APPROVED)
    assert counter.post("/service-points/hand-ins", {**told, "pieces": 1}).status_code == 201
