"""What volumes come to."""

from calendar import monthrange
from dataclasses import replace
from datetime import date

from aftercare.reporting.terms.volumes import Load, Plan, Volume

MONTH = 30
"""Days of a month that is planned."""


def load_of(plan: Plan) -> Load:
    """What the plan brings in a month: parcels, returns, other matters."""
    parcels = plan.parcels_a_day * MONTH
    returns = parcels * plan.returns_of_hundred / 100
    others = parcels * plan.others_of_hundred / 100
    return Load(
        round(parcels), round(returns), round(others), round(returns / MONTH), round((returns + others) / MONTH)
    )


def days_passed(month: date, today: date) -> int:
    """How many days of the month have passed, today among them; 0 for one to come."""
    if (month.year, month.month) == (today.year, today.month):
        return today.day
    return monthrange(month.year, month.month)[1] if month < today else 0


def projected(volume: Volume) -> Volume:
    """The whole month, if its other days are as those that have passed."""
    whole = monthrange(volume.month.year, volume.month.month)[1]
    told = {
        name: round(getattr(volume, name) * whole / volume.days) for name in ("parcels", "returns", "others", "unsent")
    }
    return replace(volume, days=whole, **told)


def plan_from(volume: Volume) -> Plan | None:
    """A plan that says what this month was like; None when nothing was sent."""
    if not volume.parcels:
        return None
    shares = (volume.of_hundred(volume.returns) or 0.0, volume.of_hundred(volume.others) or 0.0)
    return Plan(round(volume.parcels_a_day, 1), round(shares[0], 2), round(shares[1], 2))
