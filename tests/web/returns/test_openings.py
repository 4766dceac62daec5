"""Opening a return for a buyer: the order, the window, the pieces."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from aftercare.cases.models import Case
from aftercare.catalog.models import Reason
from aftercare.catalog.terms import Cause
from aftercare.files.models import StoredFile
from aftercare.orders.models import Order
from aftercare.org.commands.authority import set_limit
from aftercare.org.models import Member
from aftercare.org.queries.actors import actor_of_member
from aftercare.org.roles import Role
from aftercare.returns.commands.policies import set_rules
from aftercare.returns.models import Evidence, Return
from aftercare.returns.queries.detail import lines_of
from tests.factories.people import MONDAY, actor
from tests.factories.pictures import jpeg
from tests.factories.shop import Scene, goods, order, scene
from tests.factories.stories import applied
from tests.web.returns.conftest import As
from tests.web.returns.reviewing import Answer

pytestmark = pytest.mark.django_db


def fill(place: Scene, bought: Order, *pieces: int, **more: object) -> dict[str, object]:
    """The form's answers: so many pieces of each line in turn."""
    told = {f"pieces-{line.pk}": n for line, n in zip(goods(bought), pieces, strict=False)}
    return {**told, "reason": str(place.reason.pk), "remark": "Broken on arrival", **more}


def open_for(browser: Client, bought: Order, told: dict[str, object]) -> Answer:
    return Answer(browser.post(f"/returns/new/{bought.pk}/", told))


@pytest.fixture
def place() -> Scene:
    """A merchant without a last day, so that the real clock may read any date."""
    return scene(window_days=None)


@pytest.mark.shows("RET-37")
def test_agent_opens_a_return_for_a_buyer(as_role: As, place: Scene) -> None:
    bought = order(place)
    agent = as_role(Role.AGENT)
    done = open_for(agent, bought, fill(place, bought, 2, 1))
    found = Return.objects.get()
    assert (done.status, done.location) == (302, f"/returns/{found.number}/")
    assert [(line.sku, line.quantity) for line in lines_of(found)] == [("KA-K2-GR", 2), ("KA-K2-TC", 1)]
    assert (found.asked_minor, found.remark, found.case.channel) == (152700, "Broken on arrival", "desk")
    assert found.applied_by == actor_of_member(Member.objects.get()).key
    told = agent.get(done.location).content.decode()
    assert "by Agent for the buyer" in re.sub(r"\s+", " ", told)


def test_order_number_leads_to_its_form_or_to_a_choice(as_role: As, place: Scene) -> None:
    other = scene("northlight", window_days=None)
    first = order(place, number="88-A")
    agent = as_role(Role.AGENT)
    one = agent.get("/returns/new/?order=88-A")
    assert (one.status_code, one.headers["Location"]) == (302, f"/returns/new/{first.pk}/")
    order(other, number="88-A")
    two = agent.get("/returns/new/?order=88-A").content.decode()
    assert "Several shops use this number" in two
    assert "Kestrel web" in two
    assert "Northlight web" in two
    assert "No order has this number" in agent.get("/returns/new/?order=none").content.decode()
    assert "No order has this number" not in agent.get("/returns/new/").content.decode()


@pytest.mark.parametrize(
    ("pieces", "sentence"),
    [
        ((0, 0), "Choose at least one piece to send back."),
        ((4, 0), "At most 3."),
        ((-1, 0), "Enter 0 or more."),
        (("two", 0), "Enter a whole number."),
    ],
)
def test_pieces_that_cannot_be_are_refused(as_role: As, place: Scene, pieces: tuple[int, int], sentence: str) -> None:
    bought = order(place)
    refused = open_for(as_role(Role.AGENT), bought, fill(place, bought, *pieces))
    assert (refused.status, sentence in refused.text) == (422, True)
    assert "Broken on arrival" in refused.text
    assert Case.objects.count() == 0


def test_pieces_in_another_return_are_no_longer_offered(as_role: As, place: Scene) -> None:
    bought = order(place)
    earlier = applied(place, bought, 3)
    text = as_role(Role.AGENT).get(f"/returns/new/{bought.pk}/").content.decode()
    first, second = goods(bought)
    assert f'name="pieces-{first.pk}"' not in text
    assert f'name="pieces-{second.pk}"' in text
    assert earlier.number in text


