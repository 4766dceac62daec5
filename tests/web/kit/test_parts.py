"""Values behind the parts, and personal data behind its mask."""

import pytest

from aftercare.web.kit.masking import mask
from aftercare.web.kit.parts import OwedBar, StepState, Upload


def test_the_owed_bar_adds_up() -> None:
    bar = OwedBar("CNY", paid=94720, given=4000, this=73280)
    assert (bar.stays, bar.given_share, bar.this_share) == (17440, "4.22%", "77.36%")


def test_the_owed_bar_of_a_gift_is_empty() -> None:
    assert OwedBar("CNY", paid=0, given=0, this=0).this_share == "0%"


def test_a_case_stands_where_it_runs_waits_is_late_or_was_refused() -> None:
    assert {state for state in StepState if state.is_current} == {
        StepState.NOW,
        StepState.WAIT,
        StepState.LATE,
        StepState.BAD,
    }


def test_an_upload_says_its_limits() -> None:
    upload = Upload("photos", "Photos", 10 * 1024 * 1024)
    assert (upload.accept, upload.max_megabytes) == ("image/jpeg,image/png,image/webp", 10)


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        ("+44 7700 900142", "phone", "••• •••• 0142"),
        ("Orla Brandt", "name", "O•••"),
        ("orla@example.com", "email", "o•••@example.com"),
        ("not an address", "email", "•••"),
        ("12 Example Road, Demo City", "address", "•••, Demo City"),
        ("12 Example Road", "address", "•••"),
        ("anything", "unheard of", "•••"),
        ("", "phone", ""),
    ],
)
def test_a_mask_leaves_enough_to_recognise_and_not_enough_to_use(value: str, kind: str, shown: str) -> None:
    assert mask(value, kind) == shown
