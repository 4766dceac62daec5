"""Changing a merchant's return policy."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop as _

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import NotAllowed
from aftercare.org.models import Merchant
from aftercare.org.rights import Right
from aftercare.returns.models import ReturnPolicy


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
    if not (by.may(Right.MERCHANTS_MANAGE) and by.serves(merchant.pk)):
        raise NotAllowed(_("You do not have the right to do this."))
    policy, _made = ReturnPolicy.objects.select_for_update(no_key=True).get_or_create(merchant=merchant)
    parts = ["window_days", "goods_due_days", "separate_people"]
    before = {part: getattr(policy, part) for part in parts}
    policy.window_days, policy.goods_due_days, policy.separate_people = window_days, goods_due_days, separate_people
    policy.save()
    after = {part: getattr(policy, part) for part in parts}
    subject = f"returns.returnpolicy:{merchant.pk}"
    record(Fact("returns.policy.set", subject, by, at, before=before, after=after))
    return policy
