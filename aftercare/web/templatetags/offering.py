"""What stands at an article before anybody asks for its return."""

from dataclasses import asdict

from django.template import Library

from aftercare.returns.rules.asked import Finding
from aftercare.returns.rules.guarantees import Guarantee
from aftercare.web.buyer_words import fee_beforehand, told_beforehand, told_to_buyer
from aftercare.web.decision_words import consent_words, rule_in_words
from aftercare.web.guarantee_words import guarantee_said

register = Library()


@register.filter
def beforehand(finding: Finding) -> str:
    """{{ offered.barred|beforehand }}: why it will not be taken back, in the buyer's words."""
    return told_beforehand(finding)


@register.filter
def guaranteed(one: Guarantee) -> str:
    """{{ guarantee|guaranteed }}: repair, exchange or return, until when, by which rule."""
    return guarantee_said(one)


@register.filter
def fee_told(finding: Finding) -> str:
    """{{ fee|fee_told }}: what a return would cost him, in the buyer's words."""
    return fee_beforehand(finding)


@register.filter
def gift_told(finding: Finding) -> str:
    """{{ gift|gift_told }}: what becomes of a gift, in the buyer's words."""
    return told_to_buyer([asdict(finding)])[0]


@register.filter
def consented(words: str) -> str:
    """{{ returning.consent|consented }}: how the buyer agreed to less."""
    return consent_words(words)


@register.filter
def by_rule(finding: Finding) -> str:
    """{{ offered.barred|by_rule }}: the same as colleagues read it."""
    return rule_in_words(finding)
