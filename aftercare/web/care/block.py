"""Agreement, offers, decisions and questions of one case, as its page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.cases.models import Question, Referral
from aftercare.cases.queries.questions import may_answer, questions_of
from aftercare.cases.queries.referrals import known_referrals_of
from aftercare.cases.terms import Kind, ReferralState
from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right
from aftercare.returns.lifecycle import lifecycle_of
from aftercare.returns.models import Agreement, CompensationOffer, Dispatch, DispatchLine, Return
from aftercare.returns.queries.compensating import agreement_of, compensation_instead_of, offers_on
from aftercare.returns.queries.dispatching import dispatches_of_case, lines_of_dispatch
from aftercare.returns.terms import OfferState
from aftercare.web.kit.parts import Move, Text
from aftercare.web.words import CONSENT_WAY, DISPATCH_STATE, OFFER_STATE, PURPOSE, REFERRAL_STATE, ROLE, TOPIC, Word


@dataclass(frozen=True)
class ReferralRow:
    """A decision that was asked for."""

    referral: Referral
    may_decide: bool

    @property
    def state(self) -> Word:
        """How it stands."""
        return REFERRAL_STATE[self.referral.state]

    @property
    def topic(self) -> Text:
        """What it is about."""
        return TOPIC[self.referral.topic]


@dataclass(frozen=True)
class OfferRow:
    """An amount that was offered to the buyer."""

    offer: CompensationOffer
    may_withdraw: bool

    @property
    def state(self) -> Word:
        """How it stands."""
        return OFFER_STATE[self.offer.state]


@dataclass(frozen=True)
class QuestionRow:
    """A question to those who know."""

    question: Question
    may_answer: bool

    @property
    def to(self) -> Text:
        """Whom it was put to."""
        return self.question.to_member.name if self.question.to_member else ROLE.get(self.question.to_role, "")


@dataclass(frozen=True)
class SendingRow:
    """Goods that leave on the case without others coming back, with their gifts."""

    dispatch: Dispatch
    lines: Sequence[DispatchLine]

    @property
    def purpose(self) -> Text:
        """Why they leave."""
        return PURPOSE[self.dispatch.purpose]

    @property
    def state(self) -> Word:
        """How far they are."""
        return DISPATCH_STATE[self.dispatch.state]


@dataclass(frozen=True)
class Care:
    """Everything of it; `moves` are what the reader may begin here."""

    agreement: Agreement | None
    way: Text
    instead: str
    offers: Sequence[OfferRow]
    referrals: Sequence[ReferralRow]
    questions: Sequence[QuestionRow]
    moves: Sequence[Move]
    sendings: Sequence[SendingRow] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show and nothing to begin."""
        return not (
            self.agreement
            or self.instead
            or self.offers
            or self.referrals
            or self.questions
            or self.moves
            or self.sendings
        )


def care_of(actor: Actor, returning: Return) -> Care:
    """What this reader sees of it."""
    agreement = agreement_of(returning) if returning.kind == Kind.COMPENSATION else None
    return Care(
        agreement=agreement,
        way=CONSENT_WAY[agreement.way] if agreement else "",
        instead=compensation_instead_of(returning) if returning.kind != Kind.COMPENSATION else "",
        offers=[_offer(actor, one) for one in offers_on(returning)],
        referrals=[_referral(actor, one) for one in known_referrals_of(returning.case_id)],
        questions=[_question(actor, one) for one in questions_of(returning.case_id)],
        moves=_moves(actor, returning),
        sendings=[SendingRow(one, list(lines_of_dispatch(one))) for one in dispatches_of_case(returning.case_id)],
    )


def _offer(actor: Actor, one: CompensationOffer) -> OfferRow:
    return OfferRow(one, one.state == OfferState.OFFERED and actor.may(Right.RETURNS_OPEN))


def _referral(actor: Actor, one: Referral) -> ReferralRow:
    is_open = one.state == ReferralState.ASKED
    return ReferralRow(one, is_open and actor.may(Right.DECISIONS_MAKE) and one.asked_by != actor.key)


def _question(actor: Actor, one: Question) -> QuestionRow:
    is_open = one.answered_at is None and actor.may(Right.QUESTIONS_ANSWER)
    return QuestionRow(one, is_open and may_answer(one, actor))


def _moves(actor: Actor, returning: Return) -> list[Move]:
    found: list[Move] = []
    may_give_up = "cancel" in lifecycle_of(returning.kind).actions(returning.state)
    if actor.may(Right.RETURNS_OPEN) and may_give_up and returning.kind == Kind.RETURN_REFUND:
        url = reverse("service-offer", args=[returning.number])
        found.append(Move(_("Offer money instead…"), url, "wallet"))
    if actor.may(Right.RETURNS_NOTE):
        found.append(Move(_("Add a gift…"), reverse("service-gift", args=[returning.number]), "star", dialog=True))
        url = reverse("service-ask", args=[returning.number])
        found.append(Move(_("Ask colleagues…"), url, "message", dialog=True))
    return found
