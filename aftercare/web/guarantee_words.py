"""Repair, exchange and return as pages tell of them at an article."""

from collections.abc import Mapping

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
_UNDATED: Mapping[str, Text] = {
    Standing.OPEN: _("%(service)s: no last day"),
    Standing.WITH_FAULT: _("%(service)s with a fault"),
    Standing.USED: _("%(service)s: asked for already"),
    Standing.NOT_SET: _("%(service)s: ask us"),
}
RULE: Mapping[str, Text] = {
    "merchant_window": _("by the seller's rule"),
    "law_window": _("by law"),
    "seller_promise": _("by the seller's written promise"),
    "merchant_guarantee": _("by the seller's guarantee"),
    "window_not_set": _("the seller has set no last day"),
    "not_received_yet": _("it begins when the goods are received"),
    "guarantee_not_set": _("the seller has set no guarantee"),
}


def guarantee_said(one: Guarantee) -> str:
    """“Return until 12 March, by law”."""
    facts = {"service": SERVICE[one.service], "day": dates.day(one.until) if one.until else ""}
    words = _DATED.get(one.standing) if one.until else None
    told = str(words or _UNDATED.get(one.standing, _UNDATED[Standing.OPEN])) % facts
    return f"{told}, {RULE[one.rule]}" if one.rule in RULE and one.standing != Standing.USED else told
