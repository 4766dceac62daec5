"""Everything that the page of one return shows, read once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.http import Http404

from aftercare.billing.models import Charge, Overpaid, Payout, Refund
from aftercare.billing.queries.charges import charges_of_case, standing
from aftercare.billing.queries.overpaid import overpaid_of_case
from aftercare.billing.queries.refunds import payout_of_case, refund_of_case
from aftercare.cases.models import Note
from aftercare.cases.queries.file import PastCases, notes_of, past_cases
from aftercare.cases.queries.questions import questions_of
from aftercare.cases.queries.referrals import known_referrals_of
from aftercare.cases.terms import Kind
from aftercare.clocks.queries.running import known_clocks_of
from aftercare.flow.authority import granted_minor
from aftercare.journal.models import Entry
from aftercare.journal.queries.history import known_history_of_case
from aftercare.kernel.actor import Actor
from aftercare.notifications.queries.inbound import papers_of
from aftercare.orders.models import OrderLine
from aftercare.orders.queries.finding import known_lines_of
from aftercare.orders.queries.promises import promised_by
from aftercare.org.models import ReturnAddress
from aftercare.org.queries.authority import limit_of
from aftercare.org.queries.merchants import addresses_visible_to
from aftercare.parcels.queries.pickups import live_pickup
from aftercare.parcels.queries.tracking import tracked_of
from aftercare.quality.queries.ratings import rating_of
from aftercare.returns.models import Dispatch, Evidence, Return, ReturnLine, ReturnPolicy
from aftercare.returns.queries.buyers import Before, cases_before
from aftercare.returns.queries.compensating import compensation_instead_of, offers_on
from aftercare.returns.queries.deductions import deductions_of
from aftercare.returns.queries.detail import (
    RIGHT_FOR,
    actions_for,
    blocked_by,
    ceilings,
    evidence_of,
    legal_for,
    lines_of,
    policy_of,
    return_file,
    trigger_for,
)
from aftercare.returns.queries.dispatching import dispatches_of_case
from aftercare.returns.terms import Duty, RefundTrigger
from aftercare.rows.asking import ask_together
from aftercare.web.tapes import Tape, tapes

REVIEWS = ("approve", "approve_again")
"""The moves that are made inside the page itself."""


@dataclass(frozen=True)
class File:
    """One return as one reader sees it at one moment."""

    actor: Actor
    at: datetime
    returning: Return
    policy: ReturnPolicy

    @cached_property
    def lines(self) -> list[ReturnLine]:
        """The return's lines with the accounts they draw on."""
        return lines_of(self.returning)

    @cached_property
    def order_lines(self) -> list[OrderLine]:
        """All of the order's lines, freight included."""
        return known_lines_of(self.returning.order)

    @cached_property
    def freight(self) -> OrderLine | None:
        """The order's freight, if any was charged."""
        return next((line for line in self.order_lines if line.is_freight), None)

    @cached_property
    def ceilings(self) -> dict[int, int]:
        """The most that may be promised per line, by its id."""
        return ceilings(self.lines)

    @cached_property
    def photos(self) -> list[Evidence]:
        return evidence_of(self.returning)

    @cached_property
    def entries(self) -> list[Entry]:
        return known_history_of_case(self.returning.case_id)

    @cached_property
    def tapes(self) -> list[Tape]:
        """What is promised about the case, and how it stands."""
        return tapes(known_clocks_of(self.returning.stream), self.at)

    @cached_property
    def notes(self) -> list[Note]:
        return notes_of(self.returning.case_id)

    @cached_property
    def dispatches(self) -> list[Dispatch]:
        """Goods from the shelf that leave on this case."""
        return dispatches_of_case(self.returning.case_id) if self.returning.kind == Kind.EXCHANGE else []

    @property
    def dispatch(self) -> Dispatch | None:
        """The latest of them."""
        return self.dispatches[-1] if self.dispatches else None

    @cached_property
    def charges(self) -> list[Charge]:
        """What the buyer was asked to pay, without what is void."""
        return standing(charges_of_case(self.returning.case_id)) if self.returning.kind == Kind.EXCHANGE else []

    @cached_property
    def refund(self) -> Refund | None:
        return refund_of_case(self.returning.case_id)

    @cached_property
    def payout(self) -> Payout | None:
        return payout_of_case(self.returning.case_id) if self.refund else None

    @cached_property
    def limit(self) -> int | None:
        """The most that the reader may promise by himself, in minor units; None: no limit."""
        return limit_of(self.actor, self.returning.currency)

    @cached_property
    def granted(self) -> int:
        """The most that somebody has granted for this case, in minor units."""
        return granted_minor(self.returning)

    @cached_property
    def overpaid(self) -> Overpaid | None:
        """What the buyer owes because money went ahead of goods; only such a return can have it."""
        return overpaid_of_case(self.returning.case_id) if self.returning.paid_ahead_at else None

    @cached_property
    def past(self) -> PastCases:
        """The buyer's other cases."""
        case = self.returning.case
        return past_cases(case.customer_id, before=self.returning.applied_at, except_case=case.pk)

    @cached_property
    def past_by_kind(self) -> Sequence[Before]:
        """The buyer's other cases by kind, and what he got."""
        found = self.returning
        return cases_before(found.customer_id, before=found.applied_at, except_return=found.pk)

    @cached_property
    def addresses(self) -> list[ReturnAddress]:
        """Where the merchant takes goods back."""
        found = addresses_visible_to(self.actor).filter(merchant=self.returning.merchant_id, is_active=True)
        return list(found)

    @cached_property
    def actions(self) -> list[str]:
        """The moves that are open to the reader now."""
        return actions_for(self.actor, self.returning, self.policy)

    @cached_property
    def locked(self) -> dict[str, Duty]:
        """Moves that the reader's rights allow but his part so far forbids, where policy wants different people."""
        if not self.policy.separate_people:
            return {}
        legal = legal_for(self.returning)
        held = [action for action in legal if any(self.actor.may(right) for right in RIGHT_FOR[action])]
        kept = {action: blocked_by(self.actor, self.returning, action) for action in held if action not in self.actions}
        return {action: duty for action, duty in kept.items() if duty}

    @cached_property
    def trigger(self) -> RefundTrigger:
        """When the money goes: as was decided, or as an approval now would decide."""
        return RefundTrigger(self.returning.refund_trigger or trigger_for(self.returning, self.policy).trigger)

    @property
    def review(self) -> str:
        """The review that the reader may make now: approve, approve_again or nothing."""
        return next((action for action in REVIEWS if action in self.actions), "")

    @property
    def is_yours(self) -> bool:
        """Whether the reader works on this case himself, and so may read whom he works for."""
        found = self.returning
        return self.actor.key in (found.applied_by, found.reviewed_by, *found.reviewed_before)


