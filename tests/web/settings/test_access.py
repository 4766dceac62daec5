"""Every address of the settings, for every role: a page, or a refusal that changed nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from aftercare.clocks.commands.changing import plan_target
from aftercare.clocks.terms import Metric, Target, Unit
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM
from aftercare.notifications.commands.endpoints import EndpointChoice, add_endpoint
from aftercare.notifications.commands.reaching import exclude
from aftercare.org.commands.keys import create_key
from aftercare.org.commands.points import PointChoice, set_point
from aftercare.org.models import ReturnAddress
from aftercare.org.rights import Right
from aftercare.org.roles import ROLE_RIGHTS, Role
from tests.factories.aside import put_aside
from tests.factories.carriers import carrier
from tests.factories.people import MONDAY, actor, member
from tests.factories.promises import promise
from tests.factories.shop import Scene, scene
from tests.web.settings.people import someone

pytestmark = pytest.mark.django_db
ADMINISTRATOR = actor(Role.ADMINISTRATOR)

SECTIONS: dict[Right, tuple[str, ...]] = {
    Right.REASONS_MANAGE: (
        "settings-reasons", "settings-reason-new", "settings-reason-order", "settings-reason", "settings-reason-show",
        "settings-reason-hide", "settings-reason-up", "settings-reason-down", "settings-reason-delete",
    ),
    Right.MERCHANTS_MANAGE: (
        "settings-merchants", "settings-merchant-new", "settings-merchant", "settings-merchant-edit",
        "settings-policy", "settings-goods-class", "settings-shop-new", "settings-shop", "settings-review",
    ),
    Right.ADDRESSES_MANAGE: ("settings-addresses", "settings-address-new", "settings-address"),
    Right.MEMBERS_MANAGE: ("settings-members", "settings-member-new", "settings-member"),
    Right.KEYS_MANAGE: ("settings-keys", "settings-key-new", "settings-key-revoke"),
    Right.GATEWAYS_MANAGE: ("settings-gateways", "settings-gateway-default", "settings-gateway"),
    Right.CARRIERS_MANAGE: (
        "settings-carriers",
        "settings-carrier-new",
        "settings-carrier",
        "settings-point-new",
        "settings-point",
    ),
    Right.LIMITS_MANAGE: ("settings-limits", "settings-limit", "settings-decision-time"),
    Right.CLOCKS_MANAGE: (
        "settings-times", "settings-time-templates", "settings-time-new", "settings-time", "settings-time-edit",
        "settings-step-new", "settings-change", "settings-calendars", "settings-calendar-new", "settings-calendar",
        "settings-calendar-hours", "settings-calendar-days",
    ),
    Right.MESSAGES_MANAGE: (
        "settings-messages", "settings-who", "settings-message-rules", "settings-outlet", "settings-template",
        "settings-blocks", "settings-block-new", "settings-block-remove",
    ),
    Right.WEBHOOKS_MANAGE: (
        "settings-webhooks", "settings-webhook-new", "settings-webhook", "settings-webhook-edit",
        "settings-webhook-secret", "settings-webhook-remove", "settings-webhook-replay", "settings-webhook-try",
    ),
    Right.JOURNAL_SEE: ("settings-journal",),
    Right.READERS_MEND: ("settings-aside", "settings-aside-again", "settings-aside-all", "settings-aside-leave"),
}  # fmt: skip
POST_ONLY = {
    "settings-goods-class",
    "settings-reason-order", "settings-reason-show", "settings-reason-hide", "settings-reason-up",
    "settings-reason-down", "settings-block-remove", "settings-webhook-replay", "settings-webhook-try",
    "settings-aside-again", "settings-aside-all",
}  # fmt: skip

GET_ONLY = {
    "settings-reasons", "settings-merchants", "settings-merchant", "settings-addresses", "settings-members",
    "settings-keys", "settings-gateways", "settings-journal", "settings-limits", "settings-times",
    "settings-time-templates", "settings-carriers",
    "settings-time", "settings-calendars", "settings-calendar",
    "settings-messages", "settings-blocks", "settings-webhooks", "settings-webhook", "settings-aside",
}  # fmt: skip


def addresses(place: Scene) -> dict[str, str]:
    """Where every page is found, by name."""
    key, _secret = create_key("Shop", by=SYSTEM, at=MONDAY)
    policy = promise(Metric.DECIDE, 240)
    change = plan_target(policy, Target(9, Unit.MINUTES), None, by=SYSTEM, at=MONDAY)
    assert policy.calendar
    choice = EndpointChoice("ERP", "https://erp.example/hook")
    endpoint, _secret = add_endpoint(choice, merchant=None, by=ADMINISTRATOR, at=MONDAY)
    corner = PointChoice("corner", "Corner", "Demo City", "1 Road")
    pk = {
        **{f"settings-calendar{page}": policy.calendar.pk for page in ("", "-hours", "-days")},
        **dict.fromkeys(("settings-time", "settings-time-edit", "settings-step-new"), policy.pk),
        "settings-change": change.pk,
        "settings-merchant": place.merchant.pk,
        "settings-merchant-edit": place.merchant.pk,
        "settings-gateway": place.merchant.pk,
        "settings-policy": place.merchant.pk,
        "settings-review": place.merchant.pk,
        "settings-goods-class": place.merchant.pk,
        "settings-shop-new": place.merchant.pk,
        "settings-shop": place.shop.pk,
        "settings-address": place.address.pk,
        "settings-carrier": carrier().pk,
        "settings-point": set_point(None, corner, by=ADMINISTRATOR, at=MONDAY).pk,
        "settings-member": member(Role.BUYER, email="somebody@example.com").pk,
        "settings-key-revoke": key.pk,
        **dict.fromkeys(("settings-aside-again", "settings-aside-leave"), put_aside("payouts").pk),
        "settings-aside-all": "payouts",
        "settings-who": "received",
        "settings-outlet": "email",
        "settings-block-remove": exclude("a@post.example", by=ADMINISTRATOR, at=MONDAY).pk,
        **{
            f"settings-webhook{act}": endpoint.pk for act in ("", "-edit", "-secret", "-remove", "-replay", "-try")
        },
        "settings-reason-new": "return_refund",
        "settings-reason-order": "return_refund",
        **{
            f"settings-reason{act}": place.reason.pk
            for act in ("", "-show", "-hide", "-up", "-down", "-delete")
        },
    }  # fmt: skip
    names = [name for section in SECTIONS.values() for name in section]
    found = {
        name: reverse(name, args=[pk[name]] if name in pk else []) for name in names if name != "settings-template"
    }
    return {**found, "settings-template": reverse("settings-template", args=["received", "en"])}


def visitor_of(role: Role, place: Scene) -> Client:
    """Somebody of the role, with the merchant when he is confined to one."""
    return someone(role, merchants=(place.merchant,) if role == Role.MERCHANT else ())


@pytest.fixture(scope="module")
def place(whole_file: None) -> Scene:
    """A merchant with a shop."""
    return scene()


@pytest.fixture(scope="module")
def where(place: Scene) -> dict[str, str]:
    """Where every page about this merchant is found, by name."""
    return addresses(place)


@pytest.mark.parametrize("role", list(Role))
def test_a_page_is_open_to_its_right_alone(role: Role, place: Scene, where: dict[str, str]) -> None:
    client = visitor_of(role, place)
    for right, names in SECTIONS.items():
        for name in names:
            found = 405 if name in POST_ONLY else 200
            expected = found if right in ROLE_RIGHTS[role] or name in POST_ONLY else 403
            assert (name, client.get(where[name]).status_code) == (name, expected)


@pytest.mark.parametrize("role", list(Role))
def test_without_the_right_a_form_changes_nothing(role: Role, place: Scene, where: dict[str, str]) -> None:
    client = visitor_of(role, place)
    entries = Entry.objects.count()
    for right, names in SECTIONS.items():
        if right in ROLE_RIGHTS[role]:
            continue
        for name in names:
            expected = 405 if name in GET_ONLY else 403
            assert (name, client.post(where[name], {"name": "x"}).status_code) == (name, expected)
    assert Entry.objects.count() == entries


@pytest.mark.parametrize("role", list(Role))
def test_first_page_shows_what_the_role_may_set_up(role: Role, place: Scene) -> None:
    client = visitor_of(role, place)
    may = [right for right in SECTIONS if right in ROLE_RIGHTS[role]]
    page = client.get(reverse("settings"))
    if not may:
        assert page.status_code == 403
    elif len(may) == 1:
        assert page["Location"] == reverse(SECTIONS[may[0]][0])
    else:
        shown = dict.fromkeys(section.right for section in page.context["open_sections"])
        assert list(shown) == may
    rail = client.get(reverse("profile")).content.decode()
    assert ('href="/settings/"' in rail) == bool(may)


def test_a_visitor_is_asked_to_sign_in(where: dict[str, str]) -> None:
    visitor = Client()
    for address in where.values():
        answer = visitor.post(address) if visitor.get(address).status_code == 405 else visitor.get(address)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("account_login"))


def test_a_merchant_s_person_finds_own_addresses_only(place: Scene) -> None:
    own, foreign = place, scene("northlight")
    client = visitor_of(Role.MERCHANT, own)
    page = client.get(reverse("settings-addresses"))
    assert [row.address.pk for row in page.context["rows"]] == [own.address.pk]
    other = reverse("settings-address", args=[foreign.address.pk])
    before, entries = foreign.address.name, Entry.objects.count()
    assert client.get(other).status_code == 404
    assert client.post(other, {"name": "Mine now", "is_active": "on"}).status_code == 404
    into = {"merchant": foreign.merchant.pk, "name": "Trojan"}
    assert client.post(reverse("settings-address-new"), into).status_code == 422
    foreign.address.refresh_from_db()
    assert (foreign.address.name, Entry.objects.count()) == (before, entries)
    assert not ReturnAddress.objects.filter(name="Trojan").exists()


@pytest.mark.parametrize("pk", [0, 999999, 99999999999999999999])
def test_what_does_not_exist_is_not_found(pk: int, place: Scene) -> None:
    client = someone(Role.ADMINISTRATOR)
    for name in ("settings-reason", "settings-merchant", "settings-address", "settings-member", "settings-key-revoke"):
        assert client.get(f"{reverse(name, args=[1])}".replace("/1/", f"/{pk}/")).status_code == 404
