"""Other systems are told what happens: signed, in order per case, until they have taken it; whatever they are like."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from aftercare.jobs.subscriptions import SUBSCRIPTIONS
from aftercare.jobs.webhooks import tell_due
from aftercare.journal.models import Entry
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.notifications.commands.endpoints import (
    BadEndpoint,
    EndpointChoice,
    add_endpoint,
    edit_endpoint,
    replay,
    replay_failed,
    try_out,
    turn_secret,
)
from aftercare.notifications.models import Delivery, DeliveryAttempt, Endpoint, Notice
from aftercare.notifications.rules.schemas import FIELDS_1, SCHEMAS
from aftercare.org.models import Merchant
from aftercare.org.roles import Role
from tests.factories.people import MONDAY, actor, member
from tests.factories.shop import order, scene
from tests.factories.stories import applied, approved, shipped
from tests.messages import receiver as manners
from tests.messages.conftest import read_journal
from tests.messages.receiver import Receiver, receiver
from tests.reading import read_next

pytestmark = pytest.mark.django_db(transaction=True)
ADMINISTRATOR = actor(Role.ADMINISTRATOR)


@pytest.fixture
def other(settings: LazySettings) -> Iterator[Receiver]:
    """Another system, on this machine."""
    settings.GATEWAY_MAY_BE_PRIVATE = True
    settings.NOTHING_LEAVES = False
    settings.MESSAGES_FRESH_DAYS = 20_000
    with receiver() as found:
        yield found


def endpoint_of(other: Receiver, *events: str, merchant: Merchant | None = None, seconds: int = 5) -> Endpoint:
    """An endpoint at which it listens."""
    choice = EndpointChoice("ERP", other.url, events, timeout_seconds=seconds)
    endpoint, secret = add_endpoint(choice, merchant=merchant, by=ADMINISTRATOR, at=MONDAY)
    other.secrets.append(secret)
    return endpoint


def read_for_webhooks() -> None:
    """Let the webhooks' reader see everything that happened."""
    reader = next(each for each in SUBSCRIPTIONS if each.name == "webhooks")
    while read_next("webhooks", reader.take, at=MONDAY):
        pass


def pass_time(hours: int = 0) -> None:
    """Every pause and rest is over."""
    past = timezone.now() - timedelta(minutes=1)
    Delivery.objects.filter(state="waiting").update(due_at=past, busy_until=None)
    Endpoint.objects.update(rests_until=None)
    if hours:
        ago = timezone.now() - timedelta(hours=hours)
        Endpoint.objects.filter(missing_since__isnull=False).update(missing_since=ago)


def test_every_step_of_a_case_is_told_signed_and_in_order(other: Receiver) -> None:
    endpoint = endpoint_of(other)
    place = scene()
    returning = shipped(place, order(place))
    read_for_webhooks()
    assert tell_due(endpoint.pk) == 3

    assert other.events() == ["return.submitted", "return.approved", "return.shipped"]
    told = other.heard[1]
    assert (told["version"], told["timestamp"]) == (1, "2026-03-02T10:00:00+00:00")
    assert told["data"] == {
        "number": returning.number,
        "kind": "return_refund",
        "channel": "portal",
        "merchant": "kestrel",
        "order_number": returning.order_number,
        "state": "approved",
        "goods_due_on": "2026-03-09",
        "currency": "GBP",
        "amount": "699.00",
        "freight": "0.00",
    }
    assert "Lin" not in str(other.heard), "no name goes out"
    for one in other.heard:
        assert set(one) == set(SCHEMAS[1]["required"])
        assert set(one["data"]) - set(FIELDS_1) == set(), "the schema knows every field"
    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}


def test_reading_the_journal_twice_tells_once(other: Receiver) -> None:
    endpoint = endpoint_of(other)
    place = scene()
    applied(place, order(place))
    reader = next(each for each in SUBSCRIPTIONS if each.name == "webhooks")
    entries = list(Entry.objects.filter(kind="returns.return.submit"))
    reader.take(entries)
    reader.take(entries)
    tell_due(endpoint.pk)
    assert other.events() == ["return.submitted"]


def test_an_endpoint_hears_what_it_asked_for_of_its_merchant_alone(other: Receiver) -> None:
    kestrel, plum = scene("kestrel"), scene("plum")
    mine = endpoint_of(other, "return.approved", merchant=kestrel.merchant)
    approved(kestrel, order(kestrel))
    approved(plum, order(plum))
    read_for_webhooks()
    tell_due(mine.pk)
    assert [(each["type"], each["data"]["merchant"]) for each in other.heard] == [("return.approved", "kestrel")]


