"""Whom it concerns is told: on the rota and on the way to a customer."""

from datetime import date, timedelta

import pytest

from aftercare.duties.commands import call_outs, rota
from aftercare.duties.models import OnDuty
from aftercare.journal.models import Entry
from aftercare.notifications.commands.telling import tell
from aftercare.notifications.models import Notice
from aftercare.org.roles import Role
from tests.factories.duties import certificate, taken_call
from tests.factories.people import MANAGER, MONDAY, member
from tests.factories.promises import office

pytestmark = pytest.mark.django_db


def test_who_is_sent_along_called_back_taken_off_or_given_his_rest_is_told() -> None:
    anna, ben = (member(Role.AGENT, email=f"{name}@example.com") for name in ("anna", "ben"))
    certificate(anna)
    one = taken_call()
    call_outs.send(one, [anna, ben], by=MANAGER, at=MONDAY)
    call_outs.call_back(one, "The road is closed", by=MANAGER, at=MONDAY)
    rota.open_day(office(), date(2026, 3, 7), "10:00–14:00", [anna, ben], by=MANAGER, at=MONDAY)
    rota.take_off_duty(OnDuty.objects.get(member=ben), by=MANAGER, at=MONDAY)
    rota.take_rest(OnDuty.objects.get(member=anna), date(2026, 3, 9), by=MANAGER, at=MONDAY + timedelta(days=7))
    tell(list(Entry.objects.order_by("pk")), at=MONDAY)
    told = {
        name: list(Notice.objects.filter(member=who).order_by("pk").values_list("event", flat=True))
        for name, who in (("anna", anna), ("ben", ben))
    }
    assert told == {
        "anna": ["sent_on_call", "called_back", "on_duty", "rest_given"],
        "ben": ["sent_on_call", "called_back", "on_duty", "off_duty"],
    }
