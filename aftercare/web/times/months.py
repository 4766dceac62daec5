"""Reports by month: which months and merchant, and the table as a file."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftercare.lists.rules.sheets import disarmed
from aftercare.org.models import Merchant
from aftercare.org.queries.merchants import merchants_visible_to
from aftercare.reporting.terms.scores import Span
from aftercare.web.requests import DeskRequest

MONTHS = 12
"""So many are shown unless others are asked for."""
_MOST = 120
_Cell = str | int | float | None


class MonthsForm(forms.Form):
    """From the month of one day to the month of another, and of which merchant."""

    first = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    last = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    merchant = forms.ModelChoiceField(
        Merchant.objects.none(), label=_("Merchant"), required=False, empty_label=_("All merchants")
    )


def asked(request: DeskRequest) -> tuple[MonthsForm, Span, Merchant | None]:
    """The form as it was filled in, the days it means (whole months, at most ten years), and the merchant."""
    told = MonthsForm(request.GET)
    told.fields["merchant"].queryset = merchants_visible_to(request.actor)  # type: ignore[attr-defined]
    told.is_valid()
    said = told.cleaned_data
    last = said.get("last") or timezone.localdate()
    first = said.get("first") or _back(last, MONTHS - 1)
    first = max(min(first, last).replace(day=1), _back(last, _MOST))
    merchant: Merchant | None = said.get("merchant")
    form = MonthsForm(initial={"first": first, "last": last, "merchant": merchant})
    form.fields["merchant"].queryset = merchants_visible_to(request.actor)  # type: ignore[attr-defined]
    return form, Span(first, max(first, last)), merchant


def as_file(name: str, heads: Sequence[object], rows: Iterable[Sequence[_Cell]]) -> HttpResponse:
    """The table as CSV, with the mark by which programs know its letters."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow([str(head) for head in heads])
    lines.writerows([disarmed(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _back(day: date, months: int) -> date:
    """The first day of the month so many months before."""
    found = day.replace(day=1)
    for _n in range(months):
        found = (found - timedelta(days=1)).replace(day=1)
    return found
