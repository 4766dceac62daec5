"""What a look at the installation found, in sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from aftercare.cli.saying import out


class Mark(Enum):
    """Good, worth knowing, or wrong."""

    GOOD = "✓"
    NOTE = "•"
    WRONG = "✗"


_STYLE = {Mark.GOOD: "green", Mark.NOTE: "yellow", Mark.WRONG: "red"}


@dataclass(frozen=True)
class Finding:
    """One sentence, and whether it is good news."""

    mark: Mark
    sentence: str

    def say(self) -> None:
        """Print it at once, since the next look may take long."""
        out.print(self.mark.value, style=_STYLE[self.mark], end=" ", markup=False)
        out.print(self.sentence, markup=False)


def good(sentence: str) -> Finding:
    """As it should be."""
    return Finding(Mark.GOOD, sentence)


def note(sentence: str) -> Finding:
    """Not wrong, but worth knowing."""
    return Finding(Mark.NOTE, sentence)


def wrong(sentence: str) -> Finding:
    """To be mended."""
    return Finding(Mark.WRONG, sentence)


def tell(findings: Iterable[Finding]) -> bool:
    """Say each finding as it comes; tells whether none is wrong."""
    is_well = True
    for finding in findings:
        finding.say()
        is_well &= finding.mark is not Mark.WRONG
    return is_well
