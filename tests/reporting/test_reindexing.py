"""The operator builds the index anew."""

import pytest

from aftercare.cli.reindexing import reindex
from aftercare.reporting.models import SearchDoc
from aftercare.reporting.queries.search import search
from tests.factories.people import AGENT
from tests.factories.shop import order, scene
from tests.factories.stories import applied


@pytest.mark.django_db
def test_reindex_makes_everything_findable(capsys: pytest.CaptureFixture[str]) -> None:
    place = scene()
    returning = applied(place, order(place))
    assert search(AGENT, "headphones").total == 0
    reindex()
    assert search(AGENT, "headphones").cases == [returning]
    assert SearchDoc.objects.count() == 3
    told = capsys.readouterr().out.splitlines()
    assert told == [f"{name} that can be found: 1." for name in ("Cases", "Orders", "Customers")]
