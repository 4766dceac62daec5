"""After an update, large tables that were written anew get their visibility map back."""

import pytest
from django.db import connection

from aftercare.cli import tidying
from aftercare.cli.tidying import tidy_rewritten

pytestmark = pytest.mark.django_db(transaction=True)


def vacuums() -> int:
    """How often somebody had the reasons' table vacuumed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT vacuum_count FROM pg_stat_user_tables WHERE relname = 'catalog_reason'")
        return int(cursor.fetchone()[0])


def test_a_large_table_that_was_written_anew_is_vacuumed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tidying, "MANY_ROWS", 100)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO catalog_reason (kind, code, labels, position, is_shown) "
            "SELECT 'return_refund', 'r-' || n, '{}', n, true FROM generate_series(1, 200) AS n"
        )
        # As an update does that adds a stored column.
        cursor.execute("ALTER TABLE catalog_reason ADD COLUMN twice int GENERATED ALWAYS AS (position * 2) STORED")
        cursor.execute("ANALYZE catalog_reason")
    before = vacuums()
    try:
        assert tidy_rewritten() == ["catalog_reason"]
        assert vacuums() == before + 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE catalog_reason DROP COLUMN twice")


def test_small_tables_are_left_alone() -> None:
    assert tidy_rewritten() == []
