"""The form with which a courier is booked; colleagues and buyers fill in the same."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftercare.parcels.queries.pickups import fetching_carrier, fetching_of
from aftercare.parcels.rules.fetching import Fetching, days_offered
from aftercare.returns.commands.sending import PICKUP_DAYS_AHEAD
from aftercare.web.kit import dates


class PickupForm(forms.Form):
    """A day that the carrier offers, and a span of it; where no carrier is set up, any day, arranged by people."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, at: datetime) -> None:
        super().__init__(data)
        today, carrier = timezone.localdate(at), fetching_carrier()
        if carrier is None:
            self.fields["day"] = _any_day(today)
        else:
            self._offer(today, fetching_of(carrier), at)

    @property
    def day(self) -> date:
        """The day that was chosen."""
        chosen = self.cleaned_data["day"]
        return chosen if isinstance(chosen, date) else date.fromisoformat(chosen)

    @property
    def span(self) -> str:
        """The span of the day; empty where none is offered."""
        return str(self.cleaned_data.get("span") or "")

    def _offer(self, today: date, fetching: Fetching, at: datetime) -> None:
        days = [(day.isoformat(), dates.spoken(day, at)) for day in days_offered(today, fetching)]
        self.fields["day"] = forms.ChoiceField(label=_("Day"), choices=days)
        if fetching.spans:
            spans = [(span, span.replace("-", "–")) for span in fetching.spans]
            self.fields["span"] = forms.ChoiceField(label=_("Time"), choices=spans, widget=forms.RadioSelect)


def _any_day(today: date) -> forms.DateField:
    tomorrow, latest = today + timedelta(days=1), today + timedelta(days=PICKUP_DAYS_AHEAD)
    limits = {"type": "date", "min": tomorrow.isoformat(), "max": latest.isoformat()}
    return forms.DateField(label=_("Day"), initial=tomorrow, widget=forms.DateInput(limits, format="%Y-%m-%d"))
