"""Every address of the desks × every role: who is let in stands in one table."""

from collections.abc import Iterator
from functools import cache
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from aftercare.clocks.commands.changing import plan_target
from aftercare.clocks.commands.policies import NewStep
from aftercare.clocks.models import Hotline, Policy, PolicyStep
from aftercare.clocks.terms import Act, Metric, Target, Unit
from aftercare.customers.commands import link_member
from aftercare.duties.models import Duty
from aftercare.kernel.actor import SYSTEM
from aftercare.org.roles import Role
from aftercare.returns.models import Return
from tests.factories.duties import certificate, duty, rota_keys, task
from tests.factories.people import MONDAY, member
from tests.factories.promises import hotline, promise
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import inspected

TABLE = {
    "agent operations_reviewer finance_reviewer manager auditor merchant": """
        return-follow-ups mail-attachment
        returns-list return-detail order-detail customer-detail returns-columns returns-view returns-view-new
        returns-export returns-exported returns-export-file""",
    "agent operations_reviewer manager": """
        return-new return-new-for return-new-amount service-compensation service-offer service-offer-withdraw""",
    "agent operations_reviewer finance_reviewer manager": "service-questions service-question",
    "agent operations_reviewer manager merchant ": "service-decisions",
    "manager": "service-decision",
    "agent operations_reviewer  manager": "service-marks",
    "operations_reviewer manager merchant": """
        return-approve return-lose return-deduct return-reject return-instead returns-batch service-resend""",
    "agent": """
        return-ship return-pickup return-pickup-change return-pickup-off return-pickup-missed return-parcel-add
        return-confirm""",
    "manager point": "points point-take point-send point-back point-here point-hand-over hand-in-receipt",
    "agent operations_reviewer dock manager auditor administrator merchant": "parcels finds find parcel-scans",
    "agent operations_reviewer manager administrator": """
        parcel-files parcel-scan-match parcel-scan-aside return-scan""",
    "operations_reviewer dock manager": "find-match find-decide",
    "agent operations_reviewer finance_reviewer manager merchant": """
        return-write return-follow-up return-day service-ask service service-unanswered service-reply service-late
        service-told service-doubled service-gift""",
    "agent operations_reviewer manager merchant": "return-release return-reveal message-reveal",
    "finance_reviewer cashier manager auditor merchant": """
        finance-list finance-detail finance-overpaid finance-charges
        finance-export finance-exported finance-export-file""",
    "manager ": "finance-charge-waive",
    "cashier": """
        finance-charge-paid         finance-came-back finance-pay
        finance-pay-batch finance-bank-file finance-gateway finance-gateway-again finance-gateway-ask
        finance-gateway-keep finance-gateway-withdraw finance-gateway-correct finance-gateway-settle""",
    "finance_reviewer cashier manager auditor": "finance-statements",
    "finance_reviewer": """
        finance-propose-write-off finance-decide-write-off
        finance-batch finance-approve finance-send-back finance-statement-import finance-difference-settle""",
    "dock manager auditor merchant logistics": """
        dock dock-register dock-register-paper dock-export dock-exported dock-export-file
        dock-count dock-effect dock-photos dock-sending dock-send""",
    "dock logistics": """
        dock-arrived dock-refuse dock-find dock-late dock-second dock-send-refused dock-here dock-learn packing-slip""",
    "dock": "dock-pick dock-put-back",
    "buyer": """
        portal-list my-order my-order-return my-order-amount my-order-exchange my-order-difference my-order-repair
        my-confirm
        my-case my-ship my-correct my-pickup my-pickup-change
        my-pickup-off my-pickup-missed my-cancel my-message my-fetch my-label
        my-photo my-thumbnail my-accept my-decline my-deduction""",
    "manager auditor administrator merchant": """
        settings scores score score-compare score-cases benchmarks kpi-definitions ratings""",
    "manager administrator": """
        settings-times settings-time-templates settings-time-new settings-time settings-time-edit settings-step-new
        settings-step-remove settings-change settings-change-drop settings-calendars settings-calendar-new
        settings-calendar settings-calendar-hours settings-calendar-days
        settings-hotlines settings-hotline-new settings-hotline
        settings-reasons settings-reason-new settings-reason-order settings-reason settings-reason-show
        settings-reason-hide settings-reason-up settings-reason-down settings-reason-delete
        benchmark-new kpi-define kpi-withdraw trade-new score-trade intervention""",
    "agent operations_reviewer finance_reviewer cashier dock manager administrator": """
        duties duty-customers duty-calls duty-call-new duty-rota duty-task-new duty-task duty-paper duty-act""",
    "manager administrator  ": """
        duties-recurring duty-new duty-end duty-distances duty-certificates duty-certificate-new
        duty-certificate-remove duty-rota-new duty-rota-add duty-rota-off duty-rota-rest duty-rota-rehearse""",
    "manager auditor administrator": """
        times times-owed times-replay times-exchanges times-exchanges-file times-volumes
        times-volumes-file""",
    "administrator": """
        settings-promise-new settings-promise-end
        settings-exchanges
        settings-merchants settings-merchant-new settings-merchant settings-merchant-edit settings-policy
        settings-goods-class settings-review settings-review-new settings-review-rule settings-review-remove
        settings-shop-new settings-shop settings-members settings-member-new settings-member settings-keys
        settings-carriers settings-carrier-new settings-carrier settings-point-new settings-point settings-watch
        settings-key-new settings-key-revoke settings-gateways settings-gateway-default settings-gateway kit-gallery
        settings-messages settings-who settings-message-rules settings-outlet settings-template settings-blocks
        settings-block-new settings-block-remove settings-webhooks settings-webhook-new settings-webhook
        settings-webhook-edit settings-webhook-secret settings-webhook-remove settings-webhook-replay
        settings-webhook-try settings-delivery settings-delivery-replay
        settings-aside settings-aside-again settings-aside-all settings-aside-leave
        kit-dialog kit-phone kit-paper""",
    "manager administrator merchant": "settings-addresses settings-address-new settings-address",
    "agent operations_reviewer finance_reviewer cashier dock manager auditor administrator merchant logistics point": (
        "times-stuck"
    ),
    "agent finance_reviewer dock": "times-step",
    "manager  administrator": "settings-limits settings-limit settings-decision-time",
    "manager auditor": "settings-journal",
    "agent manager auditor": "messages message message-again",
    "agent manager": "return-cancel inbox mail mail-file mail-aside mail-open",
    "agent operations_reviewer finance_reviewer cashier dock manager auditor administrator merchant logistics": """
        search palette""",
    "agent operations_reviewer finance_reviewer cashier dock manager auditor  administrator buyer merchant"
    " logistics": "photo photo-thumb",
    "agent operations_reviewer finance_reviewer dock manager auditor buyer merchant logistics": """
        return-slip return-label""",
}
OPEN = {
    "health", "home", "demo-door", "set_language", "profile", "no-address-book",
    "find-order", "found-orders", "found-order", "found-order-return", "found-order-amount",
    "found-order-exchange", "found-order-difference", "found-order-repair", "link-confirm",
    "case-by-link", "link-ship", "link-correct", "link-pickup", "link-pickup-change", "link-pickup-off",
    "link-pickup-missed", "link-cancel", "link-message",
    "dock-phone", "link-photo", "link-thumbnail", "link-slip", "link-fetch", "link-label", "link-label-pdf",
    "link-accept", "link-decline", "link-deduction",
    "bell", "bell-list", "bell-read", "bell-follow", "bell-case", "bell-own", "message-off", "rate",
}  # fmt: skip
"""Open to everybody, or behind a secret link or session that their own tests try."""

