"""Two administrators over the same settings: the second reads that it was changed meanwhile, and nothing changes."""

from collections.abc import Mapping
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aftercare.clocks.commands.hotlines import HotlineChoice, set_hotline
from aftercare.journal.models import Entry
from aftercare.orders.commands.promises import NewPromise
from aftercare.orders.commands.promises import promise as promise_of
from aftercare.orders.terms import PromiseKind
from aftercare.org.roles import Role
from aftercare.parcels.models import Carrier
from aftercare.returns.commands.policies import set_rules
from aftercare.returns.commands.review_rules import add_review_rule
from aftercare.returns.models import ReturnPolicy
from aftercare.returns.rules.auto_review import Doubt
from aftercare.returns.terms import Condition
from tests.factories.benchmarks import first_benchmarks
from tests.factories.carriers import carrier
from tests.factories.people import MONDAY, actor, member
from tests.factories.shop import Scene, scene
from tests.web.settings.people import someone
from tests.web.settings.test_access import addresses

pytestmark = pytest.mark.django_db
ADMINISTRATOR = actor(Role.ADMINISTRATOR)

EDITED: Mapping[str, tuple[str, str, str]] = {
    "settings-policy": ("window_days", "9", "11"),
    "settings-exchanges": ("confirm_days", "9", "11"),
    "settings-review": ("approves_refund_only", "", "on"),
    "settings-review-rule": ("days", "31", "32"),
    "settings-merchant-edit": ("name", "Kestrel one", "Kestrel two"),
    "settings-shop": ("name", "Web one", "Web two"),
    "settings-address": ("name", "East one", "East two"),
    "settings-member": ("name", "Robin One", "Robin Two"),
    "settings-gateway": ("timeout_seconds", "11", "12"),
    "settings-gateway-default": ("timeout_seconds", "11", "12"),
    "settings-carrier": ("name", "Demo one", "Demo two"),
    "settings-point": ("name", "Point one", "Point two"),
    "settings-watch": ("remind_days", "3", "4"),
    "settings-hotline": ("name", "Line one", "Line two"),
    "settings-decision-time": ("minutes", "30", "40"),
    "settings-reason": ("label_en", "One", "Two"),
    "settings-promise-end": ("ends_on", "2030-01-02", "2030-01-01"),
    "settings-who": ("buyer", "", "email"),
    "settings-message-rules": ("reminder_days", "3", "4"),
    "settings-outlet": ("sender_name", "One", "Two"),
    "settings-template": ("subject", "One", "Two"),
    "settings-webhook-edit": ("name", "Ledger one", "Ledger two"),
    "settings-time-edit": ("name", "Time one", "Time two"),
    "kpi-define": ("window_days", "7", "14"),
}
MORE: Mapping[str, Mapping[str, str]] = {
    "settings-outlet": {"host": "mail.shop.example", "sender": "service@shop.example"},
    "settings-template": {"act": "save"},
    "settings-policy": {"step": "save"},
    "settings-exchanges": {"step": "save"},
    "settings-review": {"step": "save"},
    "settings-review-rule": {"step": "save"},
}


class Answers(HTMLParser):
    """What a browser would send of the forms on a page that are to be filled in."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.told: dict[str, list[str]] = {}
        self._select = self._area = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Inputs as they are, ticked boxes, chosen options."""
        told = {name: value if value is not None else "" for name, value in attrs}
        if tag == "select":
            self._select = told.get("name", "")
        if tag == "textarea":
            self._area = told["name"]
            self.told[self._area] = [""]
        if tag == "option" and "selected" in told:
            self.told.setdefault(self._select, []).append(told["value"])
        if tag == "input" and told.get("name") and (
            told.get("type") not in ("checkbox", "radio", "file", "submit") or "checked" in told
        ):  # fmt: skip
            self.told.setdefault(told["name"], []).append(told.get("value", ""))

    def handle_data(self, data: str) -> None:
        """What stands in a text box."""
        if self._area:
            self.told[self._area][0] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        """The box ends."""
        if tag == "textarea":
            self._area = ""


