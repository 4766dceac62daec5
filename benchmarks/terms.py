"""The words of the measurements."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Options:
    """How much is measured. `only` names parts; empty means all. `import_lines` are order lines per import."""

    sizes: tuple[int, ...] = (10_000, 1_000_000)
    repeats: int = 3
    seconds: float = 10
    import_lines: int = 200_000
    home: str = ""
    messages: bool = False
    only: tuple[str, ...] = ()

    def wants(self, part: str) -> bool:
        """Whether a part is to be measured."""
        return not self.only or part in self.only

    @classmethod
    def quick(cls) -> "Options":
        """Enough to see that everything works and roughly how fast."""
        return cls(sizes=(10_000,), repeats=2, seconds=3, import_lines=20_000)


@dataclass(frozen=True)
class Figure:
    """One figure: its values over the repeats, their unit, and the same repeats' yardstick."""

    name: str
    unit: str
    values: Sequence[float]
    yardstick: str = ""
    against: Sequence[float] = ()

    @property
    def value(self) -> float:
        """The median."""
        return median(self.values)

    @property
    def ratio(self) -> float | None:
        """The median of the repeats' ratios, each against the yardstick taken beside it."""
        if not self.against:
            return None
        return median(value / other for value, other in zip(self.values, self.against, strict=True))


@dataclass(frozen=True)
class Latencies:
    """How long requests took, in milliseconds."""

    each: Sequence[float]

    def at(self, share: float) -> float:
        """The time within which this share of the requests was answered."""
        ordered = sorted(self.each)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)]
