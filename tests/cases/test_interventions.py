"""The platform steps into a case: who may record it, what holds, and what stands in the journal."""

from datetime import timedelta

import pytest

from aftercare.cases.commands.interventions import RulingUnexplained, step_in
from aftercare.cases.models import Intervention
from aftercare.cases.queries.interventions import interventions_of, rulings_of
from aftercare.cases.terms import Ruling
from aftercare.journal.models import Entry
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import NotAllowed
from aftercare.org.rights import Right
from aftercare.org.roles import Role
from tests.factories.people import MANAGER, MONDAY, actor, buyer
from tests.factories.shop import order, scene
from tests.factories.stories import applied

pytestmark = pytest.mark.django_db


@pytest.mark.shows("KPI-12")
def test_platform_records_that_it_stepped_in_and_for_whom_it_judged() -> None:
    place = scene()
    case = applied(place, order(place)).case
    step_in(case, Ruling.NONE, by=MANAGER, at=MONDAY)
    step_in(case, Ruling.BUYER, "The address was missing.", by=MANAGER, at=MONDAY + timedelta(days=1))
    assert [row.ruling for row in interventions_of(case.pk)] == ["none", "buyer"]
    last = Entry.objects.filter(stream=case.stream).order_by("position").last()
    assert last
    assert (last.kind, last.after, last.note) == (
        "cases.intervention.record", {"ruling": "buyer"}, "The address was missing.",
    )  # fmt: skip


def test_the_latest_ruling_holds_and_mediating_again_leaves_it() -> None:
    place = scene()
    judged, mediated, alone = (applied(place, order(place)).case for _ in range(3))
    for day, ruling in enumerate((Ruling.BUYER, Ruling.MERCHANT, Ruling.NONE)):
        step_in(judged, ruling, "So it is.", by=MANAGER, at=MONDAY + timedelta(days=day))
    step_in(mediated, Ruling.NONE, by=MANAGER, at=MONDAY)
    found = rulings_of([judged.pk, mediated.pk, alone.pk])
    assert found == {judged.pk: Ruling.MERCHANT, mediated.pk: Ruling.NONE}


def test_a_ruling_needs_its_reason() -> None:
    place = scene()
    case = applied(place, order(place)).case
    for note in ("", "   ", "x" * 1001):
        with pytest.raises(RulingUnexplained):
            step_in(case, Ruling.BUYER, note, by=MANAGER, at=MONDAY)
    assert not Intervention.objects.exists()


def test_only_the_platform_itself_steps_in() -> None:
    place = scene()
    returning = applied(place, order(place))
    entries = Entry.objects.count()
    confined = actor(Role.MANAGER, merchants=frozenset({place.merchant.pk}))
    party = buyer(returning.customer_id)
    bold = Actor(party.kind, party.id, party.name, frozenset({Right.INTERVENTIONS_RECORD}), None, party.customer)
    for who in (actor(Role.AGENT), actor(Role.MERCHANT), actor(Role.AUDITOR), confined, party, bold):
        with pytest.raises(NotAllowed):
            step_in(returning.case, Ruling.BUYER, "For me.", by=who, at=MONDAY)
    assert (Intervention.objects.count(), Entry.objects.count()) == (0, entries)
