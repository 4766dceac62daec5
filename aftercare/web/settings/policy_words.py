"""The rules that a policy keeps as lists, each in the words of the page on which it is set."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aftercare.cases.terms import Kind
from aftercare.catalog.queries import reasons
from aftercare.org.queries.merchants import shop_names
from aftercare.returns.rules.fees import FeeRule, fees_from
from aftercare.returns.rules.triggers import Trust, trusts_from
from aftercare.returns.terms import FeeKind
from aftercare.web.decision_words import LAW
from aftercare.web.kit.figures import listed, money
from aftercare.web.words import MARK, PAYS_OUT

_NOTHING = "–"


def fee_words(kept: Sequence[Mapping[str, Any]]) -> str:
    """“1. £5.00 for each return: reason “Too large”, level “gold”.”, one after the other."""
    labels = {one.code: one.label_in(get_language() or "en") for one in reasons(Kind.RETURN_REFUND)}
    return _numbered([_line(_fee(rule), _of_fee(rule, labels)) for rule in fees_from(kept)])


def trust_words(kept: Sequence[Mapping[str, Any]]) -> str:
    """“1. After approval: mark “trusted”, below £500.00.”, one after the other."""
    return _numbered([_line(str(PAYS_OUT[trust.trigger]), _of_trust(trust)) for trust in trusts_from(kept)])


def shop_law_words(kept: Mapping[str, str]) -> str:
    """“Shop A: China …, Shop B: None”."""
    names = shop_names([int(pk) for pk in kept])
    told = [f"{names.get(int(pk), pk)}: {LAW[law] if law in LAW else law or _('None')}" for pk, law in kept.items()]
    return listed(told) or _NOTHING


WORDED: Mapping[str, Callable[[Any], str]] = {
    "fee_rules": fee_words,
    "trust_rules": trust_words,
    "shop_laws": shop_law_words,
}
"""The parts of a policy that are more than one value, and what puts them into words."""


def _numbered(lines: Sequence[str]) -> str:
    told = [_("%(number)d. %(rule)s") % {"number": number, "rule": line} for number, line in enumerate(lines, start=1)]
    return " ".join(told) or _NOTHING


def _line(what: str, whom: Sequence[str]) -> str:
    return _("%(what)s: %(whom)s.") % {"what": what, "whom": listed(whom) or _("everybody")}


def _fee(rule: FeeRule) -> str:
    if rule.kind == FeeKind.NONE:
        return _("No fee")
    if rule.kind == FeeKind.FIXED:
        return _("%(amount)s for each return") % {"amount": money(rule.minor, rule.currency)}
    share = number_format(Decimal(rule.basis_points) / 100, use_l10n=True)
    return _("%(share)s %% of the goods' price") % {"share": share}


def _of_fee(rule: FeeRule, labels: Mapping[str, str]) -> list[str]:
    reason = [_("reason “%(name)s”") % {"name": labels.get(rule.reason, rule.reason)}] if rule.reason else []
    return [*reason, *_of_buyer(rule.mark, rule.level)]


def _of_trust(trust: Trust) -> list[str]:
    below = [_("below %(amount)s") % {"amount": money(trust.below_minor, trust.currency)}] if trust.below_minor else []
    return [*_of_buyer(trust.mark, trust.level), *below]


def _of_buyer(mark: str, level: str) -> list[str]:
    label = MARK[mark].label if mark in MARK else mark
    return [
        *([_("mark “%(name)s”") % {"name": label}] if mark else []),
        *([_("level “%(name)s”") % {"name": level}] if level else []),
    ]
