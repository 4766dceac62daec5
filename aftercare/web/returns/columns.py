"""The columns that the list has: what they are called, what stands in them, what they need from the database."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from aftercare.lists.terms import Arrangement
from aftercare.web.kit.parts import Text
from aftercare.web.returns import cells
from aftercare.web.returns.cells import Cell


@dataclass(frozen=True)
class ListColumn:
    """A column. `needs` are the relations that are read with the page when it is shown."""

    label: Text
    cell: Cell
    css: str = ""
    needs: tuple[str, ...] = ()

    @property
    def is_num(self) -> bool:
        """Whether its values stand at the right edge."""
        return "num" in self.css

    @property
    def is_clipped(self) -> bool:
        """Whether its text may be cut off."""
        return "clip" in self.css


COLUMNS: Mapping[str, ListColumn] = {
    "number": ListColumn(_("Service no."), lambda found, _reading: found.number),
    "state": ListColumn(_("State"), cells.state),
    "turn": ListColumn(_("Whose turn"), cells.turn),
    "since": ListColumn(_("Since"), cells.since, "mid"),
    "kind": ListColumn(_("Type"), cells.kind),
    "goods": ListColumn(_("Goods"), lambda found, _reading: found.goods, "clip"),
    "refund": ListColumn(_("Refund"), cells.refund, "num"),
    "merchant": ListColumn(_("Merchant"), lambda found, _reading: found.merchant.name, "mid clip", needs=("merchant",)),
    "order": ListColumn(_("Order no."), lambda found, _reading: found.order_number, "mid"),
    "applied": ListColumn(_("Applied"), lambda found, reading: cells.when(found.applied_at, reading), "num mid"),
    "reviewed": ListColumn(_("Reviewed"), lambda found, reading: cells.when(found.reviewed_at, reading), "num mid"),
    "ordered": ListColumn(_("Ordered"), lambda found, reading: cells.when(found.ordered_at, reading), "num mid"),
    "due": ListColumn(_("Due"), cells.due, "mid"),
    "buyer": ListColumn(_("Buyer"), cells.buyer, "mid", needs=("customer",)),
    "shop": ListColumn(_("Shop"), lambda found, _reading: found.order.shop.name, "mid clip", needs=("order__shop",)),
    "reason": ListColumn(_("Reason"), cells.reason, "mid clip", needs=("reason",)),
    "channel": ListColumn(_("Asked through"), cells.channel, "mid", needs=("case",)),
    "tracking": ListColumn(_("Tracking number"), lambda found, _reading: found.tracking_number, "mid"),
    "outcome": ListColumn(_("Outcome"), cells.outcome),
    "fault": ListColumn(_("Case type"), cells.fault, "mid", needs=("reason",)),
    "marks": ListColumn(_("Marks"), cells.marks, needs=("customer",)),
    "platform": ListColumn(
        _("Platform"), lambda found, _reading: found.order.shop.platform, "mid", needs=("order__shop",)
    ),
    "business": ListColumn(_("Wholesale"), cells.business, "mid"),
    "late": ListColumn(_("Shipped late"), cells.late, "mid"),
}
"""By key, as they stand when nobody has arranged anything. The first one names the row."""

_HIDDEN = frozenset(
    {"buyer", "shop", "reason", "channel", "tracking", "outcome", "fault", "platform", "business", "late"}
)
STANDARD = Arrangement(order=tuple(COLUMNS), hidden=_HIDDEN)
"""What a list shows before anybody has arranged it."""