@pytest.mark.shows("RET-39")
def test_late_request_is_refused_with_the_day_on_which_the_window_ended(as_role: As) -> None:
    place = scene(window_days=7)
    bought = order(place)
    agent = as_role(Role.AGENT)
    text = agent.get(f"/returns/new/{bought.pk}/").content.decode()
    assert "The time to return this order ended on" in text
    assert "4 Mar 2026" in text
    assert '<form class="card focus"' not in text
    for told in (fill(place, bought, 1), fill(place, bought, 1, override="Because")):
        assert open_for(agent, bought, told).status in (403, 422)
    assert Case.objects.count() == 0


def test_late_request_is_let_in_by_who_may_with_a_reason(as_role: As) -> None:
    place = scene(window_days=7)
    bought = order(place)
    reviewer = as_role(Role.OPERATIONS_REVIEWER)
    refused = open_for(reviewer, bought, fill(place, bought, 1))
    assert refused.status == 422
    assert Case.objects.count() == 0
    assert open_for(reviewer, bought, fill(place, bought, 1, override="Parcel was late")).status == 302
    found = Return.objects.get()
    assert (found.window_rule, found.window_override) == ("overridden", "Parcel was late")
    told = reviewer.get(f"/returns/{found.number}/").content.decode()
    assert "a colleague let it in." in told
    assert "Parcel was late" in told


def test_order_that_was_not_paid_gives_nothing_back(as_role: As, place: Scene) -> None:
    bought = order(place, shipped=False, signed=False)
    Order.objects.filter(pk=bought.pk).update(paid_at=None)
    agent = as_role(Role.AGENT)
    assert "This order has not been paid yet" in agent.get(f"/returns/new/{bought.pk}/").content.decode()
    assert open_for(agent, bought, fill(place, bought, 1)).status == 422
    assert Case.objects.count() == 0


@pytest.mark.shows("RET-38")
def test_photos_become_evidence_and_a_disguised_file_is_refused(as_role: As, place: Scene) -> None:
    bought = order(place)
    agent = as_role(Role.AGENT)
    wrong = SimpleUploadedFile("photo.jpg", b"#!/bin/sh\necho hello", content_type="image/jpeg")
    refused = open_for(agent, bought, fill(place, bought, 1, photos=[wrong]))
    assert refused.status == 422
    assert "“photo.jpg” is not a JPEG, PNG or WebP picture." in refused.text
    assert (Case.objects.count(), StoredFile.objects.count()) == (0, 0)
    right = SimpleUploadedFile("photo.jpg", jpeg(), content_type="image/jpeg")
    assert open_for(agent, bought, fill(place, bought, 1, photos=[right])).status == 302
    proof = Evidence.objects.get()
    assert (proof.from_dock, proof.returning.number) == (False, Return.objects.get().number)


def test_sent_twice_is_opened_once(as_role: As, place: Scene) -> None:
    bought = order(place)
    agent = as_role(Role.AGENT)
    told = fill(place, bought, 1, once="ABC")
    first, second = open_for(agent, bought, told), open_for(agent, bought, told)
    assert (first.status, second.status, first.location) == (302, 302, second.location)
    assert Return.objects.count() == 1


def test_amount_follows_the_pieces(as_role: As, place: Scene) -> None:
    bought = order(place, discount_minor=100)
    first, _second = goods(bought)
    agent = as_role(Role.AGENT)
    part = agent.get(f"/returns/new/{bought.pk}/amount/?pieces-{first.pk}=2").content.decode()
    assert "£1,397.40" in part
    assert "<html" not in part


def test_order_of_another_merchant_does_not_exist(as_role: As, place: Scene) -> None:
    foreign = order(scene("northlight"))
    merchant = as_role(Role.MERCHANT, merchants=(place.merchant,))
    assert merchant.get("/returns/new/").status_code == 403
    assert merchant.get(f"/returns/new/{foreign.pk}/").status_code == 403
    assert as_role(Role.AGENT).get("/returns/new/999999/").status_code == 404


