"""Columns: what was kept is fitted to what there is, and moved one act at a time."""

import pytest

from aftercare.lists.rules.arranging import MOST_FROZEN, NARROWEST, WIDEST, arranged, frozen_at, frozen_to, moved
from aftercare.lists.terms import Arrangement

STANDARD = Arrangement(("number", "state", "goods", "buyer", "money"), hidden=frozenset({"buyer"}))


def test_nothing_kept_is_the_standard() -> None:
    assert arranged(None, STANDARD) == STANDARD
    assert arranged({}, STANDARD) == STANDARD
    assert STANDARD.shown == ("number", "state", "goods", "money")


def test_what_was_kept_comes_back_as_it_was() -> None:
    kept = Arrangement(("number", "money", "buyer", "state", "goods"), frozenset({"goods"}), {"money": 120}, frozen=2)
    assert arranged(kept.as_plain(), STANDARD) == kept


def test_gone_columns_are_left_out_and_new_ones_stand_where_the_standard_has_them() -> None:
    found = arranged({"order": ["number", "gone", "money", "state"], "hidden": ["gone", "state"]}, STANDARD)
    assert found.order == ("number", "money", "state", "goods", "buyer")
    assert found.hidden == {"state", "buyer"}


def test_the_first_column_can_neither_move_nor_hide() -> None:
    found = arranged({"order": ["state", "number"], "hidden": ["number"]}, STANDARD)
    assert found.order[0] == "number"
    assert "number" in found.shown
    assert moved(found, "number", 1) == found


@pytest.mark.parametrize(
    "nonsense", [{"order": "number"}, {"order": 7, "hidden": None, "widths": [1], "frozen": "x"}, {"frozen": True}]
)
def test_nonsense_is_the_standard(nonsense: dict[str, object]) -> None:
    found = arranged(nonsense, STANDARD)
    assert (found.order, found.frozen, found.widths) == (STANDARD.order, 1, {})


def test_widths_stay_between_what_shows_a_word_and_what_leaves_room() -> None:
    told = {
        "order": list(STANDARD.order),
        "widths": {"state": 1, "goods": 99_999, "money": -5, "gone": 100, "buyer": "9"},
    }
    assert arranged(told, STANDARD).widths == {"state": NARROWEST, "goods": WIDEST}


@pytest.mark.shows("PAG-05")
def test_a_column_moves_one_place_past_what_is_shown() -> None:
    assert moved(STANDARD, "money", -1).order == ("number", "state", "money", "goods", "buyer")
    assert moved(STANDARD, "goods", 1).shown == ("number", "state", "money", "goods")
    assert moved(STANDARD, "state", -1) == STANDARD
    assert moved(STANDARD, "money", 1) == STANDARD
    assert moved(STANDARD, "buyer", 1) == STANDARD
    assert moved(STANDARD, "gone", 1) == STANDARD


@pytest.mark.shows("PAG-06")
def test_everything_up_to_a_column_is_frozen_and_set_free_again() -> None:
    frozen = frozen_at(STANDARD, "goods")
    assert frozen.frozen == 3
    assert frozen_at(frozen, "goods").frozen == 2
    assert frozen_at(frozen, "state").frozen == 2
    assert frozen_at(STANDARD, "number").frozen == 1
    assert frozen_at(STANDARD, "buyer") == STANDARD


def test_not_everything_can_be_frozen() -> None:
    wide = Arrangement(tuple("abcdefghij"))
    assert frozen_to(wide, 99).frozen == MOST_FROZEN
    assert frozen_to(STANDARD, 99).frozen == 4
    assert frozen_to(STANDARD, 0).frozen == 1
