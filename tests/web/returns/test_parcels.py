"""What agents do for buyers: tracking, pick-up, cancelling."""

from datetime import timedelta

import pytest
from django.utils import timezone

from aftercare.cases.models import Note
from aftercare.journal.models import Entry
from aftercare.org.roles import Role
from aftercare.returns.models import Return
from aftercare.returns.terms import Method, State
from tests.factories.shop import order, scene
from tests.factories.stories import applied, approved, shipped
from tests.web.returns.conftest import As
from tests.web.returns.reviewing import Answer

pytestmark = pytest.mark.django_db
PARCEL = {"carrier": "Demo Post", "tracking_number": "dp 123 456 789 gb"}


@pytest.mark.shows("RET-48")
def test_agent_enters_the_tracking_number(as_role: As) -> None:
    place = scene()
    found = approved(place, order(place), 1)
    agent = as_role(Role.AGENT)
    done = Answer(agent.post(f"/returns/{found.number}/ship/", PARCEL))
    assert (done.status, done.location) == (302, f"/returns/{found.number}/")
    found.refresh_from_db()
    assert (found.state, found.carrier, found.tracking_number) == (State.IN_TRANSIT, "Demo Post", "DP123456789GB")
    assert "Noted. The dock now expects the parcel." in agent.get(done.location).content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"tracking_number": "#1"}, "A tracking number has 4 to 60 letters and digits."),
        ({"carrier": " "}, "This field is required."),
    ],
)
def test_tracking_that_cannot_be_is_refused_and_kept(as_role: As, changes: dict[str, str], sentence: str) -> None:
    place = scene()
    found = approved(place, order(place), 1)
    agent = as_role(Role.AGENT)
    entries = Entry.objects.count()
    refused = Answer(agent.post(f"/returns/{found.number}/ship/", PARCEL | changes))
    assert (refused.status, sentence in refused.text) == (422, True)
    assert f'value="{(PARCEL | changes)["tracking_number"]}"' in refused.text
    found.refresh_from_db()
    assert (found.state, found.carrier, Entry.objects.count()) == (State.APPROVED, "", entries)


def test_mistyped_tracking_is_put_right(as_role: As) -> None:
    place = scene()
    found = shipped(place, order(place), 1)
    agent = as_role(Role.AGENT)
    shown = agent.get(f"/returns/{found.number}/ship/").content.decode()
    assert "Correct the tracking of" in shown
    assert 'value="DP123456789GB"' in shown
    assert agent.post(f"/returns/{found.number}/ship/", PARCEL | {"tracking_number": "DP999"}).status_code == 302
    found.refresh_from_db()
    assert (found.state, found.tracking_number) == (State.IN_TRANSIT, "DP999")
    assert Entry.objects.latest("pk").kind == "returns.return.correct_tracking"


@pytest.mark.shows("RET-46")
def test_goods_refused_at_the_door_are_offered_only_for_what_was_not_received(as_role: As) -> None:
    place = scene()
    received, waiting = approved(place, order(place), 1), approved(place, order(place), 1)
    Return.objects.filter(pk=waiting.pk).update(not_received=True)
    agent = as_role(Role.AGENT)
    assert "Refused at the door" not in agent.get(f"/returns/{received.number}/ship/").content.decode()
    assert "Refused at the door" in agent.get(f"/returns/{waiting.number}/ship/").content.decode()
    told = PARCEL | {"method": Method.REFUSED_DELIVERY}
    assert agent.post(f"/returns/{waiting.number}/ship/", told).status_code == 302
    waiting.refresh_from_db()
    assert waiting.method == Method.REFUSED_DELIVERY


@pytest.mark.shows("RET-47")
def test_pickup_is_booked_from_tomorrow_on(as_role: As) -> None:
    place = scene()
    found = approved(place, order(place), 1)
    agent = as_role(Role.AGENT)
    today = timezone.localdate()
    refused = Answer(agent.post(f"/returns/{found.number}/pickup/", {"day": today.isoformat()}))
    assert (refused.status, "Choose a day from tomorrow on." in refused.text) == (422, True)
    tomorrow = today + timedelta(days=1)
    assert agent.post(f"/returns/{found.number}/pickup/", {"day": tomorrow.isoformat()}).status_code == 302
    found.refresh_from_db()
    assert (found.state, found.pickup_on) == (State.PICKUP_BOOKED, tomorrow)


def test_agent_cancels_for_the_buyer_and_notes_why(as_role: As) -> None:
    place = scene()
    found = approved(place, order(place), 1)
    agent = as_role(Role.AGENT)
    asked = agent.get(f"/returns/{found.number}/cancel/").content.decode()
    assert "The promise of" in asked
    assert "£699.00" in asked
    assert agent.post(f"/returns/{found.number}/cancel/", {"note": "Keeps it, called us."}).status_code == 302
    found.refresh_from_db()
    note = Note.objects.get()
    assert (found.state, note.text, note.for_buyer) == (State.CANCELLED, "Keeps it, called us.", False)


def test_what_can_no_longer_be_done_is_refused_with_a_sentence(as_role: As) -> None:
    place = scene()
    found = shipped(place, order(place), 1)
    agent = as_role(Role.AGENT)
    entries = Entry.objects.count()
    refused = Answer(agent.post(f"/returns/{found.number}/cancel/", {"note": ""}))
    assert (refused.status, "This is not possible now: it is in transit." in refused.text) == (409, True)
    found.refresh_from_db()
    assert (found.state, Entry.objects.count()) == (State.IN_TRANSIT, entries)


@pytest.mark.parametrize(
    ("role", "statuses"),
    [
        (Role.OPERATIONS_REVIEWER, [403, 403, 403]),
        (Role.AUDITOR, [403, 403, 403]),
        (Role.MANAGER, [403, 403, 302]),
        (Role.AGENT, [422, 422, 302]),
    ],
)
def test_each_act_needs_its_right(as_role: As, role: Role, statuses: list[int]) -> None:
    place = scene()
    found = applied(place, order(place), 1)
    browser = as_role(role)
    told = [browser.post(f"/returns/{found.number}/{act}/", {}).status_code for act in ("ship", "pickup")]
    told.append(browser.post(f"/returns/{found.number}/cancel/", {"note": ""}).status_code)
    assert told == statuses
