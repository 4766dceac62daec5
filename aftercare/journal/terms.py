"""The journal's words: what is recorded, and what request it belongs to."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from aftercare.kernel.actor import Actor

current_request: ContextVar[str] = ContextVar("current_request", default="")
"""The id of the web request or job that is being served; set at the door."""

NO_STREAM = ""


@dataclass(frozen=True)
class Fact:
    """Something that happened and is to be recorded. `stream` is the case's chain, or empty for facts of no case.

    `begins_stream`: nobody else can know the stream yet, so it has no entries and needs no lock.
    """

    kind: str
    subject: str
    by: Actor
    at: datetime
    stream: str = NO_STREAM
    before: Mapping[str, object] = field(default_factory=dict)
    after: Mapping[str, object] = field(default_factory=dict)
    note: str = ""
    begins_stream: bool = False


CASE_STREAM = "case:"
"""How the names of cases' streams begin."""


def case_stream(case_id: int) -> str:
    """The stream in which everything of one case stands."""
    return f"{CASE_STREAM}{case_id}"
