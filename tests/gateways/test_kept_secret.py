"""The secret of a payout service is kept for that service alone."""

from dataclasses import replace

import pytest

from aftercare.billing.commands.gateways import GatewayChoice, SecretMissing, set_gateway
from aftercare.billing.models import Gateway
from aftercare.billing.terms import GatewayKind
from aftercare.journal.models import Entry
from aftercare.org.roles import Role
from tests.factories.people import MONDAY, actor

pytestmark = pytest.mark.django_db
ADMINISTRATOR = actor(Role.ADMINISTRATOR)
SERVICE = GatewayChoice(GatewayKind.HTTP, "https://pay.shop.example/refunds", "x" * 24)


def test_a_gateway_at_another_address_is_asked_with_a_secret_of_its_own() -> None:
    set_gateway(None, SERVICE, by=ADMINISTRATOR, at=MONDAY)
    set_gateway(None, replace(SERVICE, url="https://pay.shop.example/v2", secret=""), by=ADMINISTRATOR, at=MONDAY)
    before = (Gateway.objects.values().get(), Entry.objects.count())
    with pytest.raises(SecretMissing) as refusal:
        set_gateway(None, replace(SERVICE, url="https://evil.example/", secret=""), by=ADMINISTRATOR, at=MONDAY)
    assert (refusal.value.field, (Gateway.objects.values().get(), Entry.objects.count())) == ("secret", before)


def test_a_secret_does_not_outlive_a_time_without_service() -> None:
    set_gateway(None, SERVICE, by=ADMINISTRATOR, at=MONDAY)
    set_gateway(None, GatewayChoice(GatewayKind.CASHIER), by=ADMINISTRATOR, at=MONDAY)
    with pytest.raises(SecretMissing):
        set_gateway(None, replace(SERVICE, url="https://evil.example/", secret=""), by=ADMINISTRATOR, at=MONDAY)


def test_a_secret_does_not_move_with_an_address_that_is_entered_while_the_cashier_pays() -> None:
    set_gateway(None, SERVICE, by=ADMINISTRATOR, at=MONDAY)
    evil = replace(SERVICE, url="https://evil.example/refunds", secret="")
    set_gateway(None, replace(evil, kind=GatewayKind.CASHIER), by=ADMINISTRATOR, at=MONDAY)
    with pytest.raises(SecretMissing):
        set_gateway(None, evil, by=ADMINISTRATOR, at=MONDAY)
    back = set_gateway(None, replace(SERVICE, secret=""), by=ADMINISTRATOR, at=MONDAY)
    assert (back.kind, back.url) == (GatewayKind.HTTP, SERVICE.url)
