"""The demo company: every state, every role, nothing twice, nothing real."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from rich.progress import Progress

from aftercare.cli.demo.loading import load, load_once
from aftercare.customers.models import Customer
from aftercare.journal.models import Entry
from aftercare.journal.queries.history import broken_links
from aftercare.orders.models import Order, OrderLine
from aftercare.org.models import Member, Merchant, ReturnAddress
from aftercare.org.roles import Role
from aftercare.org.rules import missing_parts
from aftercare.returns.models import Evidence, Return, ReturnLine
from aftercare.returns.terms import State

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
_FICTION = re.compile(r"\+44(7700900|20794600|1134960)\d+|\+34600000\d{3}|\+8613900000\d{3}")


@dataclass(frozen=True)
class Loaded:
    """How many returns were told, and what they were when the same day was loaded before."""

    returns: int
    before: list[tuple[object, ...]]


def told() -> list[tuple[object, ...]]:
    """What tells one demo company from another."""
    rows = Return.objects.order_by("applied_at", "pk")
    return list(rows.values_list("order_number", "goods", "state", "amount_minor", "applied_at", "completed_at"))


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Loaded]:
    """The demo company of a fixed day, made twice; the second stays for all tests here that only look."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        with transaction.atomic():
            found = Loaded(load(NOW, Progress(disable=True)), told())
            transaction.set_rollback(True)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(timezone, "now", lambda: NOW)
            load_once()
        yield found
        transaction.set_rollback(True)


def test_demo_company_is_loaded_once_and_always_the_same(loaded: Loaded, capsys: pytest.CaptureFixture[str]) -> None:
    assert told() == loaded.before
    entries = Entry.objects.count()
    load_once()
    assert (Entry.objects.count(), told()) == (entries, loaded.before)
    assert "is here already" in capsys.readouterr().out


def test_demo_company_shows_every_state_and_role_and_currency(loaded: Loaded) -> None:
    assert set(Return.objects.values_list("state", flat=True)) == set(State)
    assert Return.objects.count() == loaded.returns == 105
    assert {member.roles[0] for member in Member.objects.all()} == set(Role)
    assert set(Member.objects.values_list("email", flat=True)) == {f"{role}@demo.example" for role in Role}
    assert set(Order.objects.values_list("currency", flat=True)) == {"GBP", "EUR", "CNY"}
    assert (Merchant.objects.count(), Order.objects.count(), Customer.objects.count()) == (6, 212, 60)
    assert Evidence.objects.filter(from_dock=True).exists()
    assert Evidence.objects.filter(from_dock=False).exists()


def test_demo_company_has_its_odd_cases(loaded: Loaded) -> None:
    counts = ReturnLine.objects.values_list("quantity", "counted", "accepted", "damaged")
    assert (3, 2, 2, 1) in set(counts)
    assert Return.objects.exclude(consent="").filter(state=State.COMPLETED).count() >= 4
    assert Return.objects.exclude(send_back_reason="").filter(state=State.COMPLETED).exists()
    assert Return.objects.filter(window_rule="overridden").exists()
    assert Return.objects.filter(freight_minor__gt=0).exists()
    incomplete = [each.name for each in ReturnAddress.objects.all() if missing_parts(vars(each))]
    assert incomplete == ["Overflow hall (not ready)"]
    own = Customer.objects.get(member__email="buyer@demo.example")
    assert Return.objects.filter(customer=own).count() == 5


def test_demo_company_holds_no_real_phone_and_no_time_to_come(loaded: Loaded) -> None:
    strange = [phone for phone in Customer.objects.values_list("phone", flat=True) if not _FICTION.fullmatch(phone)]
    assert strange == []
    assert Entry.objects.filter(at__gt=NOW).count() == 0
    assert not Return.objects.filter(state=State.APPROVED, goods_due_on__lt=NOW.date()).exists()
    assert Entry.objects.order_by("at")[0].at > NOW - timedelta(days=71)


def test_demo_companys_books_balance(loaded: Loaded) -> None:
    assert list(broken_links()) == []
    for line in OrderLine.objects.filter(paid_out_minor__gt=0):
        assert line.paid_out_minor <= line.granted_minor <= line.paid_minor
