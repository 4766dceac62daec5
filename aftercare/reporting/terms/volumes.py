"""The words of volumes: how many parcels leave, and how many of them come up again after sale."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Volume:
    """What one month brought, of one merchant or of all: `parcels` sent out on `days` days that have passed in it.

    `returns` are asked to send goods back or exchange them, `others` to have something put right without that;
    `unsent` were called off before anything was sent, so that they are no share of the parcels.
    """

    month: date
    days: int
    parcels: int
    returns: int
    others: int
    unsent: int

    @property
    def cases(self) -> int:
        """Everything that came up about parcels that had been sent."""
        return self.returns + self.others

    @property
    def parcels_a_day(self) -> float:
        """Parcels on each day of the month that has passed."""
        return self.parcels / self.days

    def of_hundred(self, part: int) -> float | None:
        """A part, of a hundred parcels; None when none was sent."""
        return 100 * part / self.parcels if self.parcels else None


@dataclass(frozen=True)
class Plan:
    """What a department is to be sized for: parcels a day, and of a hundred so many returns and other matters."""

    parcels_a_day: float
    returns_of_hundred: float
    others_of_hundred: float


@dataclass(frozen=True)
class Load:
    """What a plan brings in a month of 30 days, in whole ones."""

    parcels: int
    returns: int
    others: int
    returns_a_day: int
    cases_a_day: int

    @property
    def cases(self) -> int:
        """Returns and other matters together."""
        return self.returns + self.others
