"""A mail server, and an installation that sends through it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import pytest
from django.conf import LazySettings

from aftercare.jobs.subscriptions import SUBSCRIPTIONS
from aftercare.journal.models import Cursor, Entry
from aftercare.notifications.commands.telling import tell
from aftercare.notifications.models import Outlet, Policy
from tests.factories.people import MONDAY
from tests.messages.postoffice import Office, post_office
from tests.reading import read_next

SENDER = "service@shop.example"


@pytest.fixture
def office() -> Iterator[Office]:
    """The mail server."""
    with post_office() as found:
        yield found


@pytest.fixture
def outside(office: Office, settings: LazySettings, db: None) -> Office:
    """Messages leave this installation at any hour, by the mail server."""
    settings.NOTHING_LEAVES = False
    settings.MESSAGES_FRESH_DAYS = 20_000
    Policy.objects.create(quiet_begins="00:00", quiet_ends="00:00")
    Outlet.objects.create(
        kind="email", host="127.0.0.1", port=office.port, sender=SENDER, sender_name="Kestrel", timeout_seconds=2
    )
    return office


def read_journal() -> None:
    """Let the messages' reader see everything that happened, as the worker does."""
    reader = next(each for each in SUBSCRIPTIONS if each.name == "messages")
    Cursor.objects.get_or_create(name="messages")
    while read_next("messages", reader.take, at=MONDAY):
        pass


def read_journal_at(at: datetime) -> None:
    """The same, at a given hour."""

    def told(entries: Sequence[Entry]) -> None:
        tell(entries, at=at)

    while read_next("messages", told, at=at):
        pass
