"""The page of events says what the code does."""

from pathlib import Path

from aftercare.jobs.management.commands.events import PAGE, page
from aftercare.notifications.rules.events import EVENTS
from aftercare.web.message_words import EVENT

ROOT = Path(__file__).parent.parent.parent


def test_the_kept_page_of_events_is_up_to_date() -> None:
    assert (ROOT / PAGE).read_text() == page(), "Run `manage.py events` and commit docs/reference/events.md."


def test_every_event_has_a_name_on_screen() -> None:
    assert {event.code for event in EVENTS} - set(EVENT) == set()
