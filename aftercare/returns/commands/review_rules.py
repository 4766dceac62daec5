"""Changing what makes a merchant's requests before shipping wait for a person."""

from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.cases.terms import Kind
from aftercare.catalog.queries import reason_of_code
from aftercare.customers.terms import Mark
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.org.models import Merchant
from aftercare.org.rights import Right
from aftercare.returns.commands.policies import keep_version
from aftercare.returns.models import ReturnPolicy, ReviewRule
from aftercare.returns.rules.auto_review import Doubt
from aftercare.returns.terms import Condition
from aftercare.rows.whole import whole


class NoSuchDoubt(DomainError):
    """A rule that could never hold: without amount, number, mark or reason."""

    code = "no_such_doubt"


class DoubtedAlready(DomainError):
    """The merchant has a rule about the same already."""

    code = "doubted_already"


class RuleGone(DomainError):
    """Somebody took the rule away meanwhile."""

    code = "rule_gone"


@whole()
def add_review_rule(merchant: Merchant, doubt: Doubt, *, by: Actor, at: datetime) -> ReviewRule:
    """Let requests that this doubts wait from now on; what was decided stays."""
    policy = _hold(merchant.pk, by)
    _check(merchant.pk, doubt)
    rule = ReviewRule.objects.create(merchant=merchant, **_parts(doubt))
    keep_version(policy, by=by, at=at)
    _note("returns.review_rule.add", rule, {}, _parts(doubt), by=by, at=at)
    return rule


@whole()
def change_review_rule(rule: ReviewRule, doubt: Doubt, *, by: Actor, at: datetime) -> ReviewRule:
    """Change a rule's numbers, mark or reason."""
    policy, found = _held(rule, by)
    _check(found.merchant_id, doubt, but=found.pk)
    before = _parts_of(found)
    for part, value in _parts(doubt).items():
        setattr(found, part, value)
    found.save()
    keep_version(policy, by=by, at=at)
    _note("returns.review_rule.change", found, before, _parts(doubt), by=by, at=at)
    return found


@whole()
def remove_review_rule(rule: ReviewRule, *, by: Actor, at: datetime) -> None:
    """Take a rule away; what waits goes on waiting."""
    policy, found = _held(rule, by)
    _note("returns.review_rule.remove", found, _parts_of(found), {}, by=by, at=at)
    found.delete()
    keep_version(policy, by=by, at=at)


def check_doubt(doubt: Doubt) -> None:
    """Refuse a rule that could never hold."""
    match doubt.condition:
        case Condition.AMOUNT if len(doubt.currency) != 3 or doubt.limit < 0:
            raise NoSuchDoubt(_("Above which amount, and in which currency?"), field="amount")
        case Condition.OFTEN if doubt.limit < 1 or doubt.days < 1:
            raise NoSuchDoubt(_("How many cases, within how many days?"), field="limit")
        case Condition.MARK if doubt.word not in list(Mark):
            raise NoSuchDoubt(_("Which mark?"), field="word")
        case Condition.REASON if reason_of_code(Kind.REFUND_ONLY, doubt.word) is None:
            raise NoSuchDoubt(_("Which reason?"), field="word")


def _check(merchant_id: int, doubt: Doubt, *, but: int = 0) -> None:
    check_doubt(doubt)
    same = ReviewRule.objects.filter(
        merchant=merchant_id, condition=doubt.condition, word=doubt.word, currency=doubt.currency
    )
    if same.exclude(pk=but).exists():
        raise DoubtedAlready(_("There is such a rule already; change that one."))


def _hold(merchant_id: int, by: Actor) -> ReturnPolicy:
    """The merchant's policy, locked, so that one rule changes at a time; only for who may set it."""
    if not (by.may(Right.MERCHANTS_MANAGE) and by.serves(merchant_id)):
        raise NotAllowed(_("You do not have the right to do this."))
    return ReturnPolicy.objects.select_for_update(no_key=True).get_or_create(merchant_id=merchant_id)[0]


def _held(rule: ReviewRule, by: Actor) -> tuple[ReturnPolicy, ReviewRule]:
    policy = _hold(rule.merchant_id, by)
    found = ReviewRule.objects.filter(pk=rule.pk, merchant=rule.merchant_id).first()
    if found is None:
        raise RuleGone(_("This rule was taken away meanwhile."))
    return policy, found


def _parts(doubt: Doubt) -> dict[str, object]:
    return {
        "condition": str(doubt.condition),
        "limit": doubt.limit,
        "days": doubt.days,
        "word": doubt.word,
        "currency": doubt.currency,
    }


def _parts_of(rule: ReviewRule) -> dict[str, object]:
    return {part: getattr(rule, part) for part in ("condition", "limit", "days", "word", "currency")}


def _note(
    kind: str, rule: ReviewRule, before: dict[str, object], after: dict[str, object], *, by: Actor, at: datetime
) -> None:
    record(Fact(kind, f"returns.returnpolicy:{rule.merchant_id}", by, at, before=before, after=after))