@pytest.mark.shows("RET-18")
def test_agent_with_a_limit_gives_the_return_address_on_the_phone(as_role: As, place: Scene) -> None:
    bought = order(place)
    agent = as_role(Role.AGENT)
    assert "Give the return address" not in agent.get(f"/returns/new/{bought.pk}/").content.decode()
    set_limit(69900, "GBP", role=Role.AGENT, by=actor(Role.ADMINISTRATOR), at=MONDAY)
    assert "Give the return address" in agent.get(f"/returns/new/{bought.pk}/").content.decode()
    told = fill(place, bought, 2, at_once="on", address=str(place.address.pk), message="Please send them here:")
    above = open_for(agent, bought, told)
    assert above.status == 422
    assert "You may promise 699.00 GBP by yourself, not 1398.00." in above.text
    assert Return.objects.count() == 0
    done = open_for(agent, bought, {**told, **fill(place, bought, 1)})
    found = Return.objects.get()
    assert (done.status, found.state) == (302, "approved")
    page = agent.get(done.location).content.decode()
    assert "Opened and approved. The buyer has the return address." in page
    assert "Please send them here:" in page


def test_an_agent_notes_how_the_buyer_agreed_to_the_service_fee(as_role: As, place: Scene) -> None:
    fee = {"kind": "percent", "minor": 0, "currency": "", "basis_points": 1000, "reason": "", "mark": "", "level": ""}
    Reason.objects.filter(pk=place.reason.pk).update(cause=str(Cause.MIND))
    set_rules(place.merchant, {"fee_rules": [fee]}, by=actor(Role.ADMINISTRATOR), at=MONDAY)
    bought, agent = order(place), as_role(Role.AGENT)
    told = fill(place, bought, 1, fee_way="phone")
    unseen = open_for(agent, bought, told)
    assert (unseen.status, "takes a service fee of" in unseen.text) == (422, True)
    unsaid = open_for(agent, bought, {**told, "fee_seen": "6990"})
    assert (unsaid.status, "Note how and when the buyer agreed" in unsaid.text) == (422, True)
    assert not Return.objects.exists()
    done = open_for(agent, bought, {**told, "fee_seen": "6990", "fee_words": "At ten, “all right”."})
    assert Return.objects.get().amount_minor == 62910
    page = agent.get(done.location).content.decode()
    for sentence in "At ten, “all right”.":
        assert sentence in page
    plain = agent.get(f"/returns/{Return.objects.get().number}/").content.decode()
    assert "The merchant&#x27;s rule takes £69.90, and the buyer agreed to it." in plain


def test_what_the_buyer_said_of_one_fee_is_not_kept_for_another(as_role: As, place: Scene) -> None:
    fee = {"kind": "percent", "minor": 0, "currency": "", "basis_points": 1000, "reason": "", "mark": "", "level": ""}
    Reason.objects.filter(pk=place.reason.pk).update(cause=str(Cause.MIND))
    set_rules(place.merchant, {"fee_rules": [fee]}, by=actor(Role.ADMINISTRATOR), at=MONDAY)
    bought, agent = order(place), as_role(Role.AGENT)
    noted = {"fee_way": "phone", "fee_words": "He agreed to one piece.", "fee_seen": "6990"}
    same = agent.get(f"/returns/new/{bought.pk}/amount/", fill(place, bought, 1, **noted)).content.decode()  # type: ignore[arg-type]
    assert ("He agreed to one piece." in same, '<option value="phone" selected>' in same) == (True, True)
    live = agent.get(f"/returns/new/{bought.pk}/amount/", fill(place, bought, 2, **noted)).content.decode()  # type: ignore[arg-type]
    assert 'name="fee_seen" value="13980"' in live
    assert ("He agreed to one piece." in live, '<option value="phone" selected>' in live) == (False, False)
    sent = open_for(agent, bought, fill(place, bought, 2, **noted))
    assert (sent.status, "The service fee is another one by now." in sent.text) == (422, True)
    assert ("He agreed to one piece." in sent.text, '<option value="phone" selected>' in sent.text) == (False, False)
    assert not Return.objects.exists()
