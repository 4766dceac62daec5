"""Counting what became of the lines, and saying it at the end."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta

from aftercare.cli.imports.terms import Rejected
from aftercare.cli.saying import say

_WHY = "why:"


class Tally:
    """Counts by name; reasons of rejection are counted beside them. Goes into the database as a flat mapping."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self.counts = Counter(counts)

    def add(self, name: str, number: int = 1) -> None:
        """Count something."""
        self.counts[name] += number

    def reject(self, rejected: Iterable[Rejected]) -> None:
        """Count rejected lines by their reason."""
        for one in rejected:
            self.counts["lines rejected"] += 1
            self.counts[_WHY + one.why] += 1

    def sentences(self) -> list[str]:
        """The counts, then the reasons with the most frequent first."""
        plain = [f"  {number:>10,}  {name}" for name, number in self.counts.items() if not name.startswith(_WHY)]
        reasons = [(n, name.removeprefix(_WHY)) for name, n in self.counts.items() if name.startswith(_WHY)]
        told = [f"  {number:>10,}  {why}" for number, why in sorted(reasons, key=lambda r: (-r[0], r[1]))]
        return [*plain, *(["Rejected, by reason:", *told] if told else [])]


def tell(title: str, tally: Tally, *, took: timedelta) -> None:
    """The summary on the screen."""
    minutes, seconds = divmod(took.total_seconds(), 60)
    say(f"{title} in {int(minutes)} min {seconds:.0f} s.")
    for sentence in tally.sentences():
        say(sentence)
