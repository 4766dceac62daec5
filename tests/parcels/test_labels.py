"""Prepaid labels: who may have one, whose number it bears, and what its first scan does."""

import threading
from contextlib import closing

import pypdfium2
import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from aftercare.cases.models import Case
from aftercare.catalog.commands import edit_reason
from aftercare.catalog.terms import Cause
from aftercare.flow.scans import CARRIER, take_scans
from aftercare.kernel.actor import SYSTEM
from aftercare.parcels.commands.labels import NoLabelsLeft, draw_label
from aftercare.parcels.commands.watching import Times, set_watch
from aftercare.parcels.models import Carrier, Label, Parcel
from aftercare.parcels.rules.labels import BadRange, check_range, number_after
from aftercare.returns.commands.labelling import NoLabel, make_label
from aftercare.returns.models import Return
from aftercare.returns.queries.docking import scan
from aftercare.returns.rules.freight import way_back
from aftercare.returns.terms import Payer, State
from tests.factories.carriers import SETTER, carrier, event
from tests.factories.people import DOCKER, MONDAY, buyer
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import approved

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Scene:
    """A merchant who pays each buyer's first way back, and a contracted carrier with two numbers left."""
    made = scene()
    set_watch(made.merchant, Times(pays_first_freight=True), by=SETTER, at=MONDAY)
    carrier(
        is_contracted=True, freight_minor=450, freight_currency="GBP",
        label_next="DP500000098GB", label_last="DP500000099GB",
    )  # fmt: skip
    return made


def labelled(returning: Return) -> Label:
    return make_label(returning, by=buyer(returning.customer_id), at=MONDAY)


@pytest.mark.shows("RET-14")
def test_the_first_way_back_has_a_label_whose_first_scan_moves_the_return(place: Scene) -> None:
    returning = approved(place, order(place))
    label = labelled(returning)
    assert (label.tracking_number, labelled(returning).pk, Label.objects.count()) == ("DP500000098GB", label.pk, 1)
    assert [one.pk for one in scan(DOCKER, "dp500000098 gb").to_receive] == [returning.pk]
    assert not Parcel.objects.exists()
    take_scans(label.carrier, [event(number=label.tracking_number)], by=CARRIER, at=MONDAY)
    returning.refresh_from_db()
    parcel = Parcel.objects.get()
    assert (returning.state, returning.tracking_number) == (State.IN_TRANSIT, "DP500000098GB")
    assert (parcel.freight_by_us, parcel.cost_minor, parcel.status) == (True, 450, "picked_up")


def test_who_pays_himself_has_no_label_and_numbers_run_out(place: Scene) -> None:
    edit_reason(place.reason, {"en": "Changed my mind"}, is_shown=True, cause=Cause.MIND, by=SYSTEM, at=MONDAY)
    place.reason.refresh_from_db()
    first = approved(place, order(place))
    second = approved(place, order(place))
    assert (first.freight_payer, second.freight_payer) == ("shop", "buyer")
    with pytest.raises(NoLabel):
        labelled(second)
    labelled(first)
    others = [approved(place, order(place, account=name)) for name in ("mo.demo", "ko.demo")]
    assert labelled(others[0]).tracking_number == "DP500000099GB"
    with pytest.raises(NoLabelsLeft):
        labelled(others[1])
    assert (Carrier.objects.get().label_next, Label.objects.count()) == ("", 2)


def test_the_buyer_makes_and_prints_his_label(place: Scene, client: Client) -> None:
    returning = approved(place, order(place))
    page, token = reverse("case-by-link", args=[returning.case.token]), returning.case.token
    before = client.get(page).content.decode()
    assert ("Your first return is free" in before, "Get a prepaid label" in before) == (True, True)
    assert client.get(reverse("link-label-pdf", args=[token])).status_code == 409
    assert client.post(reverse("link-label", args=[token])).status_code == 302
    assert "Prepaid label (PDF)" in client.get(page).content.decode()
    assert 'value="DP500000098GB"' in client.get(reverse("link-ship", args=[token])).content.decode()
    sheet = client.get(reverse("link-label-pdf", args=[token]))
    assert (sheet.status_code, sheet["Content-Type"]) == (200, "application/pdf")
    client.cookies["aftercare_language"] = "zh-hant"
    said = text_of(client.get(reverse("link-label-pdf", args=[token])).content)
    for part in ("預付託運單", "DP500000098GB", returning.order_number, "88 Example Road", "7 Osmanthus Lane"):
        assert part in said


def text_of(content: bytes) -> str:
    """The text layer of the first page."""
    with closing(pypdfium2.PdfDocument(content)) as document, closing(document[0].get_textpage()) as layer:
        return str(layer.get_text_bounded())


@pytest.mark.django_db(transaction=True)
def test_labels_drawn_at_once_bear_different_numbers() -> None:
    place = scene()
    post = carrier(is_contracted=True, label_next="DP0008GB", label_last="DP0099GB")
    cases = [approved(place, order(place, account=f"{n}.demo")).case for n in range(4)]
    drawn: list[str] = []

    def draw(case: Case) -> None:
        drawn.append(draw_label(case, by=SYSTEM, at=MONDAY).tracking_number)
        connections.close_all()

    crowd = [threading.Thread(target=draw, args=[case]) for case in [*cases, cases[0]]]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert sorted(set(drawn)) == ["DP0008GB", "DP0009GB", "DP0010GB", "DP0011GB"]
    assert (len(drawn), Carrier.objects.get(pk=post.pk).label_next) == (5, "DP0012GB")


@pytest.mark.parametrize(
    ("decided", "is_first", "ours", "expected"),
    [
        ("shop", True, False, (Payer.SHOP, "first_return")), ("shop", False, True, (Payer.SHOP, "decided")),
        ("buyer", False, True, (Payer.SHOP, "courier")), ("buyer", False, False, (Payer.BUYER, "decided")),
        ("", True, False, (Payer.SHOP, "first_return")), ("open", False, False, (Payer.OPEN, "decided")),
        ("", False, False, (Payer.OPEN, "open")),
    ],
)  # fmt: skip
def test_one_rule_says_who_pays_the_way_back(
    decided: str, is_first: bool, ours: bool, expected: tuple[Payer, str]
) -> None:
    found = way_back(decided, is_first=is_first, ours_fetches=ours)
    assert (found.payer, found.rule) == expected


def test_numbers_keep_their_shape() -> None:
    assert number_after("DP000000099GB", "DP000000100GB") == "DP000000100GB"
    assert number_after("DP000000100GB", "DP000000100GB") == ""
    for wrong in (("DP1", "DP2"), ("DP0002GB", "DP0001GB"), ("DP0001GB", "DP0009ES"), ("", "DP0001GB")):
        with pytest.raises(BadRange):
            check_range(*wrong)
