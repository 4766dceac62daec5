"""A buyer asks for a repair: on his page where the guarantee allows it, as a task that agents see and take."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from aftercare.duties.models import Task
from aftercare.journal.models import Entry
from aftercare.kernel.errors import NotAllowed
from aftercare.org.roles import Role
from aftercare.returns.commands.policies import set_rules
from aftercare.returns.commands.repairing import NoRepair, RepairAsked, RepairWish, ask_repair
from aftercare.returns.models import RepairRequest
from tests.factories.buying import account_of, bought_lately
from tests.factories.people import AGENT, MONDAY, actor, buyer, member
from tests.factories.pictures import jpeg
from tests.factories.shop import goods, scene

ADMIN = actor(Role.ADMINISTRATOR)
pytestmark = pytest.mark.django_db


def guaranteed(months: int | None = 12) -> Any:
    """A merchant with a guarantee of so many months, and an order received lately."""
    place = scene(window_days=1)
    set_rules(place.merchant, {"repair_months": months}, by=ADMIN, at=MONDAY)
    return bought_lately(place)


def signed_in(of: Any) -> Client:
    """The buyer's browser."""
    browser = Client()
    browser.force_login(account_of(of))
    return browser


@pytest.mark.shows("SCP-05")
def test_a_buyer_asks_for_a_repair_when_the_return_is_over_and_an_agent_takes_it() -> None:
    of = guaranteed()
    first = goods(of)[0]
    browser, url = signed_in(of), f"/my/orders/{of.pk}/repair/"
    assert url in browser.get(f"/my/orders/{of.pk}/return/").content.decode()
    assert url in browser.get("/my/").content.decode()
    once = browser.get(url).context["once"]
    said = {"once": once, "line": first.pk, "quantity": 1, "remark": "The left side is silent."}
    photo = SimpleUploadedFile("left.jpg", jpeg(), "image/jpeg")
    answer = browser.post(url, {**said, "photos": photo})
    assert (answer.status_code, answer["Location"]) == (302, "/my/")
    browser.post(url, said)
    request = RepairRequest.objects.get()
    task = request.task
    assert (request.line_id, request.remark, request.rule) == (
        first.pk,
        "The left side is silent.",
        "merchant_guarantee",
    )
    assert (task.kind, task.state, task.owner_id, task.agreed_at) == ("repair", "open", None, None)
    assert Entry.objects.get(kind="duties.task.open").actor.startswith("buyer:")
    text = browser.get(url).content.decode()
    assert task.number in text
    assert "A colleague will agree with you on what and when." in text

    agent = Client()
    colleague = member(Role.AGENT)
    agent.force_login(colleague)
    assert task.title in agent.get("/duties/").content.decode()
    page = agent.get(f"/duties/{task.pk}/").content.decode()
    for told in ("The left side is silent.", of.number, "by the seller&#x27;s guarantee", "Agree a time…"):
        assert told in page
    stored = request.photos.get().file_id
    assert agent.get(f"/photos/{stored}/").status_code == 200
    soon = timezone.localtime(timezone.now() + timedelta(days=3)).replace(second=0, microsecond=0)
    agreed = agent.post(f"/duties/{task.pk}/agree/", {"agreed_at": soon.strftime("%Y-%m-%dT%H:%M")})
    assert agreed.status_code in (200, 204, 302)
    task.refresh_from_db()
    assert (task.owner_id, task.agreed_at) == (colleague.pk, soon)
    assert "Agreed with you" in browser.get(url).content.decode()


def test_a_photo_of_a_repair_is_nobody_elses() -> None:
    of = guaranteed()
    browser, url = signed_in(of), f"/my/orders/{of.pk}/repair/"
    photo = SimpleUploadedFile("left.jpg", jpeg(), "image/jpeg")
    said = {"once": browser.get(url).context["once"], "line": goods(of)[0].pk, "quantity": 1, "remark": "Silent."}
    browser.post(url, {**said, "photos": photo})
    stranger = Client()
    stranger.force_login(member(Role.BUYER, email="other@example.com"))
    assert stranger.get(f"/photos/{RepairRequest.objects.get().photos.get().file_id}/").status_code == 404


def test_where_no_guarantee_is_set_he_may_ask_and_after_it_is_over_he_may_not() -> None:
    of = guaranteed(None)
    line = goods(of)[0]
    who = buyer(of.customer_id)
    assert ask_repair(of, RepairWish(line.pk, 1, "Silent."), by=who, at=timezone.now()).rule == "guarantee_not_set"
    set_rules(of.merchant, {"repair_months": 1}, by=ADMIN, at=MONDAY)
    late = timezone.now() + timedelta(days=90)
    with pytest.raises(NoRepair, match="guarantee"):
        ask_repair(of, RepairWish(goods(of)[1].pk, 1, "Silent."), by=who, at=late)
    assert Task.objects.count() == 1


def test_what_is_asked_twice_or_wrongly_opens_nothing() -> None:
    of = guaranteed()
    line, who, at = goods(of)[0], buyer(of.customer_id), timezone.now()
    first = ask_repair(of, RepairWish(line.pk, 1, "Silent."), by=who, at=at)
    with pytest.raises(RepairAsked, match=first.task.number):
        ask_repair(of, RepairWish(line.pk, 1, "Still silent."), by=who, at=at)
    other = goods(of)[1]
    for wish in (RepairWish(other.pk, 1, " "), RepairWish(other.pk, 99, "Torn."), RepairWish(0, 1, "Torn.")):
        with pytest.raises(NoRepair):
            ask_repair(of, wish, by=who, at=at)
    for stranger in (buyer(of.customer_id + 1), AGENT):
        with pytest.raises(NotAllowed):
            ask_repair(of, RepairWish(other.pk, 1, "Torn."), by=stranger, at=at)
    assert (RepairRequest.objects.count(), Task.objects.count()) == (1, 1)


def test_goods_that_came_back_are_not_repaired() -> None:
    of = guaranteed()
    line = goods(of)[0]
    line.goods_asked = line.goods_back = line.goods_out
    line.save()
    with pytest.raises(NoRepair, match="so many pieces"):
        ask_repair(of, RepairWish(line.pk, 1, "Silent."), by=buyer(of.customer_id), at=timezone.now())
