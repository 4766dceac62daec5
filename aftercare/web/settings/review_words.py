"""The rules of the automatic review, and what a rehearsal of them says, in sentences."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from aftercare.cases.terms import Kind
from aftercare.catalog.queries import reasons
from aftercare.returns.models import ReviewRule
from aftercare.returns.queries.review_rules import ReviewRehearsal
from aftercare.returns.terms import Condition
from aftercare.web.kit.figures import money, number
from aftercare.web.kit.navigation import address_of
from aftercare.web.kit.parts import Text
from aftercare.web.words import MARK

ABOUT: Mapping[str, Text] = {
    Condition.AMOUNT: gettext_lazy("Amount"),
    Condition.MARK: gettext_lazy("Mark of the customer"),
    Condition.REASON: gettext_lazy("Reason"),
    Condition.OFTEN: gettext_lazy("Many cases lately"),
}
"""What a rule may be about."""


@dataclass(frozen=True)
class RuleRow:
    """A rule and its sentence."""

    pk: int
    sentence: str


@dataclass(frozen=True)
class ShownReview:
    """A rehearsal in words, with some of the requests that would newly wait."""

    sentence: str
    looked: str
    newly: Sequence[tuple[str, str]]


def rule_rows(rules: Iterable[ReviewRule]) -> list[RuleRow]:
    """The rules as sentences, in the order in which they are asked."""
    language = get_language() or "en"
    labels = {one.code: one.label_in(language) for one in reasons(Kind.REFUND_ONLY)}
    return [RuleRow(rule.pk, _sentence(rule, labels)) for rule in rules]


def shown_review(found: ReviewRehearsal) -> ShownReview:
    """The rehearsal as pages tell it."""
    facts = {"before": number(found.before), "after": number(found.after), "looked": number(found.looked)}
    sentence = _(
        "Requests: %(looked)s. Would have waited for a person: %(after)s; with the rules as they are: %(before)s."
    )
    looked = _("All of the last 90 days.") if found.all else _("The latest of the last 90 days; there were more.")
    return ShownReview(sentence % facts, looked, [(one, address_of("return-detail", one)) for one in found.newly])


def _sentence(rule: ReviewRule, labels: Mapping[str, str]) -> str:
    match rule.condition:
        case Condition.AMOUNT:
            return _("The amount is above %(amount)s.") % {"amount": money(rule.limit, rule.currency)}
        case Condition.MARK:
            label = MARK[rule.word].label if rule.word in MARK else rule.word
            return _("The customer is marked “%(mark)s”.") % {"mark": label}
        case Condition.REASON:
            return _("The reason is “%(reason)s”.") % {"reason": labels.get(rule.word, rule.word)}
    within = ngettext("within %(days)s day", "within %(days)s days", rule.days) % {"days": number(rule.days)}
    words = ngettext(
        "The customer has %(count)s other case or more %(within)s.",
        "The customer has %(count)s other cases or more %(within)s.",
        rule.limit,
    )
    return words % {"count": number(rule.limit), "within": within}