def test_of_one_case_nothing_overtakes_what_failed_and_other_cases_go_on(other: Receiver) -> None:
    endpoint = endpoint_of(other)
    place = scene()
    first = approved(place, order(place, account="a"))
    applied(place, order(place, account="b"))
    read_for_webhooks()
    blocked = Delivery.objects.filter(case=first.case_id).order_by("entry")[0]
    Delivery.objects.filter(pk=blocked.pk).update(due_at=timezone.now() + timedelta(hours=1))
    tell_due(endpoint.pk)
    assert [each["data"]["number"] != first.number for each in other.heard] == [True]
    pass_time()
    tell_due(endpoint.pk)
    assert other.events()[1:] == ["return.submitted", "return.approved"]


@pytest.mark.parametrize("manner", [manners.breaks, manners.sends_away, manners.hangs, manners.drips])
def test_whatever_it_does_it_is_told_again_under_the_same_id_and_keeps_it_once(
    other: Receiver, manner: manners.Manner
) -> None:
    endpoint = endpoint_of(other, seconds=1)
    place = scene()
    applied(place, order(place))
    read_for_webhooks()
    other.manner = manner
    assert tell_due(endpoint.pk) == 1
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries) == ("waiting", 1)
    assert tell_due(endpoint.pk) == 0, "its pause is not over"
    other.manner = None
    pass_time()
    tell_due(endpoint.pk)
    assert (other.events(), set(other.ids)) == (["return.submitted"], {delivery.webhook_id})
    assert Delivery.objects.get().state == "delivered"


def test_one_that_lies_is_told_twice_and_can_tell_by_the_id(other: Receiver) -> None:
    endpoint = endpoint_of(other)
    place = scene()
    applied(place, order(place))
    read_for_webhooks()
    other.manner = manners.lies
    tell_due(endpoint.pk)
    other.manner = None
    pass_time()
    tell_due(endpoint.pk)
    assert (len(other.ids), len(set(other.ids)), len(other.heard)) == (2, 1, 1)


def test_one_that_takes_it_and_babbles_has_taken_it(other: Receiver) -> None:
    endpoint = endpoint_of(other)
    place = scene()
    applied(place, order(place))
    read_for_webhooks()
    other.manner = manners.babbles
    tell_due(endpoint.pk)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.http_status, len(delivery.said)) == ("delivered", 200, 300)
    assert (tell_due(endpoint.pk), len(other.heard)) == (0, 1)


def test_one_that_is_down_for_a_day_misses_nothing_and_is_asked_seldom(other: Receiver) -> None:
    endpoint = endpoint_of(other)
    place = scene()
    for number in range(12):
        applied(place, order(place, account=f"b{number}"))
    read_for_webhooks()
    other.manner = manners.breaks
    for _ in range(3):
        tell_due(endpoint.pk)
        Delivery.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    endpoint.refresh_from_db()
    assert endpoint.misses == 5, "after five failures it rests"
    assert endpoint.rests_until is not None
    assert tell_due(endpoint.pk) == 0
    for _ in range(24):
        pass_time()
        tell_due(endpoint.pk)
    assert DeliveryAttempt.objects.count() <= 5 + 2 * 24
    other.manner = None
    pass_time()
    tell_due(endpoint.pk)
    lost = Delivery.objects.exclude(state="delivered").count()
    replay_failed(Endpoint.objects.get(), since=MONDAY - timedelta(days=1), by=ADMINISTRATOR, at=timezone.now())
    tell_due(endpoint.pk)
    endpoint.refresh_from_db()
    assert lost <= 6
    assert len(other.heard) == 12
    assert str((endpoint.misses, endpoint.rests_until, endpoint.is_enabled)) == "(0, None, True)"


def test_one_that_fails_for_days_is_switched_off_and_its_administrator_told(other: Receiver) -> None:
    endpoint = endpoint_of(other)
    place = scene()
    for number in range(6):
        applied(place, order(place, account=f"b{number}"))
    who = member(Role.ADMINISTRATOR)
    read_for_webhooks()
    other.manner = manners.breaks
    for _ in range(3):
        tell_due(endpoint.pk)
        pass_time(hours=121)
    endpoint.refresh_from_db()
    assert (endpoint.is_enabled, endpoint.off_because) == (False, "out of order")
    read_journal()
    notice = Notice.objects.get(member=who)
    assert notice.text == "The webhook ERP is switched off"


