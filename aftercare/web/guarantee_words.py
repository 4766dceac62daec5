"""Repair, exchange and return as pages tell of them at an article."""

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftercare.returns.rules.guarantees import Guarantee, Service, Standing
from aftercare.web.kit import dates
from aftercare.web.kit.parts import Text

SERVICE: Mapping[str, Text] = {
    Service.REPAIR: _("Repair"),
    Service.EXCHANGE: _("Exchange"),
    Service.RETURN: _("Return"),
}

_DATED: Mapping[str, Text] = {
    Standing.OPEN: _("%(service)s until %(day)s"),
    Standing.WITH_FAULT: _("%(service)s with a fault, until %(day)s"),
    Standing.OVER: _("%(service)s: over since %(day)s"),
}
RULE: Mapping[str, Text] = {
    "merchant_window": _("by the seller's rule"),
    "law_window": _("by law"),
    "seller_promise": _("by the seller's written promise"),
    "merchant_guarantee": _("by the seller's guarantee"),
    "window_not_set": _("the seller has set no last day"),
    "not_received_yet": _("it begins when the goods are received"),
    "guarantee_not_set": _("ask us, no guarantee is set"),
}


def guarantee_said(one: Guarantee) -> str:
    """“Return until 12 March, by law”; without a day, why there is none."""
    facts = {"service": SERVICE[one.service], "why": RULE.get(one.rule, ""), "day": ""}
    if one.standing == Standing.USED and one.service == Service.REPAIR:
        return gettext("%(service)s: the goods are no longer with the buyer") % facts
    if one.standing == Standing.USED:
        return gettext("%(service)s: asked for already") % facts
    if one.until is None:
        return gettext("%(service)s: %(why)s") % facts
    told = str(_DATED[one.standing]) % {**facts, "day": dates.day(one.until)}
    return f"{told}, {facts['why']}" if facts["why"] else told
