"""The demo company is loaded once, into an empty installation, and always the same."""

from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.utils import timezone
from rich.progress import Progress

from aftercare.cli.demo.loading import load, load_once
from aftercare.cli.saying import Refusal
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM
from aftercare.org.commands.merchants import add_merchant
from aftercare.org.models import Merchant
from aftercare.returns.models import Return

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


def told() -> list[tuple[object, ...]]:
    """What tells one demo company from another."""
    rows = Return.objects.order_by("applied_at", "pk")
    return list(rows.values_list("order_number", "goods", "state", "amount_minor", "applied_at", "completed_at"))


def test_demo_company_is_loaded_once_and_always_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with transaction.atomic():
        load(NOW, Progress(disable=True))
        first = told()
        transaction.set_rollback(True)
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    load_once()
    assert told() == first
    entries = Entry.objects.count()
    load_once()
    assert (Entry.objects.count(), told()) == (entries, first)
    assert "is here already" in capsys.readouterr().out


def test_demo_company_stays_away_from_a_real_one() -> None:
    add_merchant("real", "A real merchant", by=SYSTEM, at=NOW)
    with pytest.raises(Refusal, match="only for an empty installation"):
        load_once()
    assert Merchant.objects.count() == 1