TIMES = ("settings-time", "settings-step", "settings-change", "settings-calendar")
EXPECTED = {name: set(roles.split()) for roles, names in TABLE.items() for name in names.split()}


def our_patterns() -> Iterator[URLPattern]:
    """Every address but the API's (its own table is in tests/api) and the sign-in library's."""
    todo: list[tuple[str, URLPattern | URLResolver]] = [("", p) for p in get_resolver().url_patterns]
    while todo:
        prefix, pattern = todo.pop()
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            todo += [(path, p) for p in pattern.url_patterns]
        elif not path.startswith("api/") and not pattern.lookup_str.startswith(("allauth.", "django.views.i18n")):
            yield pattern


@cache
def pattern_of(name: str) -> URLPattern:
    """The address of this name; the addresses are looked through once for each, not for each request."""
    return next(p for p in our_patterns() if p.name == name)


def test_every_address_stands_in_the_table_and_states_its_right() -> None:
    patterns = list(our_patterns())
    unmarked = [p.lookup_str for p in patterns if not hasattr(p.callback, "access")]
    assert unmarked == []
    assert [str(p.pattern) for p in patterns if not p.name] == [], "an address without a name slips through the table"
    named = [p.name for p in patterns if p.name]
    assert [name for name in named if named.count(name) > 1] == [], "of two addresses with one name only one is tried"
    assert set(named) == set(EXPECTED) | OPEN
    assert set(EXPECTED) & OPEN == set()
    assert {p.name for p in patterns if p.name and p.callback.access == "open"} <= OPEN  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def story(whole_file: None) -> tuple[Scene, Return]:
    """A return that dock and finance see."""
    place = scene()
    return place, inspected(place, order(place), 1)


