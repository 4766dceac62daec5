"""The rows of an example, told so that two moments can be compared."""

from django.db import connection
from django.db.models import Model


class Books:
    """What was written in some tables since they were opened."""

    def __init__(self, *models: type[Model]) -> None:
        tables = [model._meta.db_table for model in models]
        self._since = _asked("SELECT '{0}', coalesce(max(id), 0)::text FROM {0}", dict.fromkeys(tables, ""))

    def told(self) -> dict[str, str]:
        """Every row with all its columns, as a print for each table."""
        return _asked(
            "SELECT '{0}', coalesce(md5(string_agg(kept::text, '|' ORDER BY id)), '') FROM {0} AS kept WHERE id > {1}",
            self._since,
        )


def _asked(question: str, about: dict[str, str]) -> dict[str, str]:
    """One answer for each table."""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(question.format(table, value) for table, value in about.items()))
        return dict(cursor.fetchall())
