"""The steps of an exchange as its buyer knows them."""

from datetime import datetime

from django.utils.translation import gettext as _

from aftercare.returns.models import Dispatch, Return
from aftercare.returns.terms import State
from aftercare.web.kit.parts import Step, StepState

_REACHED: dict[State, int] = {
    State.SUBMITTED: 1,
    State.APPROVED: 2,
    State.PICKUP_BOOKED: 2,
    State.GOODS_OWED: 2,
    State.IN_TRANSIT: 3,
    State.RECEIVED: 3,
    State.INSPECTED: 4,
    State.PICKING: 4,
    State.SHIPPED: 5,
    State.COMPLETED: 6,
}
"""How many of the buyer's six steps are done in a state."""


def exchange_steps(returning: Return, said_yes_at: datetime | None, dispatch: Dispatch | None) -> list[Step]:
    """You asked, we said yes, you sent it, we checked it, the new goods are on their way, you have them."""
    done = _REACHED[State(returning.state)]
    sent_at = dispatch.shipped_at if dispatch else None
    told = (
        (_("You asked"), returning.applied_at),
        (_("We said yes") if done > 1 else _("We look at it"), said_yes_at),
        (_("You sent it") if done > 2 else _("You send it"), returning.shipped_at or returning.received_at),
        (_("We checked it") if done > 3 else _("We check it"), returning.inspected_at),
        (_("New goods on their way"), sent_at),
        (_("You have them"), returning.completed_at),
    )
    return [_step(index, done, label, at) for index, (label, at) in enumerate(told)]


def _step(index: int, done: int, label: str, at: datetime | None) -> Step:
    if index < done or (at and label):
        return Step(label, StepState.DONE, at)
    return Step(label, StepState.NOW if index == done else StepState.TODO)
