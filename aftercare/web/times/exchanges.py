"""How fast exchanges go: from the old goods to the end, and from the first word to the new goods with the buyer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from aftercare.kernel.actor import Actor
from aftercare.org.models import Merchant
from aftercare.org.queries.merchants import merchants_visible_to
from aftercare.org.rights import Right
from aftercare.reporting.queries.turnaround import turned_in, whole_in
from aftercare.reporting.terms.scores import Span
from aftercare.reporting.terms.swaps import LONGEST, PROMISED, Turned, Whole
from aftercare.web.access import needs
from aftercare.web.promise_words import spent
from aftercare.web.requests import DeskRequest
from aftercare.web.times.months import as_file, asked
from aftercare.web.times.tabs import tabs

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class TurnedRow:
    """A month of one merchant: how many were done in time."""

    merchant: str
    found: Turned

    @property
    def share(self) -> str:
        """In time, of a hundred."""
        return f"{self.found.share:.1f} %"

    @property
    def median(self) -> str:
        """The middle one."""
        return spent(self.found.median / _MINUTE)

    @property
    def slow(self) -> str:
        """What nine of ten did not exceed."""
        return spent(self.found.slow / _MINUTE)


@dataclass(frozen=True)
class WholeRow:
    """A month of one merchant: how long buyers waited."""

    merchant: str
    found: Whole

    @property
    def shares(self) -> list[str]:
        """Sooner than usual, usual, longer: of a hundred."""
        parts = (self.found.quick, self.found.usual, self.found.long)
        return [f"{self.found.of_hundred(part):.1f} %" for part in parts]

    @property
    def median(self) -> str:
        """Days of the middle one."""
        return f"{self.found.median / _DAY:.1f}"

    @property
    def slow(self) -> str:
        """Days that nine of ten did not exceed."""
        return f"{self.found.slow / _DAY:.1f}"


@require_safe
@needs(Right.CLOCKS_SEE)
def exchanges(request: DeskRequest) -> HttpResponse:
    """Both tables, and how the waits are spread."""
    form, span, merchant = asked(request)
    turned, whole = _rows(request.actor, span, merchant)
    context = {
        "form": form,
        "turned": turned,
        "whole": whole,
        "spread": _spread(whole),
        "minutes": int(PROMISED / _MINUTE),
        "file": f"{reverse('times-exchanges-file')}?{request.GET.urlencode()}",
        "tabs": tabs("times-exchanges"),
    }
    return render(request, "times/exchanges.html", context)


@require_safe
@needs(Right.CLOCKS_SEE)
def exchanges_file(request: DeskRequest) -> HttpResponse:
    """The waits by merchant and month, with each day of the distribution, as CSV."""
    _form, span, merchant = asked(request)
    _turned, whole = _rows(request.actor, span, merchant)
    heads = [
        _("Merchant"), _("Month"), _("Exchanges"), _("Median, days"), _("Nine of ten within, days"),
        _("Under 3 days"), _("3 to 15 days"), _("Over 15 days"), *_days(),
    ]  # fmt: skip
    return as_file("exchanges", heads, (_cells(row) for row in whole))


def _cells(row: WholeRow) -> Sequence[str | int | float]:
    found = row.found
    counts = (found.quick, found.usual, found.long, *found.by_day)
    return [row.merchant, f"{found.month:%Y-%m}", found.count, float(row.median), float(row.slow), *counts]


def _days() -> list[str]:
    """The heads of the distribution: whole days, the last one with all that took longer."""
    return [str(_("Day %(day)d")) % {"day": day} for day in range(LONGEST)] + [
        str(_("Day %(day)d and later")) % {"day": LONGEST}
    ]


def _rows(actor: Actor, span: Span, merchant: Merchant | None) -> tuple[list[TurnedRow], list[WholeRow]]:
    names: Mapping[int, str] = dict(merchants_visible_to(actor).values_list("pk", "name"))
    wanted = {merchant.pk} if merchant else set(names)
    turned = [TurnedRow(names[one.merchant], one) for one in turned_in(actor, span) if one.merchant in wanted]
    return turned, [WholeRow(names[one.merchant], one) for one in whole_in(actor, span) if one.merchant in wanted]


def _spread(rows: Sequence[WholeRow]) -> list[tuple[str, int, str]]:
    """By whole days: how many, and how wide their bar is, in per cent of the longest one."""
    sums = [sum(row.found.by_day[day] for row in rows) for day in range(LONGEST + 1)]
    most = max(sums) or 1
    return [(label, count, f"{100 * count / most:.1f}") for label, count in zip(_days(), sums, strict=True)]
