"""Which promised times were kept, what is owed for those that were not, and what does not move."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from aftercare.clocks.models import Owed
from aftercare.clocks.queries.attainment import Attained, attained, minutes_by_owner, owed_visible_to
from aftercare.org.rights import Right
from aftercare.reporting.queries.replay import MOST, Judged, Sold, Variant, replay
from aftercare.web.access import needs
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit import figures
from aftercare.web.kit.parts import Text
from aftercare.web.promise_words import ACT, METRIC, OWNER, PER, spent
from aftercare.web.requests import DeskRequest
from aftercare.web.times.tabs import tabs
from aftercare.web.words import KIND, states_of

BY = {
    "policy": _("Promise"),
    "metric": _("What is promised"),
    "owner": _("Who had the minutes"),
    "merchant": _("Merchant"),
    "branch": _("Branch"),
    "person": _("Person"),
    "partner": _("Partner"),
}
_WORDS = {"metric": METRIC, "owner": OWNER}


class Span(forms.Form):
    """The days of a report, and what it is broken down by."""

    first = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    last = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    by = forms.ChoiceField(label=_("By"), required=False, choices=list(BY.items()))
    metric = forms.ChoiceField(
        label=_("What is promised"),
        required=False,
        choices=[("", pgettext_lazy("filter", "Any")), *METRIC.items()],
    )

    def days(self, today: date) -> tuple[date, date]:
        """The chosen days; the last thirty by default."""
        self.is_valid()
        last = self.cleaned_data.get("last") or today
        first = self.cleaned_data.get("first") or last - timedelta(days=29)
        return min(first, last), max(first, last)


@dataclass(frozen=True)
class Row:
    """A line of the report."""

    name: Text
    found: Attained

    @property
    def share(self) -> str:
        """Of a hundred, with one place."""
        return f"{self.found.share:.1f} %"


@dataclass(frozen=True)
class OwedRow:
    """What a broken promise costs."""

    owed: Owed
    act: Text
    per: Text
    amount: str
    minutes: str


@require_safe
@needs(Right.CLOCKS_SEE)
def attainment(request: DeskRequest) -> HttpResponse:
    """The report: kept and missed, worst first; the minutes by who had them."""
    form = Span(request.GET)
    first, last = form.days(timezone.localdate())
    by = form.cleaned_data.get("by") or "policy"
    since, until = _midnight(first), _midnight(last + timedelta(days=1))
    metric = form.cleaned_data.get("metric") or ""
    found = attained(request.actor, since, until, by=by, now=timezone.now(), metric=metric)
    minutes = minutes_by_owner(request.actor, since, until, metric=metric)
    whole = sum(spent_ for _owner, spent_ in minutes) or 1
    context = {
        "form": Span(initial={"first": first, "last": last, "by": by, "metric": metric}),
        "by": BY[by],
        "rows": [Row(_WORDS.get(by, {}).get(one.name, one.name) or "–", one) for one in found],
        "minutes": [(OWNER.get(who, who), spent(n), f"{100 * n / whole:.1f}") for who, n in minutes],
        "tabs": tabs("times"),
    }
    return render(request, "times/attainment.html", context)


@require_safe
@needs(Right.CLOCKS_SEE)
def replayed(request: DeskRequest) -> HttpResponse:
    """The latest returns with the promises of today, as if these had held then."""
    asked = request.GET.get("last", "")
    last = min(int(asked), MOST) if asked.isdecimal() and len(asked) < 7 else 500
    found = replay(request.actor, timezone.now(), last=last)
    whole = sum(found.minutes.values()) or 1
    context = {
        "last": last,
        "most": MOST,
        "returns": found.returns,
        "instants": found.instants,
        "spans": [_span(one) for one in found.spans],
        "rows": [(name, one, f"{one.share:.1f} %") for name, one in _worst_first(found.policies)],
        "minutes": [
            (OWNER.get(who, who), spent(n), f"{100 * n / whole:.1f}")
            for who, n in sorted(found.minutes.items(), key=lambda pair: -pair[1])
        ],
        "variants": [_variant(one) for one in found.variants],
        "tabs": tabs("times-replay"),
    }
    return render(request, "times/replay.html", context)


@require_safe
@needs(Right.CLOCKS_SEE)
def owed(request: DeskRequest) -> HttpResponse:
    """Penalties and service credits, the latest first; recorded, not booked."""
    page = page_of(request, owed_visible_to(request.actor), Key("recorded_at"))
    rows = [_owed_row(one) for one in page.rows]
    return render(request, "times/owed.html", {"rows": rows, "pager": page.pager(), "tabs": tabs("times-owed")})


def _worst_first(policies: Mapping[str, Judged]) -> list[tuple[str, Judged]]:
    """Without those that began on none of them."""
    told = [(name, one) for name, one in policies.items() if one.kept or one.missed or one.open]
    return sorted(told, key=lambda pair: (pair[1].share, pair[0]))


def _variant(one: Variant) -> tuple[str, int, str, str]:
    """The states as words, how many went that way, and how long they took."""
    called = states_of(is_swap=one.is_exchange)
    words = " → ".join(str(called.get(state, state)) for state in one.states)
    return words, one.count, spent(one.usual.total_seconds() / 60), spent(one.slowest.total_seconds() / 60)


def _span(one: Sold) -> tuple[Text, int, str, str, str]:
    times = [spent(each.total_seconds() / 60) for each in (one.usual, one.slow, one.slowest)]
    return KIND.get(one.kind, one.kind), one.count, times[0], times[1], times[2]


def _owed_row(one: Owed) -> OwedRow:
    minutes = figures.listed(f"{OWNER.get(who, who)} {spent(n)}" for who, n in one.minutes.items())
    return OwedRow(one, ACT[one.act], PER[one.per], figures.money(one.amount_minor, one.currency), minutes)


def _midnight(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time.min))