def test_one_that_says_gone_is_told_nothing_more(other: Receiver) -> None:
    endpoint = endpoint_of(other)
    place = scene()
    approved(place, order(place))
    read_for_webhooks()
    other.manner = manners.is_gone
    assert tell_due(endpoint.pk) == 1
    endpoint.refresh_from_db()
    assert (endpoint.is_enabled, endpoint.off_because) == (False, "410 Gone")
    edit_endpoint(endpoint, EndpointChoice("ERP", other.url), by=ADMINISTRATOR, at=MONDAY)
    other.manner = None
    pass_time()
    tell_due(endpoint.pk)
    assert other.events() == ["return.submitted", "return.approved"]


def test_a_turned_secret_and_the_old_one_both_fit_for_a_day(other: Receiver) -> None:
    endpoint = endpoint_of(other)
    turn_secret(endpoint, by=ADMINISTRATOR, at=timezone.now())
    try_out(endpoint, by=ADMINISTRATOR, at=timezone.now())
    tell_due(endpoint.pk)
    assert other.events() == ["endpoint.tried"]
    Endpoint.objects.update(old_until=timezone.now() - timedelta(seconds=1))
    other.secrets.clear()
    other.secrets.append(turn_secret(endpoint, by=ADMINISTRATOR, at=timezone.now()))
    try_out(endpoint, by=ADMINISTRATOR, at=timezone.now())
    tell_due(endpoint.pk)
    assert other.events() == ["endpoint.tried", "endpoint.tried"]


def test_a_delivery_can_be_told_again_under_its_id(other: Receiver) -> None:
    endpoint = endpoint_of(other)
    place = scene()
    applied(place, order(place))
    read_for_webhooks()
    tell_due(endpoint.pk)
    replay(Delivery.objects.get(), by=ADMINISTRATOR, at=timezone.now())
    tell_due(endpoint.pk)
    assert (len(other.ids), len(set(other.ids))) == (2, 1)


def test_where_nothing_leaves_events_are_kept_and_can_be_told_later(other: Receiver, settings: LazySettings) -> None:
    settings.NOTHING_LEAVES = True
    endpoint = endpoint_of(other)
    place = scene()
    applied(place, order(place))
    read_for_webhooks()
    tell_due(endpoint.pk)
    assert (other.heard, Delivery.objects.get().state) == ([], "held")


@pytest.mark.parametrize(
    "url",
    ["http://erp.example/hook", "https://127.0.0.1/hook", "https://10.0.0.8/", "https://[::1]/", "ftp://erp.example/",
     "https://name:word@erp.example/", "https://169.254.169.254/latest/"],
)  # fmt: skip
def test_an_address_inside_our_network_is_refused(db: None, url: str) -> None:
    with pytest.raises(BadEndpoint):
        add_endpoint(EndpointChoice("ERP", url), merchant=None, by=ADMINISTRATOR, at=MONDAY)
    assert (Endpoint.objects.count(), Entry.objects.count()) == (0, 0)


def test_a_name_that_leads_inside_later_is_kept_back(other: Receiver, settings: LazySettings) -> None:
    endpoint = endpoint_of(other)
    try_out(endpoint, by=ADMINISTRATOR, at=timezone.now())
    settings.GATEWAY_MAY_BE_PRIVATE = False
    Endpoint.objects.update(url="https://localhost/hook")
    tell_due(endpoint.pk)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.said) == ("failed", "The address leads into a private network.")


def test_who_is_confined_to_a_merchant_sets_up_nothing_for_all(db: None) -> None:
    place = scene()
    confined = actor(Role.ADMINISTRATOR, merchants=frozenset({place.merchant.pk}))
    with pytest.raises(NotAllowed):
        add_endpoint(EndpointChoice("ERP", "https://erp.example/"), merchant=None, by=confined, at=MONDAY)
    made, _secret = add_endpoint(
        EndpointChoice("ERP", "https://erp.example/"), merchant=place.merchant, by=confined, at=MONDAY
    )
    assert made.merchant == place.merchant
    with pytest.raises(DomainError, match="There is no event"):
        edit_endpoint(made, EndpointChoice("ERP", "https://erp.example/", ("no.such",)), by=confined, at=MONDAY)
