"""The demo company is for empty installations alone."""

from datetime import UTC, datetime

import pytest

from aftercare.cli.demo.loading import load_once
from aftercare.cli.saying import Refusal
from aftercare.kernel.actor import SYSTEM
from aftercare.org.commands.merchants import add_merchant
from aftercare.org.models import Merchant

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


def test_demo_company_stays_away_from_a_real_one() -> None:
    add_merchant("real", "A real merchant", by=SYSTEM, at=NOW)
    with pytest.raises(Refusal, match="only for an empty installation"):
        load_once()
    assert Merchant.objects.count() == 1
