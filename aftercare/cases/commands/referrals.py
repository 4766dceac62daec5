"""Asking for a decision that is above one's own limit, and deciding."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.cases.lifecycle import REFERRAL
from aftercare.cases.models import Case, Referral
from aftercare.cases.queries.referrals import asked_on
from aftercare.cases.terms import ReferralState, Topic
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import Conflict, DomainError, NotAllowed
from aftercare.moves.commands import locked, move
from aftercare.org.queries.authority import decision_due, limit_of
from aftercare.org.rights import Right
from aftercare.rows.refusing import refused_by
from aftercare.rows.whole import whole

LONGEST = 1000


class WordsMissing(DomainError):
    """Asking and deciding need a reason in words."""

    code = "words_missing"


class OpenReferral(Conflict):
    """A decision on this case was asked for already and stands open."""

    code = "open_referral"


class OwnReferral(NotAllowed):
    """Nobody decides on what he asked for himself."""

    code = "own_referral"


class AboveOwnLimit(NotAllowed):
    """The one who decides may not promise so much either."""

    code = "above_own_limit"


@dataclass(frozen=True)
class Sum:
    """The amount in question, and the most its asker may promise by himself, in minor units of a currency.

    `before_minor` was promised before and counts against the same limit.
    """

    amount_minor: int
    limit_minor: int
    currency: str
    before_minor: int = 0


@dataclass(frozen=True)
class Request:
    """What is asked, why, and what shall be done when it is granted (plain values)."""

    topic: Topic
    sum: Sum
    words: str
    content: Mapping[str, object] = field(default_factory=dict)


@whole()
def refer(case: Case, request: Request, *, by: Actor, at: datetime) -> Referral:
    """Put an amount up to who may decide, at once; one request at a time per case."""
    words = _words(request.words, _("Say why: who decides reads this."))
    if not by.serves(case.merchant_id):
        raise NotAllowed(_("You do not have the right to do this."))
    referral = Referral(
        case=case,
        topic=request.topic,
        amount_minor=request.sum.amount_minor,
        limit_minor=request.sum.limit_minor,
        before_minor=request.sum.before_minor,
        currency=request.sum.currency,
        words=words,
        content=dict(request.content),
        asked_at=at,
        asked_by=by.key,
        asked_by_name=by.name,
        due_at=decision_due(at),
        state=ReferralState.ASKED,
        state_since=at,
    )
    _save_unless_open(referral)
    sums = {name: getattr(referral, name) for name in ("amount_minor", "before_minor", "limit_minor")}
    after = {"topic": request.topic, **sums}
    record(Fact("cases.referral.ask", referral.label, by, at, stream=case.stream, after=after, note=words))
    return referral


@whole()
def grant(referral: Referral, answer: str, *, by: Actor, at: datetime) -> Referral:
    """Agree; by somebody else than the asker, who may promise so much himself."""
    limit = limit_of(by, referral.currency)
    if limit is not None and referral.amount_minor + referral.before_minor > limit:
        raise AboveOwnLimit(_("This is above your own limit, too."))
    return _decided(referral, "grant", answer, by=by, at=at)


@whole()
def decline(referral: Referral, answer: str, *, by: Actor, at: datetime) -> Referral:
    """Do not agree, with a reason that the asker reads."""
    return _decided(referral, "decline", answer, by=by, at=at)


@whole()
def withdraw_open(case_id: int, *, by: Actor, at: datetime) -> None:
    """What was asked on a case is not wanted any more, since the case ended or took another way."""
    for referral in asked_on(case_id):
        move(
            referral,
            "withdraw",
            REFERRAL,
            by=by,
            at=at,
            answered_at=at,
            answered_by=by.key,
            answered_by_name=by.name,
        )


def _decided(referral: Referral, action: str, answer: str, *, by: Actor, at: datetime) -> Referral:
    words = _words(answer, _("Say why: the asker reads this."))
    if not by.may(Right.DECISIONS_MAKE) or not by.serves(referral.case.merchant_id):
        raise NotAllowed(_("You do not have the right to do this."))
    if by.key == referral.asked_by:
        raise OwnReferral(_("You asked for this decision yourself, so somebody else must decide."))
    fresh = locked(referral)
    return move(
        fresh,
        action,
        REFERRAL,
        by=by,
        at=at,
        note=words,
        answered_at=at,
        answered_by=by.key,
        answered_by_name=by.name,
        answer=words,
    )


def _words(text: str, missing: str) -> str:
    clean = text.strip()
    if not clean:
        raise WordsMissing(missing, field="words")
    return clean[:LONGEST]


def _save_unless_open(referral: Referral) -> None:
    sentence = _("A decision on this case was asked for already.")
    with refused_by("case_has_one_open_referral", OpenReferral(sentence)):
        referral.save(force_insert=True)
