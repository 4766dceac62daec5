"""A secret goes nowhere but where it was entered for."""

from dataclasses import replace

import pytest
from django.conf import LazySettings

from aftercare.journal.models import Entry
from aftercare.kernel.sealing import unseal
from aftercare.notifications.commands.endpoints import EndpointChoice, add_endpoint, edit_endpoint, turn_secret
from aftercare.notifications.commands.setting import BadOutlet, OutletChoice, set_outlet
from aftercare.notifications.models import Outlet
from aftercare.notifications.queries.setting import connection_of
from aftercare.org.roles import Role
from tests.factories.people import MONDAY, actor

pytestmark = pytest.mark.django_db(transaction=True)
ADMINISTRATOR = actor(Role.ADMINISTRATOR)
MAIL = OutletChoice(host="mail.shop.example", username="service", secret="open-sesame", sender="service@shop.example")
TEXTS = OutletChoice(url="https://texts.shop.example/in", secret="x" * 24, security="")


def changed(kind: str, choice: OutletChoice) -> str:
    """What comes of a change without entering the secret again: the secret that is used from then on."""
    set_outlet(kind, replace(choice, secret=""), by=ADMINISTRATOR, at=MONDAY)
    found = connection_of(kind)
    assert found
    return found.secret


@pytest.mark.parametrize("kind", ["email", "inbox"])
def test_the_password_of_a_mail_server_is_kept_for_that_server_alone(kind: str) -> None:
    set_outlet(kind, MAIL, by=ADMINISTRATOR, at=MONDAY)
    assert changed(kind, replace(MAIL, port=465, security="tls", host="Mail.shop.example")) == "open-sesame"
    for elsewhere in (replace(MAIL, host="evil.example"), replace(MAIL, security="")):
        entries = Entry.objects.count()
        with pytest.raises(BadOutlet) as refusal:
            changed(kind, elsewhere)
        assert refusal.value.field == "secret"
        found = connection_of(kind)
        assert found
        assert (found.host, found.security, Entry.objects.count()) == ("Mail.shop.example", "tls", entries)
    set_outlet(kind, replace(MAIL, host="other.example", secret="another-one"), by=ADMINISTRATOR, at=MONDAY)
    assert changed(kind, replace(MAIL, host="other.example")) == "another-one"


def test_a_mail_server_that_wants_no_name_is_left_no_password() -> None:
    set_outlet("email", MAIL, by=ADMINISTRATOR, at=MONDAY)
    assert changed("email", replace(MAIL, host="relay.example", username="", security="")) == ""
    assert Outlet.objects.get().sealed_secret == ""


def test_the_secret_of_a_text_service_is_kept_for_its_host_alone() -> None:
    set_outlet("sms", TEXTS, by=ADMINISTRATOR, at=MONDAY)
    assert changed("sms", replace(TEXTS, url="https://texts.shop.example:443/new")) == "x" * 24
    for url in ("https://evil.example/in", "https://texts.shop.example:8443/in"):
        with pytest.raises(BadOutlet, match="another address"):
            changed("sms", replace(TEXTS, url=url))
    assert Outlet.objects.get().url == "https://texts.shop.example:443/new"


def test_a_webhook_that_moves_to_another_server_gets_a_new_secret(settings: LazySettings) -> None:
    made, first = add_endpoint(
        EndpointChoice("ERP", "https://erp.example/a"), merchant=None, by=ADMINISTRATOR, at=MONDAY
    )
    turned = turn_secret(made, by=ADMINISTRATOR, at=MONDAY)
    same, kept = edit_endpoint(made, EndpointChoice("ERP", "https://erp.example/b"), by=ADMINISTRATOR, at=MONDAY)
    assert (kept, unseal(same.sealed_secret, settings.SEALING_KEY)) == ("", turned)
    moved, new = edit_endpoint(made, EndpointChoice("ERP", "https://new.example/b"), by=ADMINISTRATOR, at=MONDAY)
    assert unseal(moved.sealed_secret, settings.SEALING_KEY) == new
    assert (new in (first, turned, ""), moved.sealed_old_secret, moved.old_until) == (False, "", None)
