"""The due time that lists of returns show."""

from collections.abc import Iterable

from aftercare.clocks.commands import lists
from aftercare.journal.terms import CASE_STREAM
from aftercare.returns.models import Return


def follow_clocks(streams: Iterable[str]) -> int:
    """Bring those of these cases' returns in line with their clocks; how many changed."""
    return lists.follow_clocks(Return, streams, prefix=CASE_STREAM, column="case_id")
