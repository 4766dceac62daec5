"""Changing how a merchant exchanges."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import NotAllowed
from aftercare.org.models import Merchant
from aftercare.org.rights import Right
from aftercare.returns.commands.policies import keep_version
from aftercare.returns.models import ReturnPolicy
from aftercare.rows.whole import whole


@dataclass(frozen=True)
class ExchangeTerms:
    """Days until silence counts as receipt and until somebody asks how the goods do (None: never), and two switches."""

    confirm_days: int | None
    follow_up_days: int | None
    advance_for_trusted: bool
    agent_releases: bool


@whole()
def set_exchange_terms(merchant: Merchant, terms: ExchangeTerms, *, by: Actor, at: datetime) -> ReturnPolicy:
    """Set how a merchant exchanges. What is on its way keeps its days."""
    if not (by.may(Right.MERCHANTS_MANAGE) and by.serves(merchant.pk)):
        raise NotAllowed(_("You do not have the right to do this."))
    policy, _made = ReturnPolicy.objects.select_for_update(no_key=True).get_or_create(merchant=merchant)
    after = asdict(terms)
    before = {part: getattr(policy, part) for part in after}
    for part, value in after.items():
        setattr(policy, part, value)
    keep_version(policy, by=by, at=at)
    record(Fact("returns.policy.exchange", f"returns.returnpolicy:{merchant.pk}", by, at, before=before, after=after))
    return policy
