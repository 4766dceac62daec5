"""Messages and notes."""

import pytest

from aftercare.cases.models import Note
from aftercare.journal.models import Entry
from aftercare.org.roles import Role
from aftercare.returns.models import Return
from tests.factories.shop import order, scene
from tests.factories.stories import applied
from tests.web.returns.conftest import As
from tests.web.returns.reviewing import Answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> Return:
    place = scene()
    return applied(place, order(place), 1)


@pytest.mark.parametrize(("to", "for_buyer"), [("buyer", True), ("colleagues", False)])
def test_pressed_button_decides_who_reads_it(as_role: As, found: Return, to: str, for_buyer: bool) -> None:
    agent = as_role(Role.AGENT)
    done = agent.post(f"/returns/{found.number}/write/?state=approved", {"text": " Hello 李雷 ", "to": to})
    assert (done.status_code, done.headers["Location"]) == (302, f"/returns/{found.number}/?state=approved#talk")
    note = Note.objects.get()
    assert (note.text, note.for_buyer, note.author_name, note.from_buyer) == ("Hello 李雷", for_buyer, "Agent", False)


@pytest.mark.parametrize(
    "told", [{"text": "  ", "to": "buyer"}, {"text": "x" * 4001, "to": "buyer"}, {"text": "x", "to": "press"}]
)
def test_words_that_cannot_be_sent_are_refused_and_kept(as_role: As, found: Return, told: dict[str, str]) -> None:
    agent = as_role(Role.AGENT)
    entries = Entry.objects.count()
    refused = Answer(agent.post(f"/returns/{found.number}/write/", told))
    assert refused.status == 422
    assert (Note.objects.count(), Entry.objects.count()) == (0, entries)
    if told["text"].strip():
        assert told["text"] in refused.text


def test_sent_twice_is_written_once(as_role: As, found: Return) -> None:
    agent = as_role(Role.AGENT)
    for _ in range(2):
        agent.post(f"/returns/{found.number}/write/", {"text": "Hello", "to": "buyer", "once": "ABC"})
    assert Note.objects.count() == 1


def test_auditor_reads_and_does_not_write(as_role: As, found: Return) -> None:
    auditor = as_role(Role.AUDITOR)
    assert 'class="composer"' not in auditor.get(f"/returns/{found.number}/").content.decode()
    assert auditor.post(f"/returns/{found.number}/write/", {"text": "x", "to": "buyer"}).status_code == 403
    assert Note.objects.count() == 0
