"""Changing a merchant's return policy."""

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.org.models import Merchant
from aftercare.org.rights import Right
from aftercare.returns.models import GoodsRule, PolicyVersion, ReturnPolicy
from aftercare.returns.queries.policies import content_of
from aftercare.returns.rules.fees import are_sound, fees_from
from aftercare.returns.rules.laws import LAWS
from aftercare.returns.rules.triggers import Trust, trusts_to
from aftercare.returns.terms import GoodsClass, RefundTrigger
from aftercare.rows.whole import whole


class NoEnd(DomainError):
    """Money that goes before the goods needs a day until which they have to come."""

    code = "no_end"


class NoArticle(DomainError):
    """A class without an article."""

    code = "no_article"


class UnsoundFee(DomainError):
    """A fee that cannot be taken."""

    code = "unsound_fee"


class UnknownLaw(DomainError):
    """There is no such law profile."""

    code = "unknown_law"


@whole()
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


@whole()
def set_refund_trigger(
    merchant: Merchant, trigger: RefundTrigger, trusts: Sequence[Trust] = (), *, by: Actor, at: datetime
) -> ReturnPolicy:
    """Set when money goes back, and for which buyers it goes earlier. Approved returns keep what was decided."""
    return _set(merchant, {"refund_trigger": str(trigger), "trust_rules": trusts_to(trusts)}, by=by, at=at)


@whole()
def set_rules(merchant: Merchant, told: Mapping[str, object], *, by: Actor, at: datetime) -> ReturnPolicy:
    """Set any parts of the policy at once, as one version; `told` names them as the policy keeps them."""
    return _set(merchant, dict(told), by=by, at=at)


@whole()
def keep_version(policy: ReturnPolicy, *, by: Actor, at: datetime) -> None:
    """Count a change of a locked policy, and keep it as it is now with the rules of its automatic review."""
    policy.version += 1
    policy.save()
    PolicyVersion.objects.create(
        merchant_id=policy.merchant_id,
        version=policy.version,
        content=content_of(policy),
        saved_at=at,
        saved_by=by.key,
        saved_by_name=by.name,
    )


def preview(policy: ReturnPolicy, told: Mapping[str, object]) -> ReturnPolicy:
    """The policy as it would be, not saved; refused like saving it would be."""
    changed = copy(policy)
    for part, value in told.items():
        setattr(changed, part, value)
    _check(changed)
    return changed


@whole()
def set_goods_class(merchant: Merchant, sku: str, goods_class: GoodsClass | None, *, by: Actor, at: datetime) -> None:
    """Say that an article belongs to a class which the law may exclude; None: to none."""
    if not (by.may(Right.MERCHANTS_MANAGE) and by.serves(merchant.pk)):
        raise NotAllowed(_("You do not have the right to do this."))
    sku = sku.strip()[:60]
    if not sku:
        raise NoArticle(_("Which article?"), field="sku")
    if goods_class is None:
        GoodsRule.objects.filter(merchant=merchant, sku=sku).delete()
    else:
        GoodsRule.objects.update_or_create(merchant=merchant, sku=sku, defaults={"goods_class": goods_class})
    after = {"sku": sku, "goods_class": str(goods_class or "")}
    record(Fact("returns.goods_class.set", f"returns.returnpolicy:{merchant.pk}", by, at, after=after))


def _set(merchant: Merchant, told: dict[str, object], *, by: Actor, at: datetime) -> ReturnPolicy:
    if not (by.may(Right.MERCHANTS_MANAGE) and by.serves(merchant.pk)):
        raise NotAllowed(_("You do not have the right to do this."))
    policy, _made = ReturnPolicy.objects.select_for_update(no_key=True).get_or_create(merchant=merchant)
    before = {part: getattr(policy, part) for part in told}
    for part, value in told.items():
        setattr(policy, part, value)
    _check(policy)
    keep_version(policy, by=by, at=at)
    subject = f"returns.returnpolicy:{merchant.pk}"
    record(Fact("returns.policy.set", subject, by, at, before=before, after=told))
    return policy


def _check(policy: ReturnPolicy) -> None:
    _check_end(policy)
    _check_law(policy)
    if not are_sound(fees_from(policy.fee_rules)):
        sentence = _("A service fee is an amount with its currency, or above 0 and up to 100 per cent of the goods.")
        raise UnsoundFee(sentence, field="fee-1-kind")


def _check_law(policy: ReturnPolicy) -> None:
    if any(law and law not in LAWS for law in (policy.law, *policy.shop_laws.values())):
        raise UnknownLaw(_("There is no such law profile."), field="law")


def _check_end(policy: ReturnPolicy) -> None:
    """Paid at the approval and no day for the goods: nothing would ever end such a return."""
    triggers = [policy.refund_trigger, *(one["trigger"] for one in policy.trust_rules)]
    if RefundTrigger.APPROVAL in triggers and policy.goods_due_days is None:
        sentence = _("Set the days for the goods to come: money that goes back before them needs an end.")
        raise NoEnd(sentence, field="goods_due_days")
