"""An agent gives the return address by himself: the return is opened for the buyer, and approved within his limit."""

from datetime import datetime

from aftercare.cases.commands.notes import add_note
from aftercare.cases.models import Referral
from aftercare.cases.terms import Channel, Kind, Topic
from aftercare.flow import authority, requests
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.kernel.errors import Conflict, DomainError
from aftercare.kernel.words import gettext_noop as _
from aftercare.orders.models import Order
from aftercare.org.models import ReturnAddress
from aftercare.org.queries.authority import limit_of
from aftercare.org.rights import Right
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import Return
from aftercare.rows.whole import apart, whole

WITHIN_LIMIT = Actor(ActorKind.SYSTEM, 27, "Approval within the agent's limit", frozenset({str(Right.RETURNS_REVIEW)}))
"""Who approves what an agent may promise by himself; the agent stands as who asked, and finance still looks."""


class NoLimit(DomainError):
    """Nobody has set how much the actor may promise, so he promises nothing by himself."""

    code = "no_limit"


class NothingSent(Conflict):
    """The order was not sent yet, so nothing can come back."""

    code = "nothing_sent"


@whole()
def give_address(
    order: Order,
    application: Application,
    address: ReturnAddress | None,
    words: str,
    *,
    why_more: str = "",
    despite: str = "",
    by: Actor,
    at: datetime,
) -> Return:
    """Open a return for a buyer who only talks about a problem, and write him at once where to send the goods [RET-18].

    Above the agent's limit the return is opened and waits for a decision when he says why; else nothing is opened.
    """
    if limit_of(by, order.currency) is None:
        raise NoLimit(_("Nobody has set how much you may promise by yourself. Open the return without approving it."))
    if not order.shipped_at:
        raise NothingSent(_("This order was not sent yet. There is nothing to send back."))
    returning = requests.apply(
        Kind.RETURN_REFUND, order, application, channel=Channel.DESK, despite=despite, by=by, at=at
    )
    told = _approved(returning, Decision(address=address), why_more, by=by, at=at)
    if isinstance(told, Referral):
        return returning
    add_note(told.case, f"{words.strip()}\n\n{_as_written(told)}".strip(), for_buyer=True, by=by, at=at)
    return told


def _approved(returning: Return, decision: Decision, why_more: str, *, by: Actor, at: datetime) -> Return | Referral:
    """Approve within the limit; above it ask for the same upward, or refuse when nothing is said why."""
    try:
        with apart():
            approved = requests.approve_unbounded(returning, decision, by=WITHIN_LIMIT, at=at)
            authority.check_authority(approved, by=by)
            return approved
    except authority.AboveAuthority:
        if not why_more.strip():
            raise
    content = authority.decision_as_told(decision)
    return authority.refer(
        returning, Topic.APPROVAL, authority.Promise(returning.asked_minor), why_more, content, by=by, at=at
    )


def _as_written(returning: Return) -> str:
    """The address as a buyer copies it, under the number that belongs on the parcel."""
    lines = (returning.return_contact, returning.return_phone, returning.return_text, returning.number)
    return "\n".join(line for line in lines if line)
