"""One timeline of a case, for the desk and for the buyer."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from aftercare.cases.commands.notes import add_note, reveal_contact
from aftercare.cases.queries.file import notes_of
from aftercare.journal.queries.history import history_of_case
from aftercare.web.kit.parts import ItemKind, Photo
from aftercare.web.timeline import Material, timeline, who_acted
from tests.factories.people import AGENT, MONDAY, buyer
from tests.factories.shop import order, scene
from tests.factories.stories import shipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def material() -> Material:
    place = scene()
    found = shipped(place, order(place), 2)
    add_note(found.case, "Only for us", for_buyer=False, by=AGENT, at=MONDAY + timedelta(hours=3))
    add_note(found.case, "For the buyer", for_buyer=True, by=AGENT, at=MONDAY + timedelta(hours=4))
    add_note(found.case, "From the buyer", for_buyer=True, by=buyer(found.customer_id), at=MONDAY + timedelta(hours=5))
    reveal_contact(found.case, "phone", by=AGENT, at=MONDAY + timedelta(hours=6))
    photo = Photo("/p/", "/t/", "A photo")
    entries = list(history_of_case(found.case_id))
    return Material(entries, list(notes_of(found.case_id)), "GBP", {"returns.return.submit": [photo]})


def test_desk_reads_everything_newest_first(material: Material) -> None:
    told = [(item.kind, str(item.title or item.body), str(item.aside)) for item in timeline(material)]
    assert told == [
        (ItemKind.EVENT, "Personal data looked at", ""),
        (ItemKind.MESSAGE, "From the buyer", ""),
        (ItemKind.MESSAGE, "For the buyer", "to the buyer"),
        (ItemKind.NOTE, "Only for us", "note, colleagues only"),
        (ItemKind.EVENT, "Goods on their way", ""),
        (ItemKind.EVENT, "Approved by operations", ""),
        (ItemKind.EVENT, "Return asked for", ""),
    ]
    bodies = [str(item.body) for item in timeline(material)][4:]
    assert bodies == ["Sent by the buyer, Demo Post, DP123456789GB", "£1,398.00 promised.", "2 pieces, £1,398.00."]


def test_buyer_never_reads_notes_or_who_looked_at_his_data(material: Material) -> None:
    told = [str(item.title or item.body) for item in timeline(material, for_buyer=True)]
    assert told == [
        "From the buyer",
        "For the buyer",
        "Goods on their way",
        "Approved by operations",
        "Return asked for",
    ]


def test_photos_stand_with_the_entry_they_came_with(material: Material) -> None:
    assert [len(item.photos) for item in timeline(material)] == [0, 0, 0, 0, 0, 0, 1]


def test_who_acted_may_be_said_in_other_words(material: Material) -> None:
    told = timeline(material, who=lambda key, _name: key.split(":")[0])
    assert {str(item.who) for item in told} == {"member", "buyer"}


def test_what_the_system_calls_itself_is_said_in_the_readers_language_and_people_keep_their_names() -> None:
    with override("zh-hans"):
        assert str(who_acted("system:27", "Approval within the agent's limit")) == "客服额度内批准"
        assert str(who_acted("member:7", "Robin Vale")) == "Robin Vale"
