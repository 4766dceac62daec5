"""The page of events says what the code does."""

from pathlib import Path

from aftercare.jobs.management.commands.events import PAGE, page, schema, schema_page
from aftercare.notifications.rules.events import EVENTS
from aftercare.notifications.rules.outside import TOLD, VERSIONS
from aftercare.notifications.rules.schemas import FIELDS_1, SCHEMAS
from aftercare.web.message_words import EVENT

ROOT = Path(__file__).parent.parent.parent


def test_the_kept_page_of_events_is_up_to_date() -> None:
    assert (ROOT / PAGE).read_text() == page(), "Run `manage.py events` and commit docs/reference/events.md."


def test_each_version_of_the_payload_has_its_schema_which_knows_all_that_goes_out() -> None:
    assert set(VERSIONS) == set(SCHEMAS)
    for version in VERSIONS:
        assert (ROOT / schema_page(version)).read_text() == schema(version), "Run `manage.py events`."
    assert {name.removesuffix("_minor") for name in TOLD} - set(FIELDS_1) == set()


def test_every_event_has_a_name_on_screen() -> None:
    assert {event.code for event in EVENTS} - set(EVENT) == set()
