"""Answering a request for a decision: what was asked is done at once, or it ends there.

The return is locked before the request, as by who cancels it, so that nobody waits in a circle.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from aftercare.cases.commands import referrals
from aftercare.cases.models import Referral
from aftercare.cases.terms import Topic
from aftercare.catalog.models import Reason
from aftercare.flow import authority, requests, return_goods
from aftercare.flow.authority import Promise
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.moves.commands import locked
from aftercare.returns.commands import compensating
from aftercare.returns.commands.compensating import Terms
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import return_of_case
from aftercare.returns.terms import Compensated, State
from aftercare.rows.whole import undone, whole


@whole()
def ask_to_approve(returning: Return, decision: Decision, words: str, *, by: Actor, at: datetime) -> Referral:
    """A reviewer wants to promise more than he may: somebody else approves exactly this, or does not."""
    promise = _would_promise(returning, decision, by=by, at=at)
    told = authority.decision_as_told(decision)
    return authority.refer(returning, Topic.APPROVAL, promise, words, told, by=by, at=at)


def approve_or_ask(
    returning: Return, decision: Decision, words: str, *, seen: int | None = None, by: Actor, at: datetime
) -> Return | Referral:
    """Approve within the actor's limit; above it put exactly this up for a decision where he said why, else refuse."""
    try:
        return requests.approve(returning, decision, seen=seen, by=by, at=at)
    except authority.AboveAuthority:
        if not words.strip():
            raise
        return ask_to_approve(returning, decision, words, by=by, at=at)


@whole()
def grant(referral: Referral, answer: str, *, by: Actor, at: datetime) -> Referral:
    """Agree, and do what was asked."""
    returning = locked(return_of_case(referral.case_id))
    referral = referrals.grant(referral, answer, by=by, at=at)
    _GRANTED[Topic(referral.topic)](returning, referral, by, at)
    return referral


@whole()
def decline(referral: Referral, answer: str, *, by: Actor, at: datetime) -> Referral:
    """Do not agree. A compensation ends with it, since its amount is what was agreed; anything else stays as it was."""
    returning = locked(return_of_case(referral.case_id))
    referral = referrals.decline(referral, answer, by=by, at=at)
    if referral.topic == Topic.COMPENSATION and returning.state == State.SUBMITTED:
        return_goods.reject(returning, answer, by=by, at=at)
    return referral


@undone()
def _would_promise(returning: Return, decision: Decision, *, by: Actor, at: datetime) -> Promise:
    """What the decision promises in all; raises what a real approval would, and changes nothing."""
    return authority.promise_of(requests.approve_unbounded(returning, decision, by=by, at=at))


def _approve(returning: Return, referral: Referral, by: Actor, at: datetime) -> None:
    requests.approve_unbounded(returning, authority.decision_of(referral.content), by=by, at=at)


def _offer(returning: Return, referral: Referral, by: Actor, at: datetime) -> None:
    told = referral.content
    lines = [Compensated(*line) for line in told["lines"]]
    terms = Terms(lines, Reason.objects.get(pk=told["reason"]), str(told["words"]))
    key, name = told["agent"]
    kind, _colon, pk = key.partition(":")
    agent = Actor(ActorKind(kind), int(pk), name)
    compensating.offer(returning, terms, agent=agent, by=by, at=at)


def _leave(_returning: Return, _referral: Referral, _by: Actor, _at: datetime) -> None:
    """The case goes on its way: operations reviews it as any other."""


_GRANTED: Mapping[Topic, Callable[[Return, Referral, Actor, datetime], None]] = {
    Topic.COMPENSATION: _leave,
    Topic.OFFER: _offer,
    Topic.APPROVAL: _approve,
}