@pytest.fixture(scope="module")
def where(story: tuple[Scene, Return]) -> dict[str, str]:
    """The address of every page, each about a record of its own."""
    return {name: address(name, *story) for name in EXPECTED}


def address(name: str, place: Scene, returning: Return) -> str:
    """The address of a page about the story's records."""
    values = {
        "number": returning.number,
        "order_id": returning.order_id,
        "kind": "return_refund",
        "act": "finish" if name == "duty-act" else "keep",
        "condition": "amount",
        "file_id": uuid4(),
        "key": uuid4(),
        "pk": _pk(name, place, returning),
        "event": "received",
        "source": "refund",
        "language": "en",
        "mark": "p1.00000000000000000000",
        "kpi": "disputes",
        "reader": "messages",
    }
    pattern = pattern_of(name)
    return reverse(name, kwargs={key: values[key] for key in pattern.pattern.converters})


def _pk(name: str, place: Scene, returning: Return) -> int:
    if name.startswith("settings-reason"):
        return place.reason.pk
    if name == "duty-end":
        return duty(f"{name} {Duty.objects.count()}").pk
    if name.startswith("duty-"):
        return _of_duties(name)
    if name == "settings-hotline":
        return hotline(f"{name} {Hotline.objects.count()}").pk
    if name.startswith(TIMES):
        return time_promise(name)
    owners = {"order-detail": returning.order_id, "customer-detail": returning.customer_id}
    return owners.get(name, place.merchant.pk)


def _of_duties(name: str) -> int:
    """A person of a rota, a certificate, or a task."""
    if name in ("duty-rota-add", "duty-rota-off", "duty-rota-rest"):
        return rota_keys(member(Role.DOCK, email=f"{uuid4().hex}@example.com"))[name]
    if name == "duty-certificate-remove":
        return certificate(member(Role.DOCK, email=f"{uuid4().hex}@example.com")).pk
    return task(name).pk


def time_promise(name: str) -> int:
    """A calendar, a policy, its step or its change, as the page wants it."""
    policy = promise(
        Metric.DECIDE, 240, Unit.OPEN_MINUTES, NewStep(0, Act.RAISE), name=f"{name} {Policy.objects.count()}"
    )
    if name.startswith("settings-calendar"):
        return policy.calendar_id or 0
    if name == "settings-step-remove":
        return PolicyStep.objects.latest("pk").pk
    if name.startswith("settings-change"):
        return plan_target(policy, Target(9, Unit.MINUTES), None, by=SYSTEM, at=MONDAY).pk
    return policy.pk


AS_A_PART = {"HX-Request": "true"}
"""Who is to be shut out asks for one whole page of each desk, and for the others as a part of a page does: the door is
the same, and answers with a sentence instead of a page around it, which takes half as long."""


def signed_in(role: Role, place: Scene, returning: Return) -> Client:
    """A browser in which somebody with this role is signed in."""
    who = member(role, merchants=(place.merchant,) if role == Role.MERCHANT else ())
    if role == Role.BUYER:
        link_member(returning.customer, who.pk)
    client = Client()
    client.force_login(who)
    return client


def shut_out(answer: HttpResponseBase) -> bool:
    """Whether the door's own refusal came back."""
    return answer.status_code == 403


