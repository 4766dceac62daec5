"""What every kind of carrier offers."""

from collections.abc import Callable
from dataclasses import dataclass

from aftercare.parcels.terms import CarrierKind, Reading


@dataclass(frozen=True)
class Slice:
    """One kind of carrier. `read` turns what arrived into scans; without it people write them down.

    `is_posted`: it comes over the network and must be signed; else an operator hands a file in.
    """

    kind: CarrierKind
    read: Callable[[bytes], Reading] | None = None
    is_posted: bool = False


class Unreadable(Exception):
    """Nothing of what arrived can be read; the sentence says why."""

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.facts = facts
