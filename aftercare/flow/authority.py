"""What somebody may promise by himself, and how what is above it goes up for a decision at once."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from aftercare.cases.commands import referrals
from aftercare.cases.commands.referrals import Request, Sum
from aftercare.cases.models import Referral
from aftercare.cases.queries.referrals import open_referral, referrals_of
from aftercare.cases.terms import Kind, ReferralState, Topic
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import Conflict, DomainError
from aftercare.kernel.money import from_minor
from aftercare.kernel.words import gettext_noop as _
from aftercare.org.models import ReturnAddress
from aftercare.org.queries.authority import limit_of
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import Return
from aftercare.returns.queries.compensating import promised_beside
from aftercare.returns.terms import Replacement
from aftercare.rows.whole import whole


class AboveAuthority(DomainError):
    """More than the actor may promise by himself."""

    code = "above_authority"


class DecisionPending(Conflict):
    """A decision was asked for, and the case waits for it."""

    code = "decision_pending"


@dataclass(frozen=True)
class Promise:
    """An amount to promise now, and what was promised before that the same limit bounds, in minor units."""

    amount_minor: int
    before_minor: int = 0

    @property
    def in_all(self) -> int:
        """What is measured against a limit."""
        return self.amount_minor + self.before_minor


def promise_of(returning: Return) -> Promise:
    """What a review promises; compensations of one order count together, so that none is split to pass a limit."""
    is_split = returning.kind == Kind.COMPENSATION
    return Promise(returning.total_minor, promised_beside(returning) if is_split else 0)


def check_nothing_asked(returning: Return) -> None:
    """Refuse to promise money while a decision on it is asked for."""
    if open_referral(returning.case_id):
        raise DecisionPending(_("A decision on this amount was asked for. It comes first."))


def check_authority(returning: Return, *, by: Actor) -> None:
    """Refuse a promise above the actor's own limit, unless somebody has granted as much for this case."""
    limit = limit_of(by, returning.currency)
    if limit is None or granted_minor(returning) >= returning.total_minor:
        return
    in_all = promise_of(returning).in_all
    if in_all <= limit:
        return
    sentence = _("You may promise %(limit)s %(currency)s by yourself, not %(total)s. Ask for a decision.")
    facts = {
        "limit": from_minor(limit, returning.currency),
        "total": from_minor(in_all, returning.currency),
    }
    raise AboveAuthority(sentence, field="why_more", currency=returning.currency, **facts)


def granted_minor(returning: Return) -> int:
    """The most that was granted on this case, in minor units."""
    granted = referrals_of(returning.case_id).filter(state=str(ReferralState.GRANTED), currency=returning.currency)
    return max(granted.values_list("amount_minor", flat=True), default=0)


@whole()
def refer(
    returning: Return, topic: Topic, promise: Promise, words: str, content: Mapping[str, object] | None = None,
    *, by: Actor, at: datetime,
) -> Referral:  # fmt: skip
    """Put an amount above the actor's limit up to who may decide."""
    limit = limit_of(by, returning.currency)
    most = promise.amount_minor if limit is None else limit
    total = Sum(promise.amount_minor, most, returning.currency, promise.before_minor)
    return referrals.refer(returning.case, Request(topic, total, words, content or {}), by=by, at=at)


def decision_as_told(decision: Decision) -> dict[str, object]:
    """A review's decision as plain values; what it holds beside the plain is named by id."""
    told = asdict(decision)
    told["address"] = decision.address.pk if decision.address else None
    told["amounts"] = [[pk, amount] for pk, amount in decision.amounts.items()]
    told["new"] = [[pk, new.sku, new.name, new.price_minor] for pk, new in decision.new.items()]
    told["deliver_on"] = decision.deliver_on.isoformat() if decision.deliver_on else None
    return told


def decision_of(told: Mapping[str, object]) -> Decision:
    """The decision that was asked for."""
    known: dict[str, Any] = dict(told)
    address, amounts = known.pop("address", None), known.pop("amounts", [])
    new, deliver_on = known.pop("new", []), known.pop("deliver_on", None)
    return Decision(
        address=ReturnAddress.objects.filter(pk=address).first() if address else None,
        amounts={int(pk): int(amount) for pk, amount in amounts},
        new={int(pk): Replacement(*given) for pk, *given in new},
        deliver_on=date.fromisoformat(deliver_on) if deliver_on else None,
        **known,
    )
