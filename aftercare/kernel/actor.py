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
    """

    kind: ActorKind
    id: int
    name: str
    rights: frozenset[str] = field(default_factory=frozenset)
    merchants: frozenset[int] | None = None
    customer: int | None = None
    only_case: int | None = None

    @property
    def key(self) -> str:
        """Stable identity, for journal and separation of duties: `member:7`."""
        return f"{self.kind}:{self.id}"

    def may(self, right: str) -> bool:
        """Whether the actor holds a right."""
        return right in self.rights


SYSTEM = Actor(ActorKind.SYSTEM, 0, "Aftercare")
NOBODY = Actor(ActorKind.SYSTEM, -1, "nobody", merchants=frozenset())
