"""Which promised times begin somewhere today, and what is said of the others."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from aftercare.clocks.rules.templates import OF_MERCHANTS, Template
from aftercare.clocks.terms import Metric
from aftercare.duties.lifecycle import BY_KIND as TASKS
from aftercare.returns.lifecycle import BY_KIND as RETURNS
from aftercare.web.kit.parts import Text

BEGUN: frozenset[str] = frozenset(
    {Metric.REPLY, *(metric for table in (*RETURNS.values(), *TASKS.values()) for metric in table.courses)}
)
"""An answer to a message begins with the message, everything else in a state of some record."""

_ELSEWHERE: Mapping[str, Text] = {
    OF_MERCHANTS: _("promised by each merchant on his own page, as “Ships in time”"),
}


def waits(metric: str) -> Text:
    """What a time waits for before it can run; empty where something begins it."""
    return "" if metric in BEGUN else _("nothing begins this time yet")


def withheld(template: Template) -> Text:
    """Why a template is not to be taken over; empty where it is."""
    return _ELSEWHERE.get(template.elsewhere, "") or waits(template.metric)
