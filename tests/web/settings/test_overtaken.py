"""Two administrators with the same form open: the second is told so, and undoes nothing of the first one's."""

import re
from collections.abc import Callable, Mapping
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from aftercare.billing.models import Gateway
from aftercare.journal.models import Entry
from aftercare.kernel.errors import StalePage
from aftercare.kernel.seen import mark_of
from aftercare.notifications.commands.endpoints import EndpointChoice, add_endpoint
from aftercare.notifications.commands.setting import set_template
from aftercare.notifications.models import Choice, Endpoint, Outlet, Policy, Template
from aftercare.notifications.queries.setting import wording
from aftercare.notifications.queries.shown import words_shown
from aftercare.notifications.rules.events import BY_CODE
from aftercare.notifications.terms import Words
from aftercare.org.roles import Role
from tests.factories.people import MONDAY, actor, member
from tests.web.settings.people import browser_of

pytestmark = pytest.mark.django_db(transaction=True)
ADMINISTRATOR = actor(Role.ADMINISTRATOR)
SENTENCE = "This was changed meanwhile. Look at it again, then decide."
RULES = {
    "quiet_begins": "21:00", "quiet_ends": "08:00", "digest_at": "08:00", "reminder_days": "2", "rate_days": "2",
    "kept_days": "400",
}  # fmt: skip
SERVER = {
    "host": "mx.shop.example", "port": "587", "security": "starttls", "sender": "service@shop.example",
    "timeout_seconds": "20",
}  # fmt: skip
GATEWAY = {"kind": "http", "url": "https://pay.shop.example/", "secret": "x" * 24, "timeout_seconds": "10"}
FORMS: Mapping[str, tuple[list[object], Mapping[str, str], str, list[str]]] = {
    "settings-template": (
        ["received", "en"], {"body": "B", "short": "C", "act": "save"}, "subject", ["One {{number}}", "Two {{number}}"],
    ),
    "settings-message-rules": ([], RULES, "kept_days", ["90", "120"]),
    "settings-outlet": (["email"], SERVER, "sender_name", ["One", "Two"]),
    "settings-who": (["received"], {}, "buyer", ["sms", "chat"]),
    "settings-webhook-edit": (
        [0], {"name": "ERP", "url": "https://erp.example/", "version": "1"}, "timeout_seconds", ["5", "9"],
    ),
    "settings-gateway-default": ([], GATEWAY, "timeout_seconds", ["5", "9"]),
}  # fmt: skip


def kept() -> list[object]:
    """Everything that these forms decide, and what the journal says of it."""
    kinds = (Template, Policy, Outlet, Choice, Endpoint, Gateway)
    return [list(kind.objects.order_by("pk").values()) for kind in kinds] + [Entry.objects.count()]


def opened(browser: Client, url: str) -> str:
    """The mark that the form carries when it is opened."""
    found = re.search(r'name="seen" value="(\w+)"', browser.get(url).text)
    assert found
    return found[1]


@pytest.mark.parametrize("name", FORMS)
def test_who_saves_a_form_that_another_one_saved_meanwhile_is_told_so(name: str) -> None:
    args, answers, field, (first, second) = FORMS[name]
    if name == "settings-webhook-edit":
        made, _secret = add_endpoint(
            EndpointChoice("ERP", "https://erp.example/"), merchant=None, by=ADMINISTRATOR, at=MONDAY
        )
        args = [made.pk]
    url, browser = reverse(name, args=args), browser_of(member(Role.ADMINISTRATOR))
    seen = opened(browser, url)
    saved = browser.post(url, {**answers, field: first, "seen": seen})
    assert saved.status_code in (200, 204, 302), saved.text
    before = kept()
    late = browser.post(url, {**answers, field: second, "seen": seen})
    assert (late.status_code, SENTENCE in late.text, kept() == before) == (409, True, True)
    assert seen in late.text, "saved once more without looking, it is refused once more"
    again = opened(browser, url)
    assert again != seen
    browser.post(url, {**answers, field: second, "seen": again})
    assert kept() != before


def test_of_two_who_save_the_same_words_at_the_same_moment_one_is_told_so() -> None:
    event = BY_CODE["received"]
    seen = mark_of(words_shown(wording().of("received", "en")))
    start, said = Barrier(2), list[str]()

    def save(subject: str) -> None:
        start.wait()
        try:
            set_template(event, "en", Words(subject, "B", "C"), seen=seen, by=ADMINISTRATOR, at=MONDAY)
            said.append(subject)
        except StalePage as refusal:
            said.append(refusal.code)
        finally:
            connections.close_all()

    _both(save)
    assert sorted(said)[1] == "stale"
    assert Template.objects.get().subject == sorted(said)[0]


def _both(save: Callable[[str], None]) -> None:
    threads = [Thread(target=save, args=[subject]) for subject in ("One", "Two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
