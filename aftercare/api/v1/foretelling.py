"""What a return would cost its buyer, told before anybody asks for it."""

from django.utils import timezone
from ninja import Router
from pydantic import BaseModel, Field

from aftercare.api.auth import Key
from aftercare.api.once import Made, once
from aftercare.api.requests import KeyRequest
from aftercare.api.v1.money import text
from aftercare.api.v1.return_requests import ReturnIn, wish_of
from aftercare.api.v1.return_shapes import FindingOut
from aftercare.flow.foretelling import Cost, cost_of
from aftercare.org.rights import Right

router = Router(tags=["returns"])


class CostOut(BaseModel):
    """`asked` is what the pieces would be asked back for, `fee` the service fee that is taken if the buyer agrees.

    `decision` tells why, about the fee and about gifts that came with the goods, in the shape of a return's.
    """

    currency: str
    asked: str
    fee: str = Field(description="What `fee_consent` has to name; 0 where no fee is taken.")
    decision: list[FindingOut]


@router.post("/cost", auth=Key(Right.RETURNS_OPEN), response=CostOut, summary="Tell what a return would cost")
@once
def cost(request: KeyRequest, data: ReturnIn) -> Made:
    """Takes the same body as asking for the return, opens nothing and keeps nothing; refused where asking would be.

    Only `fee_consent` is not looked at, since what it has to name is told here.
    """
    wish = wish_of(request.actor, data)
    at = timezone.now()
    found = cost_of(wish.order, wish.application, kind=data.kind, despite=data.despite, by=request.actor, at=at)
    return Made(200, _told(found))


def _told(found: Cost) -> CostOut:
    return CostOut(
        currency=found.currency,
        asked=text(found.asked_minor, found.currency),
        fee=text(found.fee_minor, found.currency),
        decision=[FindingOut(**one.plain) for one in found.findings],
    )
