"""What the marketplace desk calls its KPIs and grades, and what follows from them."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from aftercare.reporting.models import Trade
from aftercare.reporting.terms.scores import EVERYBODY, Kpi, Level, Unit
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
    Kpi.COMPLETION_TIME: _(
        "From the buyer's request to the payout, the mean of the refunds paid out in the last 28 days."
    ),
    Kpi.SELF_COMPLETION: _(
        "Refunds closed by the merchant without the platform stepping in, of all that were closed in the last 28 days."
    ),
    Kpi.DISPUTES: _(
        "Refunds that the platform judged for the buyer when it stepped in, of all asked for in the last 28 days."
    ),
}
"""How each KPI is counted; exchanges are in none of them."""

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