@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_let_in_where_the_table_says(
    role: Role, story: tuple[Scene, Return], where: dict[str, str], db: None
) -> None:
    client = signed_in(role, *story)
    wrong, closed = [], set[str]()
    for name, roles in EXPECTED.items():
        desk = where[name].split("/")[1]
        asked = AS_A_PART if role not in roles and desk in closed else {}
        closed |= set() if role in roles else {desk}
        answer = client.get(where[name], headers=asked)
        if answer.status_code == 405:
            allowed, let_in = role in roles, not shut_out(client.post(where[name], headers=asked))
        else:
            allowed, let_in = role in roles, not shut_out(answer)
        if allowed != let_in or answer.status_code >= 500:
            wrong.append((name, answer.status_code, "expected in" if allowed else "expected out"))
    assert wrong == []


def test_nobody_signed_in_is_sent_to_the_sign_in_page(where: dict[str, str], db: None) -> None:
    client, wrong = Client(), []
    for name in EXPECTED:
        answer = client.get(where[name])
        if answer.status_code == 405:
            answer = client.post(where[name])
        if answer.status_code != 302 or not answer["Location"].startswith("/accounts/login/"):
            wrong.append((name, answer.status_code))
    assert wrong == []


def library_patterns() -> Iterator[URLPattern]:
    """Addresses that the sign-in library brings along, below its own."""
    todo: list[URLPattern | URLResolver] = list(get_resolver("allauth.urls").url_patterns)
    while todo:
        pattern = todo.pop()
        if isinstance(pattern, URLResolver):
            todo += pattern.url_patterns
        else:
            yield pattern


FOR_ALL = {"account_reset_password", "account_reset_password_done", "account_reset_password_from_key_done",
           "account_email_verification_sent", "account_inactive"}  # fmt: skip
"""Of the library: who forgot a password, or is told that something was sent."""
OF_VISITORS = {
    "account_login",
    "account_signup",
    "account_confirm_login_code",
    "mfa_login_webauthn",
    "mfa_authenticate",
}
"""Of the library: ways in; who is in already is led home. Signing up is closed: its page says so."""
BY_KEY: dict[str, dict[str, Any]] = {
    "account_reset_password_from_key": {"uidb36": "1", "key": "x-y"},
    "account_confirm_email": {"key": "x"},
}
"""Of the library: the key in the address is what opens."""
OF_MEMBERS = {
    "account_logout", "account_change_password", "account_set_password", "account_reauthenticate", "account_email",
    "mfa_index", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn",
    "mfa_edit_webauthn", "mfa_remove_webauthn", "mfa_reauthenticate_webauthn",
}  # fmt: skip
"""Of the library: one's own password, second factor and passkeys, whatever one's role."""


def ask_library(client: Client, name: str) -> tuple[int, str]:
    """Status, and where it leads."""
    values: dict[str, Any] = BY_KEY.get(name) or (
        {"pk": 1} if name.endswith(("edit_webauthn", "remove_webauthn")) else {}
    )
    answer = client.get(reverse(name, kwargs=values))
    return answer.status_code, answer.headers.get("Location", "").partition("?")[0]


def test_the_library_brings_no_address_that_nobody_looked_at() -> None:
    assert {p.name for p in library_patterns()} == FOR_ALL | OF_VISITORS | OF_MEMBERS | set(BY_KEY)


@pytest.mark.django_db
def test_visitors_reach_only_the_ways_in_of_the_library() -> None:
    client, own = Client(), {"account_logout": (302, "/"), "account_email": (302, "/me/")}
    for name in FOR_ALL | {
        "account_login",
        "account_signup",
        "account_confirm_email",
        "account_reset_password_from_key",
    }:
        assert ask_library(client, name)[0] == 200, name
    for name in OF_MEMBERS:
        assert ask_library(client, name) == own.get(name, (302, "/accounts/login/")), name
    assert "closed" in client.get("/accounts/signup/").content.decode().lower()


@pytest.mark.parametrize("role", list(Role))
def test_each_role_has_its_own_account_and_is_led_home_from_the_ways_in(role: Role, db: None) -> None:
    client = Client()
    client.force_login(member(role))
    for name in OF_VISITORS:
        assert ask_library(client, name) == (302, "/"), name
    for name in OF_MEMBERS - {"account_logout"}:
        status, where = ask_library(client, name)
        assert (status in {200, 302, 404}, where.startswith("/accounts/login")) == (True, False), name
