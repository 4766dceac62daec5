"""The catalogue of reasons: add, edit, hide, order, delete only unused."""

import pytest

from aftercare.catalog.commands import (
    NoLabel,
    ReasonInUse,
    ReasonTaken,
    add_reason,
    delete_reason,
    edit_reason,
    order_reasons,
)
from aftercare.catalog.models import Reason
from aftercare.catalog.queries import reasons, shown_reasons
from tests.factories.people import MANAGER, MONDAY
from tests.factories.shop import order, scene
from tests.factories.stories import applied

pytestmark = pytest.mark.django_db


def add(label: str) -> Reason:
    """A reason for returns."""
    return add_reason("return_refund", {"en": label, "zh-hans": "质量问题"}, by=MANAGER, at=MONDAY)


@pytest.mark.shows("PAG-23")
def test_reasons_are_added_ordered_hidden_and_read_in_a_language() -> None:
    first, second, third = add("Broken"), add("Too small"), add("Wrong colour")
    order_reasons("return_refund", [third.pk, first.pk, 9999], by=MANAGER, at=MONDAY)
    assert [r.pk for r in reasons("return_refund")] == [third.pk, first.pk, second.pk]
    edit_reason(first, {"en": "Broken on arrival", "es": "Roto"}, is_shown=False, by=MANAGER, at=MONDAY)
    assert [r.pk for r in shown_reasons("return_refund")] == [third.pk, second.pk]
    fresh = Reason.objects.get(pk=first.pk)
    assert (fresh.label_in("es"), fresh.label_in("zh-hant")) == ("Roto", "Broken on arrival")


def test_the_same_reason_twice_and_one_without_words_are_refused() -> None:
    add("Broken")
    with pytest.raises(ReasonTaken):
        add("Broken")
    with pytest.raises(NoLabel):
        add("  ")
    assert Reason.objects.count() == 1


@pytest.mark.shows("PAG-23")
def test_only_a_reason_that_no_case_names_is_deleted() -> None:
    place = scene()
    applied(place, order(place), 1)
    unused = add("Never used")
    delete_reason(unused, by=MANAGER, at=MONDAY)
    with pytest.raises(ReasonInUse):
        delete_reason(place.reason, by=MANAGER, at=MONDAY)
    assert list(Reason.objects.all()) == [place.reason]
