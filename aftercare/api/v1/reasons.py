"""Reasons to choose from."""

from django.utils.translation import get_language
from ninja import Router
from pydantic import BaseModel

from aftercare.api.auth import Key
from aftercare.api.requests import KeyRequest
from aftercare.cases.terms import Kind
from aftercare.catalog.models import Reason
from aftercare.catalog.queries import shown_reasons
from aftercare.org.rights import Right

router = Router(tags=["reasons"])


class ReasonOut(BaseModel):
    """Why something comes back. `label` is in the language of Accept-Language, `labels` holds all that there are."""

    code: str
    kind: str
    label: str
    labels: dict[str, str]


class Reasons(BaseModel):
    """The reasons on offer, in their order."""

    items: list[ReasonOut]


@router.get("", auth=Key(Right.REASONS_SEE), response=Reasons, summary="List reasons")
def listing(request: KeyRequest, kind: Kind = Kind.RETURN_REFUND) -> Reasons:  # noqa: ARG001 - ninja wants this name
    """The reasons a buyer may choose from; hidden ones are left out."""
    return Reasons(items=[_out(reason) for reason in shown_reasons(kind)])


def _out(reason: Reason) -> ReasonOut:
    language = get_language() or "en"
    return ReasonOut(code=reason.code, kind=reason.kind, label=reason.label_in(language), labels=reason.labels)
