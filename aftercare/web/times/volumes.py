"""How much leaves and how much of it comes up again, and what a department is to be sized for [RET-05, 06, 07]."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from aftercare.org.rights import Right
from aftercare.reporting.queries.volumes import volumes_in
from aftercare.reporting.rules.volumes import load_of, plan_from, projected
from aftercare.reporting.terms.volumes import Plan, Volume
from aftercare.web.access import needs
from aftercare.web.requests import DeskRequest
from aftercare.web.times.months import as_file, asked
from aftercare.web.times.tabs import tabs


class PlanForm(forms.Form):
    """What to size for; by default what the last whole month was like."""

    parcels = forms.FloatField(label=_("Parcels a day"), min_value=0, max_value=1_000_000)
    returns = forms.FloatField(label=_("Returns, of a hundred parcels"), min_value=0, max_value=100)
    others = forms.FloatField(label=_("Other matters, of a hundred parcels"), min_value=0, max_value=100)

    @classmethod
    def of(cls, asked: Mapping[str, Any], usual: Plan | None) -> "PlanForm":
        """As it was filled in, else with what is usual."""
        if "parcels" in asked:
            return cls(asked)
        told = (usual.parcels_a_day, usual.returns_of_hundred, usual.others_of_hundred) if usual else (None, None, None)
        named = dict(zip(cls.base_fields, told, strict=True))
        return cls(named) if usual else cls()

    def plan(self) -> Plan | None:
        """The answers, once they are all there."""
        if not self.is_valid():
            return None
        return Plan(*(self.cleaned_data[name] for name in ("parcels", "returns", "others")))


@dataclass(frozen=True)
class Row:
    """A month, with its shares of the parcels."""

    volume: Volume
    is_projected: bool = False

    @property
    def a_day(self) -> int:
        """Parcels a day, in whole ones."""
        return round(self.volume.parcels_a_day)

    @property
    def returns_share(self) -> str:
        """Returns, of a hundred parcels."""
        return _share(self.volume.of_hundred(self.volume.returns))

    @property
    def others_share(self) -> str:
        """Other matters, of a hundred parcels."""
        return _share(self.volume.of_hundred(self.volume.others))

    @property
    def cases_share(self) -> str:
        """Both together."""
        return _share(self.volume.of_hundred(self.volume.cases))


@require_safe
@needs(Right.CLOCKS_SEE)
def volumes(request: DeskRequest) -> HttpResponse:
    """The months, what the running one comes to at this rate, and the sizing."""
    form, months = _months(request)
    today = timezone.localdate()
    whole = [one for one in months if (one.month.year, one.month.month) != (today.year, today.month)]
    rows = [Row(one) for one in months]
    if len(whole) < len(months):
        rows.insert(0, Row(projected(months[0]), is_projected=True))
    usual = next((plan for plan in map(plan_from, [*whole, *months]) if plan), None)
    sizing = PlanForm.of(request.GET, usual)
    plan = sizing.plan()
    context = {
        "form": form,
        "rows": rows,
        "sizing": sizing,
        "load": load_of(plan) if plan else None,
        "file": f"{reverse('times-volumes-file')}?{request.GET.urlencode()}",
        "tabs": tabs("times-volumes"),
    }
    return render(request, "times/volumes.html", context)


@require_safe
@needs(Right.CLOCKS_SEE)
def volumes_file(request: DeskRequest) -> HttpResponse:
    """The months as CSV."""
    _form, months = _months(request)
    heads = [
        _("Month"), _("Days"), _("Parcels"), _("Parcels a day"), _("Returns and exchanges"), _("Other matters"),
        _("Cases"), _("Called off before sending"),
    ]  # fmt: skip
    rows = (
        (f"{one.month:%Y-%m}", one.days, one.parcels, round(one.parcels_a_day, 1), one.returns, one.others, one.cases,
         one.unsent)
        for one in months
    )  # fmt: skip
    return as_file("volumes", heads, rows)


def _months(request: DeskRequest) -> tuple[forms.Form, list[Volume]]:
    form, span, merchant = asked(request)
    zone, today = timezone.get_current_timezone_name(), timezone.localdate()
    found = volumes_in(request.actor, span, today, zone=zone, merchant=merchant.pk if merchant else None)
    return form, found


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f} %"
