"""A prepaid label for who sends goods back at the company's cost [RET-14]."""

from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import Conflict
from aftercare.moves.commands import locked
from aftercare.parcels.commands.labels import draw_label
from aftercare.parcels.models import Label
from aftercare.parcels.queries.labels import label_of
from aftercare.returns.commands.guards import check_right
from aftercare.returns.lifecycle import lifecycle_of
from aftercare.returns.models import Return
from aftercare.returns.queries.freight import way_back_of
from aftercare.rows.whole import whole


class NoLabel(Conflict):
    """The way back is not the company's to pay."""

    code = "no_label"


@whole()
def make_label(returning: Return, *, by: Actor, at: datetime) -> Label:
    """The return's label; asked for again, the same."""
    check_right(by, "ship", returning)
    returning = locked(returning)
    known = label_of(returning.case_id)
    if known:
        return known
    lifecycle_of(returning.kind).target("ship", returning.state)
    if returning.not_received or not way_back_of(returning).is_ours:
        raise NoLabel(_("The seller does not pay the way back of this return, so there is no prepaid label."))
    return draw_label(returning.case, by=by, at=at)
