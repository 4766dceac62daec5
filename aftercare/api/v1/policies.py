"""What merchants decided about returns, and what buyers owe because money went ahead of goods."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Path, Query, Router
from pydantic import BaseModel, Field

from aftercare.api.auth import Key
from aftercare.api.requests import KeyRequest
from aftercare.api.v1.money import text
from aftercare.api.v1.paging import after, page_of
from aftercare.api.v1.shapes import Code
from aftercare.billing.queries.overpaid import overpaid_visible_to
from aftercare.billing.terms import Debtor, OverpaidCause, OverpaidState
from aftercare.kernel.errors import NotFound
from aftercare.kernel.words import gettext_noop as _
from aftercare.org.queries.merchants import merchants_visible_to
from aftercare.org.rights import Right
from aftercare.returns.queries.detail import policy_of
from aftercare.returns.queries.policies import content_of, versions_of

router = Router(tags=["return policies"])


class PolicyVersionOut(BaseModel):
    """A version of the policy: what held from then on, saved by whom."""

    version: int
    saved_at: datetime
    saved_by: str
    content: dict[str, Any]


class PolicyOut(BaseModel):
    """What a merchant decided about returns; an empty number is not set. `versions`: the last hundred, latest first."""

    merchant: str
    version: int
    content: dict[str, Any]
    versions: list[PolicyVersionOut]


class OverpaidOut(BaseModel):
    """Paid ahead of the goods and more than they turned out to be worth."""

    number: str
    merchant: str
    cause: OverpaidCause
    debtor: Debtor
    debtor_name: str
    state: OverpaidState
    amount: str
    left: str
    currency: str
    arisen_at: datetime
    settled_at: datetime | None


class OverpaidPage(BaseModel):
    """What is owed, newest first. `next` is the address of the following page, null on the last."""

    items: list[OverpaidOut]
    next: str | None


class Owed(BaseModel):
    """What to list."""

    state: OverpaidState | None = None
    merchant: Code | None = None
    cursor: Annotated[str, Field(max_length=200)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


@router.get(
    "/return-policies/{merchant}",
    auth=Key(Right.MERCHANTS_MANAGE),
    response=PolicyOut,
    summary="Show a merchant's return policy",
)
def policy(request: KeyRequest, merchant: Annotated[str, Path(max_length=40)]) -> PolicyOut:
    """With its version and those before it. A return names the version that decided on it."""
    found = merchants_visible_to(request.actor).filter(code=merchant).first()
    if found is None:
        raise NotFound(_("There is no merchant %(code)s, or this key may not see it."), code=merchant)
    now = policy_of(found.pk)
    versions = [
        PolicyVersionOut(version=one.version, saved_at=one.saved_at, saved_by=one.saved_by_name, content=one.content)
        for one in versions_of(found.pk)
    ]
    return PolicyOut(merchant=found.code, version=now.version, content=content_of(now), versions=versions)


@router.get("/overpaid", auth=Key(Right.REFUNDS_SEE), response=OverpaidPage, summary="List what buyers owe")
def owed(request: KeyRequest, filters: Query[Owed]) -> OverpaidPage:
    """Settled by repayments, or let go by two people."""
    rows = overpaid_visible_to(request.actor)
    if filters.state:
        rows = rows.filter(state=str(filters.state))
    if filters.merchant:
        rows = rows.filter(merchant__code=filters.merchant)
    page, following = page_of(request, after(rows, filters.cursor, "arisen_at"), filters.limit, "arisen_at")
    return OverpaidPage(
        items=[
            OverpaidOut(
                number=row.number,
                merchant=row.merchant.code,
                cause=OverpaidCause(row.cause),
                debtor=Debtor(row.debtor),
                debtor_name=row.debtor_name,
                state=OverpaidState(row.state),
                amount=text(row.amount_minor, row.currency),
                left=text(row.left_minor, row.currency),
                currency=row.currency,
                arisen_at=row.arisen_at,
                settled_at=row.settled_at,
            )
            for row in page
        ],
        next=following,
    )