def where(name: str, place: Scene) -> str:
    """The page's address."""
    merchant = place.merchant
    if name in ("settings-exchanges", "settings-watch"):
        return reverse(name, args=[merchant.pk])
    if name == "kpi-define":
        first_benchmarks()
        return reverse(name, args=["disputes"])
    if name == "settings-review-rule":
        doubt = Doubt(Condition.OFTEN, limit=2, days=30)
        return reverse(name, args=[add_review_rule(merchant, doubt, by=ADMINISTRATOR, at=MONDAY).pk])
    if name == "settings-hotline":
        line = HotlineChoice("Line", "0800 555 0100")
        return reverse(name, args=[set_hotline(None, line, by=ADMINISTRATOR, at=MONDAY).pk])
    if name == "settings-promise-end":
        told = NewPromise(PromiseKind.FULL_REFUND, "All your money back", timezone.localdate())
        return reverse(name, args=[promise_of(merchant, told, by=ADMINISTRATOR, at=MONDAY).pk])
    return {"settings-member": lambda: reverse(name, args=[member(Role.AGENT, email="who@example.com").pk])}.get(
        name, lambda: addresses(place)[name]
    )()


def filled(client: Client, address: str, name: str, value: str) -> dict[str, object]:
    """What this person sends, from the page as it is now."""
    told: dict[str, object] = dict(Answers(client.get(address).content.decode()).told)
    return {**told, **MORE.get(name, {}), EDITED[name][0]: [value] if value else []}


@pytest.mark.parametrize("name", EDITED)
def test_who_saves_on_top_of_anothers_change_is_told_and_changes_nothing(name: str) -> None:
    address, (_field, first, second) = where(name, scene()), EDITED[name]
    one, two = (someone(Role.ADMINISTRATOR, email=f"{who}@example.com") for who in ("one", "two"))
    begun = [filled(one, address, name, first), filled(two, address, name, second)]
    saved = one.post(address, begun[0])
    assert saved.status_code == 302, saved.content.decode()[-3000:]
    entries = Entry.objects.count()
    late = two.post(address, begun[1])
    text = late.content.decode()
    assert (late.status_code, "changed this meanwhile" in text or "changed meanwhile" in text) == (409, True)
    assert Entry.objects.count() == entries
    again = two.post(address, filled(two, address, name, second))
    assert again.status_code == 302, again.content.decode()[-3000:]


def test_a_refused_save_stays_refused_until_the_page_is_read_anew() -> None:
    place = scene(window_days=30)
    address, client = reverse("settings-policy", args=[place.merchant.pk]), someone(Role.ADMINISTRATOR)
    begun = filled(client, address, "settings-policy", "9")
    set_rules(place.merchant, {"window_days": 14}, by=ADMINISTRATOR, at=MONDAY)
    refused = client.post(address, begun)
    kept = Answers(refused.content.decode()).told
    assert (refused.status_code, kept["seen"], kept["window_days"]) == (409, begun["seen"], ["9"])
    assert client.post(address, {**kept, "step": "save"}).status_code == 409
    assert ReturnPolicy.objects.get().window_days == 14


@pytest.mark.parametrize("last", ["DP500000999GB", "DP500000014GB"])
def test_labels_drawn_meanwhile_are_no_change_of_a_carrier_and_its_save_takes_none_back(last: str) -> None:
    one = carrier(label_next="DP500000001GB", label_last=last)
    address, client = reverse("settings-carrier", args=[one.pk]), someone(Role.ADMINISTRATOR)
    begun = filled(client, address, "settings-carrier", "Renamed")
    drawn = "DP500000015GB" if last == "DP500000999GB" else ""
    Carrier.objects.filter(pk=one.pk).update(label_next=drawn)
    assert client.post(address, begun).status_code == 302
    assert Carrier.objects.values_list("name", "label_next").get() == ("Renamed", drawn)
    edited = {**filled(client, address, "settings-carrier", "Renamed"), "label_next": ["DP500000012GB"]}
    assert client.post(address, edited).status_code == 302
    assert Carrier.objects.get().label_next == "DP500000012GB"
    emptied = {**filled(client, address, "settings-carrier", "Renamed"), "label_next": [""], "label_last": [""]}
    assert client.post(address, emptied).status_code == 302
    assert (Carrier.objects.get().label_next, Carrier.objects.get().label_last) == ("", "")
