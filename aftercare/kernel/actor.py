"""Who acts: a member, a buyer, a machine with a key, or the system itself."""

from dataclasses import dataclass, field
from enum import StrEnum


class ActorKind(StrEnum):
    MEMBER = "member"
    BUYER = "buyer"
    KEY = "key"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """The one who acts, with everything that decides what he may do and see.

    `merchants` are the ids he is confined to; None means all. `customer` is the buyer's own id.
    `only_case` is the id of the one case that a link without account opens; None means no such confinement.
    `stations` are the docks, `points` the service points he is confined to; None means all.
    """

    kind: ActorKind
    id: int
    name: str
    rights: frozenset[str] = field(default_factory=frozenset)
    merchants: frozenset[int] | None = None
    customer: int | None = None
    only_case: int | None = None
    stations: frozenset[int] | None = None
    points: frozenset[int] | None = None

    @property
    def key(self) -> str:
        """Stable identity, for journal and separation of duties: `member:7`.

        Who comes by a link has no account; he is named by his customer number and never taken for a member's.
        """
        return f"{self.kind}:{self.id}" if self.only_case is None else f"{self.kind}:guest-{self.id}"

    def may(self, right: str) -> bool:
        """Whether the actor holds a right."""
        return right in self.rights

    def owns(self, *, customer: int, case: int) -> bool:
        """Whether a matter is his own: the one that his link opens, else that of the customer he is."""
        if self.only_case is not None:
            return self.only_case == case
        return self.customer is not None and self.customer == customer

    def serves(self, merchant: int) -> bool:
        """Whether he works for this merchant; a buyer works for nobody."""
        is_buyer = self.kind == ActorKind.BUYER or self.only_case is not None
        return not is_buyer and (self.merchants is None or merchant in self.merchants)

    def works_at(self, station: int | None) -> bool:
        """Whether goods at this dock are within his reach; who is confined to docks sees none without one."""
        return self.stations is None or station in self.stations


SYSTEM = Actor(ActorKind.SYSTEM, 0, "Aftercare")
NOBODY = Actor(ActorKind.SYSTEM, -1, "nobody", merchants=frozenset())
