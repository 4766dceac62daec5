"""What the marketplace desk calls its KPIs and grades, and what follows from them."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from aftercare.reporting.models import Trade
from aftercare.reporting.terms.scores import EVERYBODY, Definition, Kpi, Level, Unit, Variant
from aftercare.web.kit.figures import number
from aftercare.web.kit.parts import Text, Tone
from aftercare.web.words import Word

KPI: Mapping[str, Word] = {
    Kpi.COMPLETION_TIME: Word(_("Refund completion time"), icon="clock"),
    Kpi.SELF_COMPLETION: Word(_("Closed without the platform"), icon="check"),
    Kpi.DISPUTES: Word(_("Dispute rate"), icon="flag"),
}

SHORT: Mapping[str, Text] = {
    Kpi.COMPLETION_TIME: _("Completion, days"),
    Kpi.SELF_COMPLETION: _("Closed alone, per cent"),
    Kpi.DISPUTES: _("Disputes, per cent"),
}
"""Heads of columns."""

COUNTED: Mapping[str, Text] = {
    Variant.OF_PAID: _("From the buyer's request to the payout, the mean of the refunds paid out in %(days)s."),
    Variant.OF_CLOSED: _("From the buyer's request to the end, the mean of all refunds that were closed in %(days)s."),
    Variant.ALONE: _(
        "Refunds closed by the merchant without the platform stepping in, of all that were closed in %(days)s."
    ),
    Variant.JUDGED_OF_ASKED: _(
        "Refunds that the platform judged for the buyer when it stepped in, of all asked for in %(days)s."
    ),
    Variant.JUDGED_OF_ORDERS: _(
        "Refunds asked for in %(days)s that the platform judged for the buyer, of a hundred paid orders of these days."
    ),
    Variant.STEPPED_IN_OF_ASKED: _("Refunds into which the platform stepped, of all asked for in %(days)s."),
    Variant.STEPPED_IN_OF_ORDERS: _(
        "Refunds asked for in %(days)s into which the platform stepped, of a hundred paid orders of these days."
    ),
}
"""How each KPI is counted; exchanges are in none of them."""

VARIANT: Mapping[str, Text] = {
    Variant.OF_PAID: _("Mean of the refunds paid out"),
    Variant.OF_CLOSED: _("Mean of all refunds that were closed"),
    Variant.ALONE: _("Closed by the merchant, of all that were closed"),
    Variant.JUDGED_OF_ASKED: _("Judged for the buyer, of all asked for"),
    Variant.JUDGED_OF_ORDERS: _("Judged for the buyer, of paid orders"),
    Variant.STEPPED_IN_OF_ASKED: _("Platform stepped in, of all asked for"),
    Variant.STEPPED_IN_OF_ORDERS: _("Platform stepped in, of paid orders"),
}

UNIT: Mapping[str, Text] = {Unit.DAYS: _("days"), Unit.PERCENT: "%"}

LEVEL: Mapping[str, Word] = {
    Level.POOR: Word(_("poor"), Tone.RED),
    Level.MIDDLING: Word(_("middling"), Tone.AMBER),
    Level.EXCELLENT: Word(_("excellent"), Tone.GREEN),
}

FEWER_RECOMMENDATIONS = Word(_("Recommended less"), Tone.AMBER)
NO_CAMPAIGNS = Word(_("No entry to campaigns"), Tone.RED)
CONSEQUENCES: Mapping[str, Text] = {
    "poor": _(
        "Merchants are judged at the end of each month. With any KPI graded poor, buyers are shown it less often."
    ),
    "last": _("The last of its trade by index may not take part in campaigns."),
}
"""What the platform makes of a score; the platform acts, this page only says so."""


def trade_name(trade: Trade) -> Text:
    """What people call a trade; the one that everybody belongs to in the reader's language."""
    return _("All trades") if trade.code == EVERYBODY else trade.name


def counted_as(definition: Definition) -> str:
    """How a KPI is counted, with its days."""
    return str(COUNTED[definition.variant]) % {"days": days_said(definition)}


def days_said(definition: Definition) -> str:
    """The window in words, and how long ago it ends."""
    days = ngettext("the last %(n)s day", "the last %(n)s days", definition.window_days)
    told = days % {"n": number(definition.window_days)}
    if not definition.lag_days:
        return told
    lag = ngettext("%(days)s up to %(n)s day ago", "%(days)s up to %(n)s days ago", definition.lag_days)
    return lag % {"days": told, "n": number(definition.lag_days)}
