"""What a new task or duty is begun with."""

from typing import Any

from aftercare.customers.queries import visible_to as customers_visible_to
from aftercare.duties.terms import TaskKind
from aftercare.journal.terms import case_stream
from aftercare.org.models import Member
from aftercare.org.queries.members import colleagues
from aftercare.returns.queries.listing import visible_to as returns_visible_to
from aftercare.web.duties.customers import written
from aftercare.web.requests import DeskRequest


def people(request: DeskRequest) -> dict[str, Any]:
    """Whom a form may name, and who asks."""
    return {"members": colleagues(), "asker": request.actor}


def asked_for(request: DeskRequest) -> dict[str, object]:
    """What the address brings along: a customer, a kind, and who asks as the owner."""
    customer = request.GET.get("customer", "")
    told: dict[str, object] = {"owner": Member.objects.filter(pk=request.actor.id).first()}
    returning = returns_visible_to(request.actor).filter(number=request.GET.get("case", "")).first()
    if returning:
        written_to = written(returning.customer)
        return told | {"kind": TaskKind.COMPLAINT, "about": case_stream(returning.case_id), "customer": written_to}
    known = customers_visible_to(request.actor).filter(pk=customer).first() if customer.isdecimal() else None
    if known:
        is_repair = request.GET.get("kind") == TaskKind.REPAIR
        told |= {"customer": written(known), "kind": TaskKind.REPAIR if is_repair else TaskKind.CONTACT}
    return told
