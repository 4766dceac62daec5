"""A constraint of the database speaks as people do; any other is a mistake of ours."""

import pytest
from django.db import IntegrityError

from aftercare.catalog.models import Reason
from aftercare.kernel.errors import DomainError
from aftercare.rows.commands import add, together
from aftercare.rows.refusing import refused_by
from aftercare.rows.whole import whole
from tests.rows.test_together import codes, reason

pytestmark = pytest.mark.django_db
UNIQUE = "reason_code_is_unique"


def refuse_again(constraint: str) -> None:
    """The same code a second time."""
    with refused_by(constraint, DomainError("There is such a reason.")):
        Reason.objects.create(kind="return_refund", code="t-1", labels={"en": "t-1"})


def test_the_constraint_is_said_and_the_rest_goes_on() -> None:
    with whole():
        refuse_again(UNIQUE)
        with pytest.raises(DomainError, match="There is such a reason"):
            refuse_again(UNIQUE)
        add(reason("t-2"))
    assert codes() == ["t-1", "t-2"]


def test_another_constraint_is_not_said_so() -> None:
    refuse_again(UNIQUE)
    with pytest.raises(IntegrityError, match=UNIQUE):
        refuse_again("another_constraint")
    assert codes() == ["t-1"]


def test_a_row_that_waited_is_not_taken_for_the_part() -> None:
    refuse_again(UNIQUE)
    with pytest.raises(IntegrityError, match=UNIQUE):
        say_of_what_waited()
    assert codes() == ["t-1"]


@together()
def say_of_what_waited() -> None:
    """A row waits that the database will refuse, while a part with a constraint of its own begins."""
    add(reason("t-1"))
    with refused_by("another_constraint", DomainError("Not this.")):
        Reason.objects.create(kind="return_refund", code="t-3", labels={"en": "t-3"})
