"""Sessions as Django keeps them, found by a prepared statement: every request asks for its session first."""

from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from aftercare.rows.cursors import run

_FIND = "SELECT session_data, expire_date FROM django_session WHERE session_key = $1"


class SessionStore(db.SessionStore):
    """Django's own, and under its name, by which the rows are signed."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing, and a new key when it is kept, if it is unknown or has run out."""
        found = run(_FIND, [self.session_key])
        if found is None or found[1] <= timezone.now():
            self._session_key = None
            return {}
        held: dict[str, Any] = self.decode(found[0])
        return held
