"""The platform steps into a case, told by the marketplace's own system."""

from datetime import datetime
from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Router
from pydantic import BaseModel, Field

from aftercare.api.auth import Key
from aftercare.api.once import Made, once
from aftercare.api.requests import KeyRequest
from aftercare.api.v1.returns import Number
from aftercare.api.v1.shapes import Line, Told
from aftercare.cases.commands.interventions import step_in
from aftercare.cases.queries.file import visible_to
from aftercare.cases.terms import Ruling
from aftercare.kernel.errors import NotFound
from aftercare.org.rights import Right

router = Router(tags=["interventions"])


class InterventionIn(Told):
    """For whom the platform judged; `none` when it only mediated or has not judged yet. A ruling needs its reason."""

    ruling: Ruling
    note: Annotated[Line, Field(max_length=1000)] = ""


class InterventionOut(BaseModel):
    """What was recorded. It cannot be taken back; the latest ruling of a case is the one that holds."""

    number: str
    ruling: Ruling
    note: str
    at: datetime
    by: str


@router.post(
    "",
    auth=Key(Right.INTERVENTIONS_RECORD),
    response={201: InterventionOut},
    summary="Record that the platform stepped in",
)
@once
def record(request: KeyRequest, number: Number, data: InterventionIn) -> Made:
    """Counts in the merchant's score: not closed alone; judged for the buyer, a dispute. Not for keys of merchants."""
    case = visible_to(request.actor).filter(number=number).first()
    if case is None:
        raise NotFound(_("There is no return %(number)s, or this key may not see it."), number=number)
    made = step_in(case, data.ruling, data.note, by=request.actor, at=timezone.now())
    body = InterventionOut(number=number, ruling=data.ruling, note=made.note, at=made.at, by=made.by_name)
    return Made(201, body)
