"""Changing a merchant's return policy."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop as _

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.org.models import Merchant
from aftercare.org.rights import Right
from aftercare.returns.models import ReturnPolicy
from aftercare.returns.rules.triggers import Trust, trusts_to
from aftercare.returns.terms import RefundTrigger


class NoEnd(DomainError):
    """Money that goes before the goods needs a day until which they have to come."""

    code = "no_end"


@transaction.atomic
def set_policy(
    merchant: Merchant,
    *,
    window_days: int | None,
    goods_due_days: int | None,
    separate_people: bool,
    by: Actor,
    at: datetime,
) -> ReturnPolicy:
    """Set the window, the time for goods to come, and whether four eyes are wanted. Running cases keep their dates."""
    told: dict[str, object] = {
        "window_days": window_days,
        "goods_due_days": goods_due_days,
        "separate_people": separate_people,
    }
    return _set(merchant, told, by=by, at=at)


@transaction.atomic
def set_refund_trigger(
    merchant: Merchant, trigger: RefundTrigger, trusts: Sequence[Trust] = (), *, by: Actor, at: datetime
) -> ReturnPolicy:
    """Set when money goes back, and for which buyers it goes earlier. Approved returns keep what was decided."""
    return _set(merchant, {"refund_trigger": str(trigger), "trust_rules": trusts_to(trusts)}, by=by, at=at)


def _set(merchant: Merchant, told: dict[str, object], *, by: Actor, at: datetime) -> ReturnPolicy:
    if not (by.may(Right.MERCHANTS_MANAGE) and by.serves(merchant.pk)):
        raise NotAllowed(_("You do not have the right to do this."))
    policy, _made = ReturnPolicy.objects.select_for_update(no_key=True).get_or_create(merchant=merchant)
    before = {part: getattr(policy, part) for part in told}
    for part, value in told.items():
        setattr(policy, part, value)
    _check_end(policy)
    policy.save()
    subject = f"returns.returnpolicy:{merchant.pk}"
    record(Fact("returns.policy.set", subject, by, at, before=before, after=told))
    return policy


def _check_end(policy: ReturnPolicy) -> None:
    """Paid at the approval and no day for the goods: nothing would ever end such a return."""
    triggers = [policy.refund_trigger, *(one["trigger"] for one in policy.trust_rules)]
    if RefundTrigger.APPROVAL in triggers and policy.goods_due_days is None:
        sentence = _("Set the days for the goods to come: money that goes back before them needs an end.")
        raise NoEnd(sentence, field="goods_due_days")