def open_file(actor: Actor, number: str, *, at: datetime) -> File:
    """The file of a return that the actor may see; what he may not see does not exist for him."""
    returning = return_file(actor, number)
    if returning is None:
        raise Http404
    return File(actor, at, returning, policy_of(returning.merchant_id))


def read_ahead(returning: Return) -> None:
    """Ask in one trip what the page of a return will ask about it, for who reads its file next in the same block."""
    case, buyer = returning.case, returning.customer_id
    ask_together(
        lambda: lines_of(returning),
        lambda: known_lines_of(returning.order),
        lambda: promised_by([returning.merchant_id]),
        lambda: evidence_of(returning),
        lambda: known_history_of_case(case.pk),
        lambda: known_clocks_of(returning.stream),
        lambda: notes_of(case.pk),
        lambda: refund_of_case(case.pk),
        lambda: past_cases(buyer, before=returning.applied_at, except_case=case.pk),
        lambda: cases_before(buyer, before=returning.applied_at, except_return=returning.pk),
        lambda: tracked_of(case.pk),
        lambda: live_pickup(case.pk),
        lambda: deductions_of(returning),
        lambda: compensation_instead_of(returning),
        lambda: offers_on(returning),
        lambda: known_referrals_of(case.pk),
        lambda: questions_of(case.pk),
        lambda: dispatches_of_case(case.pk),
        lambda: rating_of(case.pk),
        lambda: papers_of(case.pk),
    )
