"""Settings without a row yet, saved by several at once: one after the other, each over what the one before said."""

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from aftercare.journal.models import Entry
from aftercare.journal.queries.history import broken_links
from aftercare.notifications.commands.setting import OutletChoice, PolicyChoice, set_outlet, set_policy
from aftercare.notifications.models import Outlet, Policy
from aftercare.notifications.queries.setting import connection_of
from aftercare.org.commands.authority import set_decision_time, set_limit
from aftercare.org.models import AuthorityLimit, DecisionTime
from aftercare.org.roles import Role
from tests.factories.people import MONDAY, actor
from tests.races.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ADMINISTRATOR = actor(Role.ADMINISTRATOR)
RULES = PolicyChoice(False, time(21), time(8), time(8), reminder_days=2, rate_days=2, kept_days=30)
MAIL = OutletChoice(username="service", sender="service@shop.example")
SAVERS = 8


def told(kind: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """What was there before and after each save, as the journal has it."""
    return [(entry.before or {}, entry.after) for entry in Entry.objects.filter(kind=kind).order_by("pk")]


def test_the_first_rules_of_messages_are_saved_one_after_the_other() -> None:
    def save(number: int) -> None:
        set_policy(replace(RULES, kept_days=100 + number), by=ADMINISTRATOR, at=MONDAY)

    assert at_once(SAVERS, save) == {"done": SAVERS}
    saves = [(before["kept_days"], after["kept_days"]) for before, after in told("notifications.policy.set")]
    begun = [before for before, _after in saves]
    assert begun == [400, *(after for _before, after in saves[:-1])]
    assert Policy.objects.get().kept_days == saves[-1][1]
    assert list(broken_links()) == []


def test_the_first_way_out_is_set_one_after_the_other_each_with_its_own_secret() -> None:
    def save(number: int) -> None:
        set_outlet("email", replace(MAIL, host=f"mx{number}.example", secret=f"s{number}"), by=ADMINISTRATOR, at=MONDAY)

    assert at_once(SAVERS, save) == {"done": SAVERS}
    saves = [(before.get("host"), after["host"]) for before, after in told("notifications.outlet.set")]
    assert [before for before, _after in saves] == [None, *(after for _before, after in saves[:-1])]
    last, way = Outlet.objects.get(), connection_of("email")
    assert way
    assert (last.host, way.host, way.secret) == (saves[-1][1], last.host, last.host.replace("mx", "s").split(".")[0])


def test_a_password_entered_meanwhile_for_another_server_is_not_told_to_this_one() -> None:
    def save(number: int) -> None:
        choice = (
            replace(MAIL, host="mx.example", secret="open-sesame") if number % 2 else replace(MAIL, host="evil.example")
        )
        set_outlet("email", choice, by=ADMINISTRATOR, at=MONDAY)

    assert at_once(SAVERS, save) == {"done": SAVERS // 2, "bad_outlet": SAVERS // 2}
    assert (Outlet.objects.get().host, len(told("notifications.outlet.set"))) == ("mx.example", SAVERS // 2)


def test_first_limits_are_set_one_after_the_other() -> None:
    def save(number: int) -> None:
        set_decision_time(number + 1, by=ADMINISTRATOR, at=MONDAY)
        set_limit(1000 + number, "GBP", role=Role.AGENT, by=ADMINISTRATOR, at=MONDAY)

    assert at_once(SAVERS, save) == {"done": SAVERS}
    times, limits = told("org.decision_time.set"), told("org.limit.set")
    assert DecisionTime.objects.get().minutes == times[-1][1]["minutes"]
    assert AuthorityLimit.objects.get().amount_minor == limits[-1][1]["amount_minor"]
    assert [before["amount_minor"] for before, _ in limits] == [
        None,
        *(after["amount_minor"] for _, after in limits[:-1]),
    ]
